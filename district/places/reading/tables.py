"""Tables of postcodes with their areas, and of deprivation by LSOA."""

import csv
import io
import re
from collections.abc import Callable, Iterator

from district.places.reading.rows import (
    BadRow,
    LsoaRow,
    PostcodeRow,
    Problem,
    Reading,
    check_in_kingdom,
    keep,
)
from district.places.services import postcodes
from district.web.errors import Refused

_CODE = re.compile(r"[EKNSWLM]\d{8}", re.ASCII)
_HIGHEST_RANK = 100_000
LONGEST_CELL = 131_072
_POSTCODE_COLUMNS = {"postcode", "la_code", "lat", "lon", "ward25_code", "ward25_name", "lsoa21_code"}
_LSOA_COLUMNS = {"lsoa21_code", "la_code", "IMD_decile", "IMD_rank"}

type _Check = Callable[[dict[str, str], Reading], bool]


def read(name: str, text: str, reading: Reading) -> bool:
    """False if this is a table of something else."""
    delimiter = max(",;\t", key=text.split("\n", 1)[0].count)
    csv.field_size_limit(LONGEST_CELL)
    rows = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    try:
        header = [cell.strip() for cell in next(rows)]
        take = _kind_of(header)
        if take is None:
            return False
        _check_rows(name, header, rows, take, reading)
    except csv.Error as fault:
        message = f"The row cannot be read: {fault}."
        reading.problems.append(Problem(name, max(rows.line_num - 1, 0), "", "row_form", message))
    return True


def _kind_of(header: list[str]) -> _Check | None:
    columns = set(header)
    for needed, take in ((_POSTCODE_COLUMNS, _take_postcode), (_LSOA_COLUMNS, _take_lsoa)):
        if needed <= columns:
            _refuse_repeated(header)
            return take
        if header[0] in needed and len(needed & columns) > 2:
            missing = ", ".join(sorted(needed - columns))
            raise Refused(f"The header lacks {missing}.", code="header_missing")
    return None


def _refuse_repeated(header: list[str]) -> None:
    if repeated := sorted({cell for cell in header if header.count(cell) > 1}):
        raise Refused(f"The header has columns twice: {', '.join(repeated)}.", code="header_repeated")


def _check_rows(
    name: str, header: list[str], rows: Iterator[list[str]], take: _Check, reading: Reading
) -> None:
    count = 0
    for cells in rows:
        if not any(cells):
            continue
        count += 1
        reading.read += 1
        try:
            if len(cells) != len(header):
                message = f"The row has {len(cells)} cells, the header {len(header)}."
                raise BadRow("", "row_length", message)
            if not take(dict(zip(header, map(str.strip, cells), strict=True)), reading):
                reading.repeats += 1
        except BadRow as bad:
            reading.problems.append(bad.in_file(name, count))
    if not count:
        raise Refused("The file has a header and no rows.", code="file_no_rows")


def _take_postcode(row: dict[str, str], reading: Reading) -> bool:
    latitude, longitude = _point(row["lat"], row["lon"])
    found = PostcodeRow(
        postcode=_postcode(row["postcode"]),
        council_code=_code(row, "la_code"),
        latitude=latitude,
        longitude=longitude,
        ward_code=_code(row, "ward25_code") if row["ward25_code"] else None,
        ward_name=_name(row, "ward25_name") if row["ward25_code"] else "",
        lsoa_code=_code(row, "lsoa21_code") if row["lsoa21_code"] else None,
    )
    return keep(reading.postcodes, found.postcode, found, "postcode")


def _take_lsoa(row: dict[str, str], reading: Reading) -> bool:
    found = LsoaRow(
        code=_code(row, "lsoa21_code"),
        council_code=_code(row, "la_code"),
        imd_decile=_whole(row, "IMD_decile", 10),
        imd_rank=_whole(row, "IMD_rank", _HIGHEST_RANK),
    )
    return keep(reading.lsoas, found.code, found, "lsoa21_code")


def _postcode(text: str) -> str:
    try:
        return postcodes.parse(text)
    except Refused as refusal:
        raise BadRow("postcode", refusal.code, refusal.message) from None


def _code(row: dict[str, str], name: str) -> str:
    if not _CODE.fullmatch(row[name]):
        raise BadRow(name, "code_form", "Give an ONS code: a letter and 8 digits, like E08000025.")
    return row[name]


def _name(row: dict[str, str], name: str) -> str:
    value = row[name]
    if not value or len(value) > 100 or not value.isprintable():
        raise BadRow(name, "name_form", "Give a name of 1 to 100 characters.")
    return value


def _whole(row: dict[str, str], name: str, highest: int) -> int | None:
    """A count that may be written as 3.0; an empty cell is not known."""
    if not row[name]:
        return None
    found = re.fullmatch(r"(\d{1,9})(?:\.0+)?", row[name], re.ASCII)
    if not found or not 1 <= int(found[1]) <= highest:
        raise BadRow(name, "number_range", f"Give a whole number from 1 to {highest}.")
    return int(found[1])


def _point(lat: str, lon: str) -> tuple[float, float]:
    try:
        latitude, longitude = float(lat[:30]), float(lon[:30])
    except ValueError:
        message = "Give latitude and longitude in degrees, like 52.4767 and -1.9035."
        raise BadRow("lat", "point_form", message) from None
    check_in_kingdom(latitude, longitude)
    return latitude, longitude
