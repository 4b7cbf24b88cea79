"""Enrolments as rows of the progress file, in the codes of the national learner record: what `reading.progress` reads,
the other way round. What is read from these rows is what was written.
"""

from collections.abc import Iterator, Mapping
from datetime import date
from operator import itemgetter
from typing import Any

from django.db.models import Q, QuerySet

from district.web.tables import Column
from programmes.models import Enrolment

ROWS_A_CHUNK = 2_000
OF_ENROLMENT = {
    "LearnRefNumber": ("learner_reference", "Your own number of the learner"),
    "ULN": ("uln", "Unique learner number"),
    "LearnAimRef": ("learning_aim", "Learning aim"),
    "LearnStartDate": ("starts_on", "First day of learning"),
    "LearnPlanEndDate": ("planned_end_on", "Planned last day"),
    "LearnActEndDate": ("ended_on", "Last day of learning"),
    "CompStatus": ("state", "Completion status"),
    "Outcome": ("state", "Outcome of the aim"),
    "WithdrawReason": ("withdrawal_reason", "Why they left"),
    "AchDate": ("achieved_on", "Day of the result"),
    "FundModel": ("fund_model", "Funding model"),
    "ProgType": ("programme_type", "Programme type"),
    "SOF": ("funding_source", "Source of funding"),
    "FFI": ("full_funding", "Full or co-funding"),
    "PriorLevel": ("prior_level", "Highest level before the start"),
    "EmpStat": ("employment_status", "Employment at the start"),
    "LOU": ("unemployed_for", "How long out of work at the start"),
    "EII": ("weekly_hours", "Hours of work a week at the start"),
}
OF_DESTINATION = {
    "OutType": ("kind", "What came of it: type"),
    "OutCode": ("code", "What came of it: code"),
    "OutStartDate": ("starts_on", "Since when"),
    "OutCollDate": ("collected_on", "When you heard of it"),
}
MEANINGS = {"UKPRN": "Your own number as a provider"} | {
    name: meaning for name, (_, meaning) in (OF_ENROLMENT | OF_DESTINATION).items()
}
COLUMNS = [
    Column[Mapping[str, str]](name, name, itemgetter(name), meaning=MEANINGS[name]) for name in MEANINGS
]


def recorded(enrolments: QuerySet[Enrolment]) -> QuerySet[Enrolment]:
    """Those that have begun and that the provider's own records can tell apart."""
    known = enrolments.filter(state__in=Enrolment.ILR)
    return known.exclude(learner_reference="").exclude(learning_aim="")


def left_out(enrolments: QuerySet[Enrolment]) -> int:
    """How many have begun and lack a number by which the provider's own records know them."""
    begun = enrolments.filter(state__in=Enrolment.ILR)
    return begun.filter(Q(learner_reference="") | Q(learning_aim="")).count()


def rows(enrolments: QuerySet[Enrolment], ukprn: str) -> Iterator[dict[str, str]]:
    """One for each enrolment, and one more for each further thing that came of it: one query in all."""
    names = {field for field, _ in OF_ENROLMENT.values()}
    names |= {f"destinations__{field}" for field, _ in OF_DESTINATION.values()}
    ordered = recorded(enrolments).order_by(
        "starts_on", "learner_reference", "id", "destinations__starts_on", "destinations__id"
    )
    for values in ordered.values(*names).iterator(chunk_size=ROWS_A_CHUNK):
        yield row(values, ukprn)


def row(values: Mapping[str, Any], ukprn: str) -> dict[str, str]:
    """`values` by the names of the fields, those of a destination with `destinations__` before them."""
    status, outcome = Enrolment.ILR[Enrolment.State(values["state"])]
    cells = {"UKPRN": ukprn}
    cells |= {name: _text(values[field]) for name, (field, _) in OF_ENROLMENT.items()}
    cells |= {"CompStatus": status, "Outcome": outcome}
    return cells | {
        name: _text(values.get(f"destinations__{field}")) for name, (field, _) in OF_DESTINATION.items()
    }


def _text(value: date | str | None) -> str:
    return value.isoformat() if isinstance(value, date) else value or ""
