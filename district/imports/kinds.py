"""The files a provider can upload: what each must look like, how its rows are checked, compared and published."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from district.imports.models import Upload
from district.imports.reading import formats
from district.imports.reading.formats import Format
from district.imports.reading.tables import Table
from district.imports.services import catalogue, checks, loading, progress_files
from district.imports.services.checks import Checked
from district.imports.services.comparison import Outcome, Source
from district.partners.actor import Actor
from district.partners.models import Organisation

MOST_BYTES = 5_000_000
MOST_ROWS = 5_000


@dataclass(frozen=True)
class Kind:
    """`thing` and `things` are what a row of the file is; `about` says what the file is for."""

    name: str
    format: Format
    thing: str
    things: str
    about: str
    check: Callable[[Table, Organisation], Checked[Any]]
    compare: Callable[[Organisation, Sequence[Any]], Outcome]
    apply: Callable[[Organisation, Sequence[Any], Actor], Outcome]
    shows: tuple[str, str] = ("COURSE_NAME", "START_DATE")  # the columns by which people know a row
    has_courses: bool = False

    @property
    def label(self) -> str:
        return Upload.Kind(self.name).label

    @property
    def most_bytes(self) -> int:
        return self.format.most_bytes or MOST_BYTES


def _courses(table: Format, source_of: Callable[[Organisation], Source], **said: Any) -> Kind:
    def apply(provider: Organisation, rows: Sequence[Any], by: Actor) -> Outcome:
        return catalogue.apply(
            source=source_of(provider), rows=rows, provider=provider, say=lambda words: None
        )

    return Kind(
        format=table,
        thing="course run",
        things="course runs",
        has_courses=True,
        compare=lambda provider, rows: catalogue.compare(source=source_of(provider), rows=rows),
        apply=apply,
        **said,
    )


def _own(table: Format) -> Callable[[Organisation], Source]:
    return lambda provider: Source(loading.own_source(table, provider), provider, is_own=True)


LARS = _courses(
    formats.LARS,
    _own(formats.LARS),
    name=Upload.Kind.LARS,
    about="Each row is one start of a course. Rows with the same LARS number and texts are one course.",
    check=checks.uploaded_courses,
)
NON_LARS = _courses(
    formats.NON_LARS,
    _own(formats.NON_LARS),
    name=Upload.Kind.NON_LARS,
    about="Skills Bootcamps. Each row is one start of a course.",
    check=checks.uploaded_courses,
)
OPEN_DATA = _courses(
    formats.OPEN_DATA,
    lambda provider: Source("open-data", provider),
    name=Upload.Kind.OPEN_DATA,
    about="Your own rows of the list of live courses that the National Careers Service publishes.",
    shows=("COURSE_NAME", "STARTDATE"),
    check=checks.open_courses,
)
VENUES = Kind(
    name=Upload.Kind.VENUES,
    format=formats.VENUES,
    thing="venue",
    things="venues",
    about="The places where you teach. Upload them before the courses that are taught there.",
    check=checks.uploaded_venues,
    compare=lambda provider, rows: catalogue.compare_venues(provider, rows)[0],
    apply=lambda provider, rows, by: catalogue.keep_venues(provider, rows),
    shows=("VENUE_NAME", "POSTCODE"),
)
PROGRESS = Kind(
    name=Upload.Kind.PROGRESS,
    format=formats.PROGRESS,
    thing="enrolment",
    things="enrolments",
    about="How your learners stand: starts, ends, results and what came of them, in the codes of the national record.",
    check=progress_files.check,
    compare=lambda provider, rows: progress_files.compare(rows),
    apply=lambda provider, rows, by: progress_files.apply(rows, by=by),
    shows=("LEARNREFNUMBER", "LEARNSTARTDATE"),
)
KINDS: dict[str, Kind] = {kind.name: kind for kind in (VENUES, LARS, NON_LARS, OPEN_DATA, PROGRESS)}
BY_FORMAT = {kind.format.name: kind for kind in KINDS.values()}
