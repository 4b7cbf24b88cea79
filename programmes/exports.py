"""Files of a provider's own learners as described columns. Rows are plain dictionaries, so that many cost little."""

from collections.abc import Callable, Sequence
from operator import itemgetter
from typing import Any

from django.db.models import QuerySet

from district.web.tables import Column
from programmes.models import Application, Enrolment, Reason

type Row = dict[str, Any]


def _of(name: str) -> Callable[[Row], Any]:
    return itemgetter(name)


def _said(name: str, choices: Sequence[tuple[str, Any]]) -> Callable[[Row], Any]:
    labels = {code: str(label) for code, label in choices}
    return lambda row: labels.get(row[name], row[name])


def _column(name: str, label: str, meaning: str, value: Callable[[Row], Any] | None = None) -> Column[Row]:
    return Column(name, label, value or _of(name), meaning=meaning)


APPLICATIONS: list[Column[Row]] = [
    _column("public_id", "Application", "Its own number", lambda row: str(row["public_id"])),
    _column("learner__user__name", "Name", "Of the person"),
    _column("learner__user__email", "E-mail", "Of the person"),
    _column("phone", "Phone", "If they gave one"),
    _column("run__course__title", "Course", "Its title"),
    _column("run__starts_on", "Starts", "First day of the course run"),
    _column("state", "Stands at", "Now", _said("state", Application.State.choices)),
    _column("submitted_at", "Sent", "When they sent it"),
    _column("offered_at", "Offered", "When a place was offered last"),
    _column("offer_ends_at", "Offer ends", "When that offer runs out"),
    _column("waiting_number", "Waiting number", "In the order of the waiting list"),
    _column("reason", "Reason", "Of a refusal", _said("reason", Reason.choices)),
    _column("decided_at", "Decided", "When it was decided"),
]
ROSTER: list[Column[Row]] = [
    _column("public_id", "Enrolment", "Its own number", lambda row: str(row["public_id"])),
    _column("learner__user__name", "Name", "Of the person"),
    _column("learner__user__email", "E-mail", "Of the person"),
    _column("uln", "ULN", "Unique learner number"),
    _column("learner_reference", "LearnRefNumber", "Your own number of the learner"),
    _column("learning_aim", "LearnAimRef", "Learning aim"),
    _column("starts_on", "LearnStartDate", "First day of learning"),
    _column("planned_end_on", "LearnPlanEndDate", "Planned last day"),
    _column("ended_on", "LearnActEndDate", "Last day of learning"),
    _column("state", "Stands at", "Now", _said("state", Enrolment.State.choices)),
    _column("comp", "CompStatus", "Completion status as coded", lambda row: _ilr(row)[0]),
    _column("outcome", "Outcome", "Outcome as coded", lambda row: _ilr(row)[1]),
    _column("withdrawal_reason", "WithdrawReason", "Reason for leaving as coded"),
    _column("achieved_on", "AchDate", "Day of the result"),
    _column("there_count", "Sessions attended", "Here or late"),
    _column("held_count", "Sessions marked", "With a mark in the register"),
]
COUNTED_ELSEWHERE = {"comp", "outcome"}


def _ilr(row: Row) -> tuple[str, str]:
    return Enrolment.ILR.get(Enrolment.State(row["state"]), ("", ""))


def rows(queryset: QuerySet[Any], columns: Sequence[Column[Row]]) -> QuerySet[Any, Row]:
    names = [column.name for column in columns if column.name not in COUNTED_ELSEWHERE]
    return queryset.values(*names)
