"""What a file of places may hold, row by row, and what is wrong with a row."""

import math
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Problem:
    """A row that cannot be taken; row 1 is the first row of data, row 0 the file itself."""

    file: str
    row: int
    field: str
    code: str
    message: str


@dataclass(frozen=True, slots=True)
class PostcodeRow:
    postcode: str
    council_code: str
    latitude: float
    longitude: float
    ward_code: str | None
    ward_name: str
    lsoa_code: str | None


@dataclass(frozen=True, slots=True)
class LsoaRow:
    code: str
    council_code: str
    imd_decile: int | None
    imd_rank: int | None


@dataclass(frozen=True, slots=True)
class OutlineRow:
    council_code: str
    rings: list[list[list[int]]]


@dataclass
class Reading:
    """What the files hold. `repeats` counts rows that say again what an earlier row said."""

    postcodes: dict[str, PostcodeRow] = field(default_factory=dict)
    lsoas: dict[str, LsoaRow] = field(default_factory=dict)
    outlines: dict[str, OutlineRow] = field(default_factory=dict)
    read: int = 0
    repeats: int = 0
    problems: list[Problem] = field(default_factory=list)
    files: list[str] = field(default_factory=list)
    ignored: list[str] = field(default_factory=list)
    digest: str = ""


class BadRow(Exception):
    def __init__(self, field_name: str, code: str, message: str) -> None:
        super().__init__(message)
        self.field_name, self.code, self.message = field_name, code, message

    def in_file(self, file: str, row: int) -> Problem:
        return Problem(file, row, self.field_name, self.code, self.message)


def keep[T](kept: dict[str, T], key: str, found: T, field_name: str) -> bool:
    """False for a row that says again what an earlier one said; one that says something else is refused."""
    if key not in kept:
        kept[key] = found
        return True
    if kept[key] != found:
        raise BadRow(field_name, "row_contradicts", f"An earlier row says something else about {key}.")
    return False


def check_in_kingdom(latitude: float, longitude: float) -> None:
    if not (
        math.isfinite(latitude)
        and 49 <= latitude <= 61
        and math.isfinite(longitude)
        and -9 <= longitude <= 2.5
    ):
        raise BadRow("lat", "point_range", "The point is not in the United Kingdom.")
