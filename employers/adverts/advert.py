"""What any reader of adverts hands over: the fields of one advert as text, before anything is checked."""

from dataclasses import dataclass, field
from decimal import Decimal


class Unreadable(Exception):
    """A file that no reader understands; the sentence says what to do."""


@dataclass(frozen=True)
class Problem:
    """A row that cannot be taken, or a field of it that could not be read."""

    row: int
    field: str
    code: str
    message: str


@dataclass
class RawAdvert:
    """One advert as its file says it. `is_brief`: a line of a list of results, which lacks what the full advert has."""

    row: int
    title: str = ""
    employer: str = ""
    description: str = ""
    place: str = ""
    postcode: str = ""
    salary: str = ""
    salary_range: tuple[Decimal, Decimal, str] | None = None
    posted: str = ""
    closes: str = ""
    starts: str = ""
    url: str = ""
    reference: str = ""
    kind: str = ""
    pattern: str = ""
    hours: str = ""
    mode: str = ""
    positions: str = ""
    is_brief: bool = False
    is_unnamed: bool = False
    problems: list[Problem] = field(default_factory=list)

    def note(self, field_name: str, code: str, message: str) -> None:
        self.problems.append(Problem(self.row, field_name, code, message))
