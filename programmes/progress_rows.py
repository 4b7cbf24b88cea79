"""Enrolments as rows of the progress file, in the codes of the national learner record: what `reading.progress` reads,
the other way round. What is read from these rows is what was written.
"""

from collections.abc import Iterable, Iterator
from datetime import date

from programmes.models import Destination, Enrolment

COLUMNS = (
    *(
        "UKPRN",
        "LearnRefNumber",
        "ULN",
        "LearnAimRef",
        "LearnStartDate",
        "LearnPlanEndDate",
        "LearnActEndDate",
    ),
    *("CompStatus", "Outcome", "WithdrawReason", "AchDate", "FundModel", "ProgType", "SOF", "FFI"),
    *("PriorLevel", "EmpStat", "LOU", "EII", "OutType", "OutCode", "OutStartDate", "OutCollDate"),
)


def rows(enrolments: Iterable[Enrolment], ukprn: str) -> Iterator[dict[str, str]]:
    """One for each enrolment that has begun, and one more for each further thing that came of it. They come with their
    `destinations` prefetched. What has no reference in the provider's own records cannot be told apart there, and is
    left out.
    """
    for enrolment in enrolments:
        if enrolment.completion_status and enrolment.learner_reference:
            known: list[Destination | None] = list(enrolment.destinations.all())
            for destination in known or [None]:
                yield row(enrolment, destination, ukprn)


def row(enrolment: Enrolment, destination: Destination | None, ukprn: str) -> dict[str, str]:
    cells = {
        "UKPRN": ukprn,
        "LearnRefNumber": enrolment.learner_reference,
        "ULN": enrolment.uln,
        "LearnAimRef": enrolment.learning_aim,
        "LearnStartDate": _day(enrolment.starts_on),
        "LearnPlanEndDate": _day(enrolment.planned_end_on),
        "LearnActEndDate": _day(enrolment.ended_on),
        "CompStatus": enrolment.completion_status,
        "Outcome": enrolment.outcome,
        "WithdrawReason": enrolment.withdrawal_reason,
        "AchDate": _day(enrolment.achieved_on),
        "FundModel": enrolment.fund_model,
        "ProgType": enrolment.programme_type,
        "SOF": enrolment.funding_source,
        "FFI": enrolment.full_funding,
        "PriorLevel": enrolment.prior_level,
        "EmpStat": enrolment.employment_status,
        "LOU": enrolment.unemployed_for,
        "EII": enrolment.weekly_hours,
        "OutType": destination.kind if destination else "",
        "OutCode": destination.code if destination else "",
        "OutStartDate": _day(destination.starts_on if destination else None),
        "OutCollDate": _day(destination.collected_on if destination else None),
    }
    return {column: cells[column] for column in COLUMNS}


def _day(day: date | None) -> str:
    return day.isoformat() if day else ""
