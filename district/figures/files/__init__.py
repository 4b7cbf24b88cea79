"""One description of a table, and every file that is made of it.

description  columns, tables, workbooks
tidy         CSV for analysts
sheets       how a workbook is laid out: cover, contents, notes, a sheet a table
xlsx, ods    that layout as files
ees          the pair of files that Explore Education Statistics takes
ees_checks   what it checks them for
"""
