"""Enrolments with something wrong as the columns of a file. Rows are plain dictionaries, so that many cost little."""

from collections.abc import Callable, Iterable, Iterator
from operator import itemgetter
from typing import Any

from django.db.models import QuerySet

from district.returns import quality
from district.web.tables import Column
from programmes.models import Enrolment

type Row = dict[str, Any]
ROWS_A_CHUNK = 2_000


def _column(name: str, label: str, meaning: str, value: Callable[[Row], Any] | None = None) -> Column[Row]:
    return Column(name, label, value or itemgetter(name), meaning=meaning)


def _state(row: Row) -> str:
    return str(Enrolment.State(row["state"]).label)


WHO = (
    _column("learner__user__name", "Name", "Of the person"),
    _column("uln", "ULN", "Unique learner number"),
)
WHAT = (
    _column("public_id", "Enrolment", "Its own number in the portal", lambda row: str(row["public_id"])),
    _column("learner_reference", "LearnRefNumber", "Number of the learner with the provider"),
    _column("run__course__title", "Course", "Its title"),
    _column("starts_on", "LearnStartDate", "First day of learning"),
    _column("planned_end_on", "LearnPlanEndDate", "Planned last day"),
    _column("ended_on", "LearnActEndDate", "Last day of learning"),
    _column("state", "Stands at", "Now", _state),
)
WRONG = tuple(_column(f"is_{issue.code}", issue.label, issue.words) for issue in quality.ISSUES)
OF_PROVIDER = (
    _column("organisation__ukprn", "UKPRN", "Number of the provider"),
    _column("organisation__name", "Provider", "Who teaches them, and mends the record"),
)
# The provider's own people by name; at the desk by reference alone.
OWN = (*WHO, *WHAT, *WRONG)
OF_DESK = (*OF_PROVIDER, *WHAT, *WRONG)


def rows(listed: QuerySet[Enrolment], columns: Iterable[Column[Row]]) -> Iterator[Row]:
    return listed.values(*(column.name for column in columns)).iterator(chunk_size=ROWS_A_CHUNK)
