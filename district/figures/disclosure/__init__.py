"""Counts of people such that nobody can be made out in them.

cubes       what was counted: dimensions and whole numbers
profiles    the rules: whose threshold, rounding and symbols
protection  a cube and a profile in, figures fit to be told out
hiding      which further cells have to go so that no hidden one can be worked out
overlap     whether a table may be told beside those that already were
"""
