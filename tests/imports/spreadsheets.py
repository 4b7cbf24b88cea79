"""Workbooks as Excel writes them, and as nobody should."""

import io
import zipfile
from xml.sax.saxutils import escape

SPACE = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
KINDS = "http://schemas.openxmlformats.org/package/2006"


def cell(place: str, value: object) -> str:
    if isinstance(value, int | float):
        return f'<c r="{place}"><v>{value}</v></c>'
    return f'<c r="{place}" t="inlineStr"><is><t xml:space="preserve">{escape(str(value))}</t></is></c>'


def column(index: int) -> str:
    letters = ""
    index += 1
    while index:
        index, rest = divmod(index - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def sheet(rows: list[list[object]]) -> str:
    lines = "".join(
        f'<row r="{y}">{"".join(cell(f"{column(x)}{y}", value) for x, value in enumerate(row))}</row>'
        for y, row in enumerate(rows, 1)
    )
    return f'<worksheet xmlns="{SPACE}"><sheetData>{lines}</sheetData></worksheet>'


def workbook(
    *sheets: str, hidden: tuple[int, ...] = (), more: dict[str, bytes] | None = None, start: str = ""
) -> bytes:
    """An .xlsx with these sheets; `more` are further parts, `start` stands before the first sheet's XML."""
    numbers = range(1, len(sheets) + 1)
    states = {number: ' state="hidden"' if number - 1 in hidden else "" for number in numbers}
    named = "".join(
        f'<sheet name="S{number}" sheetId="{number}"{states[number]} r:id="r{number}"/>' for number in numbers
    )
    links = "".join(
        f'<Relationship Id="r{number}" Type="{RELATIONS}/worksheet" Target="worksheets/sheet{number}.xml"/>'
        for number in numbers
    )
    parts = {
        "[Content_Types].xml": f'<Types xmlns="{KINDS}/content-types"/>',
        "_rels/.rels": f'<Relationships xmlns="{KINDS}/relationships"><Relationship Id="r" '
        f'Type="{RELATIONS}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
        "xl/workbook.xml": f'<workbook xmlns="{SPACE}" xmlns:r="{RELATIONS}"><sheets>{named}</sheets></workbook>',
        "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{KINDS}/relationships">{links}</Relationships>',
        **{f"xl/worksheets/sheet{number}.xml": start + sheets[number - 1] for number in numbers},
        **(more or {}),
    }
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, part in parts.items():
            archive.writestr(name, part)
    return packed.getvalue()


def table(rows: list[dict[str, object]], columns: tuple[str, ...]) -> str:
    """A sheet with a header and these rows."""
    return sheet([list(columns), *([row.get(name, "") for name in columns] for row in rows)])
