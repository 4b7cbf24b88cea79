"""A workbook as ODS, written as it goes.

Libraries for the format keep every cell in a tree, and need minutes for a long table.
"""

from collections.abc import Iterator
from datetime import datetime, time
from decimal import Decimal
from typing import BinaryIO
from xml.sax.saxutils import escape, quoteattr
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile, ZipInfo

from district.figures.files import sheets
from district.figures.files.description import Workbook
from district.figures.files.sheets import Cell, Grid, Sheet, Style

MIME = "application/vnd.oasis.opendocument.spreadsheet"
HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n'
SPACES = " ".join(
    f'xmlns:{short}="urn:oasis:names:tc:opendocument:xmlns:{long}:1.0"'
    for short, long in [
        ("office", "office"), ("table", "table"), ("text", "text"), ("style", "style"), ("meta", "meta"),
        ("number", "datastyle"), ("config", "config"), ("fo", "xsl-fo-compatible"), ("svg", "svg-compatible"),
    ]
)  # fmt: skip
SPACES += ' xmlns:xlink="http://www.w3.org/1999/xlink" xmlns:dc="http://purl.org/dc/elements/1.1/"'
FONT = '<style:text-properties style:font-name="Arial" fo:font-size="{size}pt" fo:language="en" fo:country="GB"{more}/>'
BOLD = ' fo:font-weight="bold"'
WRAP = '<style:table-cell-properties fo:wrap-option="wrap" style:vertical-align="top"{more}/>'
FLAT = '<style:table-cell-properties style:vertical-align="top"/>'
LINE_BELOW = ' fo:border-bottom="0.5pt solid #000000"'
RIGHT = '<style:paragraph-properties fo:text-align="end"/>'
LOOKS = {
    Style.TITLE: FLAT + FONT.format(size=16, more=BOLD),
    Style.LINE: FLAT + FONT.format(size=12, more=""),
    Style.TEXT: WRAP.format(more="") + FONT.format(size=12, more=""),
    Style.LINK: WRAP.format(more="") + FONT.format(size=12, more=' fo:color="#1a5fb4"'),
    Style.HEAD: WRAP.format(more=LINE_BELOW) + FONT.format(size=12, more=BOLD),
    Style.NUMBER_HEAD: WRAP.format(more=LINE_BELOW) + RIGHT + FONT.format(size=12, more=BOLD),
    Style.NUMBER: FLAT + RIGHT + FONT.format(size=12, more=""),
}
LONG_AGO = (
    1980,
    1,
    1,
    0,
    0,
    0,
)  # the day every file in the package is said to be of, so that bytes are the same


def write(workbook: Workbook, to: BinaryIO) -> None:
    """The same workbook gives the same bytes."""
    with ZipFile(to, "w") as package:
        # The kind of file comes first and is not packed: programs look for it there.
        package.writestr(ZipInfo("mimetype", LONG_AGO), MIME, ZIP_STORED)
        for name, text in (
            ("META-INF/manifest.xml", _manifest()),
            ("meta.xml", _meta(workbook)),
            ("settings.xml", _settings()),
            ("styles.xml", _styles()),
        ):
            package.writestr(_entry(name), HEAD + text)
        with package.open(_entry("content.xml"), "w") as content:
            for piece in _content(sheets.of(workbook)):
                content.write(piece.encode())


def _entry(name: str) -> ZipInfo:
    entry = ZipInfo(name, LONG_AGO)
    entry.compress_type = ZIP_DEFLATED
    return entry


def _manifest() -> str:
    kept = "".join(
        f'<manifest:file-entry manifest:full-path="{name}" manifest:media-type="text/xml"/>'
        for name in ("content.xml", "styles.xml", "meta.xml", "settings.xml")
    )
    return (
        '<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0" manifest:version="1.3">'
        f'<manifest:file-entry manifest:full-path="/" manifest:version="1.3" manifest:media-type="{MIME}"/>'
        f"{kept}</manifest:manifest>"
    )


def _meta(workbook: Workbook) -> str:
    made = (
        f"<meta:creation-date>{datetime.combine(workbook.made_on, time()).isoformat()}</meta:creation-date>"
        if workbook.made_on
        else ""
    )
    return (
        f'<office:document-meta {SPACES} office:version="1.3"><office:meta>'
        f"<dc:title>{_words(workbook.title)}</dc:title><dc:language>{sheets.LANGUAGE}</dc:language>{made}"
        "</office:meta></office:document-meta>"
    )


def _settings() -> str:
    """It opens on the cover, in its first cell."""
    return (
        f'<office:document-settings {SPACES} office:version="1.3"><office:settings>'
        '<config:config-item-set config:name="ooo:view-settings">'
        '<config:config-item-map-indexed config:name="Views"><config:config-item-map-entry>'
        '<config:config-item config:name="ActiveTable" config:type="string">Cover</config:config-item>'
        "</config:config-item-map-entry></config:config-item-map-indexed>"
        "</config:config-item-set></office:settings></office:document-settings>"
    )


def _styles() -> str:
    return (
        f'<office:document-styles {SPACES} office:version="1.3">{_faces()}<office:styles>'
        f'<style:default-style style:family="table-cell">{FONT.format(size=12, more="")}</style:default-style>'
        "</office:styles></office:document-styles>"
    )


def _faces() -> str:
    return (
        '<office:font-face-decls><style:font-face style:name="Arial" svg:font-family="Arial"'
        ' style:font-family-generic="swiss"/></office:font-face-decls>'
    )


def _content(pages: list[Sheet]) -> Iterator[str]:
    yield f'{HEAD}<office:document-content {SPACES} office:version="1.3">{_faces()}<office:automatic-styles>'
    yield _looks(pages)
    yield "</office:automatic-styles><office:body><office:spreadsheet>"
    for page in pages:
        yield from _page(page)
    marked = "".join(_marked(page, page.grid) for page in pages if page.grid)
    yield f"<table:database-ranges>{marked}</table:database-ranges>"
    yield "</office:spreadsheet></office:body></office:document-content>"


def _looks(pages: list[Sheet]) -> str:
    widths = sorted({width for page in pages for width in page.widths})
    decimals = sorted({c.decimals for page in pages if page.grid for c in page.grid.columns if c.is_number})
    found = [
        f'<style:style style:name="w{width}" style:family="table-column">'
        f'<style:table-column-properties style:column-width="{width * 0.24:.2f}cm"/></style:style>'
        for width in widths
    ]
    found += [
        f'<number:number-style style:name="n{places}"><number:number number:min-integer-digits="1"'
        f' number:decimal-places="{places}" number:min-decimal-places="{places}" number:grouping="true"/>'
        "</number:number-style>"
        for places in decimals
    ]
    found += [
        f'<style:style style:name="{_look(style)}" style:family="table-cell">{look}</style:style>'
        for style, look in LOOKS.items()
    ]
    found += [
        f'<style:style style:name="{_look(Style.NUMBER)}{places}" style:family="table-cell"'
        f' style:data-style-name="n{places}">{LOOKS[Style.NUMBER]}</style:style>'
        for places in decimals
    ]
    return "".join(found)


def _look(style: Style) -> str:
    return style.replace(" ", "-")


def _page(page: Sheet) -> Iterator[str]:
    yield f"<table:table table:name={quoteattr(page.name)}>"
    for width in page.widths:
        yield f'<table:table-column table:style-name="w{width}"/>'
    for line in page.lines:
        yield f"<table:table-row>{_cell(line)}</table:table-row>"
    if page.grid:
        heads = "".join(map(_cell, page.grid.heads))
        yield f"<table:table-header-rows><table:table-row>{heads}</table:table-row></table:table-header-rows>"
        for cells in page.grid.cells():
            yield f"<table:table-row>{''.join(map(_cell, cells))}</table:table-row>"
    yield "</table:table>"


def _cell(cell: Cell) -> str:
    look = _look(cell.style)
    if isinstance(cell.value, int | Decimal):
        plain, grouped = (f"{cell.value:{form}}" for form in _forms(cell.value))
        return (
            f'<table:table-cell table:style-name="{look}{cell.decimals}" office:value-type="float"'
            f' office:value="{plain}"><text:p>{grouped}</text:p></table:table-cell>'
        )
    words = _words(cell.value)
    if cell.to:
        words = f'<text:a xlink:type="simple" xlink:href="#{cell.to}.A1">{words}</text:a>'
    return (
        f'<table:table-cell table:style-name="{look}" office:value-type="string">'
        f"<text:p>{words}</text:p></table:table-cell>"
    )


def _forms(value: int | Decimal) -> tuple[str, str]:
    return ("f", ",f") if isinstance(value, Decimal) else ("d", ",d")


def _words(text: str) -> str:
    """As XML takes them: control characters are no text there."""
    kept = "".join(letter if letter.isprintable() else " " for letter in text)
    return escape(kept)


def _marked(page: Sheet, grid: Grid) -> str:
    first, last = len(page.lines) + 1, len(page.lines) + 1 + len(grid.rows)
    end = _letters(len(grid.heads))
    return (
        f'<table:database-range table:name="{grid.name}" table:contains-header="true"'
        f' table:target-range-address="{page.name}.A{first}:{page.name}.{end}{last}"/>'
    )


def _letters(number: int) -> str:
    found = ""
    while number:
        number, rest = divmod(number - 1, 26)
        found = chr(ord("A") + rest) + found
    return found
