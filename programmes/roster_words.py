"""How people on a course run are put into words and tables for their provider."""

from collections.abc import Sequence
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import mark_safe

from district.web import addresses
from district.web.tables import Column, Table
from district.web.templatetags.district import day, moment, plural
from programmes import codes, roster, wording
from programmes.models import AttendanceMark, Enrolment, Intake, PriorityClass, RunSession, TutorTask

GET_IN_TOUCH = mark_safe('<strong class="govuk-tag dsd-tag--orange">Get in touch</strong>')
NOTHING = mark_safe("")


def roster_table(rows: Sequence[roster.Listed]) -> Table[roster.Listed]:
    columns: list[Column[roster.Listed]] = [
        Column(
            "name",
            "Name",
            lambda each: each.name,
            href=lambda each: addresses.of("provider_enrolment_show", each.public_id),
            beside=lambda each: GET_IN_TOUCH if each.has_task else NOTHING,
        ),
        Column("state", "Stands at", lambda each: (each.state, Enrolment.State(each.state).label), "state"),
        Column("starts", "First day", lambda each: each.starts_on, "day"),
        Column("ends", "Last day", lambda each: each.ended_on or each.planned_end_on, "day"),
        Column(
            "attended",
            "Came to",
            lambda each: f"{each.sessions[1]} of {each.sessions[0]}" if each.sessions else "",
            tone=lambda each: "dsd-unbroken",
        ),
    ]
    return Table("Roster", columns, rows, ticks=lambda each: (each.public_id, each.name))


def about(enrolment: Enrolment) -> list[dict[str, Any]]:
    learner = enrolment.learner
    application = enrolment.application_id
    return [
        {"key": "Name", "value": roster.person(enrolment)},
        {"key": "E-mail", "value": learner.user.email if learner else ""},
        {"key": "Course run", "value": f"{enrolment.run.course.title}, {wording.start_day(enrolment.run)}"},
        {"key": "Came by", "value": "An application here" if application else "A file of yours"},
    ]


def record(enrolment: Enrolment) -> list[dict[str, Any]]:
    """What stands in the learner record, each code with its meaning."""
    change = reverse("provider_enrolment_change", args=[enrolment.public_id])
    entered = [
        ("Unique learner number", enrolment.uln),
        ("Your learner reference", enrolment.learner_reference),
        ("Learning aim", enrolment.learning_aim),
        ("First day of learning", day(enrolment.starts_on)),
        ("Planned last day", day(enrolment.planned_end_on)),
        ("Funding model", _coded(enrolment.fund_model, enrolment.get_fund_model_display())),
        ("Programme type", _coded(enrolment.programme_type, enrolment.get_programme_type_display())),
        ("Source of funding", _coded(enrolment.funding_source, enrolment.get_funding_source_display())),
    ]
    told = [
        ("Last day of learning", day(enrolment.ended_on)),
        ("Day of the result", day(enrolment.achieved_on)),
        (
            "Reason for leaving",
            _coded(enrolment.withdrawal_reason, enrolment.get_withdrawal_reason_display()),
        ),
    ]
    rows: list[dict[str, Any]] = [{"key": key, "value": value, "href": change} for key, value in entered]
    return rows + [{"key": key, "value": value} for key, value in told if value]


def _coded(code: str, label: str) -> str:
    return f"{label} ({code})" if code else ""


def derived_rows(enrolment: Enrolment) -> list[dict[str, Any]]:
    found = roster.derive(enrolment)
    completion, outcome = enrolment.completion_status, enrolment.outcome
    status = f"{completion}: {codes.CompletionStatus(completion).label}" if completion else ""
    result = f"{outcome}: {codes.LearningOutcome(outcome).label}" if outcome else ""
    return [
        {"key": "Planned length", "value": plural(found.planned_length, "day")},
        {
            "key": "Counts as a start",
            "value": f"Yes, since {day(found.qualifies_on)}"
            if found.is_start
            else f"Not yet: on {day(found.qualifies_on)}, if they are still learning then",
        },
        {"key": "Hybrid end year", "value": found.hybrid_end_year},
        {"key": "Completion status", "value": status},
        {"key": "Outcome", "value": result},
    ]


def chosen_table(rows: Sequence[Enrolment]) -> Table[Enrolment]:
    columns: list[Column[Enrolment]] = [
        Column("name", "Name", roster.person),
        Column("course", "Course", lambda each: each.run.course.title),
        Column("state", "Stands at", lambda each: each.get_state_display()),
    ]
    return Table("Those you chose", columns, rows)


def marks_table(rows: Sequence[AttendanceMark]) -> Table[AttendanceMark]:
    columns: list[Column[AttendanceMark]] = [
        Column(
            "when",
            "Session",
            lambda each: moment(each.session.starts_at),
            href=lambda each: reverse("session_register", args=[each.session.public_id]),
        ),
        Column("mark", "Was", lambda each: each.get_mark_display()),
    ]
    return Table("Last sessions", columns, rows)


def task_table(rows: Sequence[TutorTask]) -> Table[TutorTask]:
    columns: list[Column[TutorTask]] = [
        Column(
            "name",
            "Name",
            lambda each: roster.person(each.enrolment),
            href=lambda each: reverse("tutor_task_show", args=[each.public_id]),
        ),
        Column("cause", "Why", lambda each: each.get_cause_display()),
        Column("course", "Course", lambda each: each.enrolment.run.course.title),
        Column("due", "By", lambda each: each.due_on, kind="day"),
        Column("outcome", "What came of it", lambda each: each.get_outcome_display()),
    ]
    return Table("People to get in touch with", columns, rows)


def session_table(rows: Sequence[RunSession]) -> Table[RunSession]:
    columns: list[Column[RunSession]] = [
        Column(
            "when",
            "Session",
            lambda each: moment(each.starts_at),
            href=lambda each: addresses.of("session_register", each.public_id),
        ),
        Column("title", "About", lambda each: each.title),
        Column(
            "where", "Where", lambda each: each.venue.name if each.venue else ("Online" if each.link else "")
        ),
        Column("register", "Register", _register),
        Column(
            "change",
            "Change",
            lambda each: "See" if each.cancelled_at else "Move or cancel",
            href=lambda each: addresses.of("session_change", each.public_id),
        ),
    ]
    return Table("Sessions", columns, rows)


def _register(session: RunSession) -> str:
    if session.cancelled_at:
        return "Cancelled"
    if session.register_taken_at:
        return "Taken"
    return "Not taken" if session.starts_at <= timezone.now() else ""


def due_table(
    rows: Sequence[RunSession], *, with_course: bool = False, caption: str = "Registers to take"
) -> Table[RunSession]:
    columns: list[Column[RunSession]] = [
        Column(
            "when",
            "Session",
            lambda each: moment(each.starts_at),
            href=lambda each: addresses.of("session_register", each.public_id),
        ),
        Column("title", "About", lambda each: each.title),
    ]
    if with_course:
        columns.insert(1, Column("course", "Course", lambda each: each.run.course.title))
    return Table(caption, columns, rows)


def intake_table(rows: Sequence[Intake]) -> Table[Intake]:
    labels = dict(PriorityClass.choices)
    columns: list[Column[Intake]] = [
        Column(
            "name",
            "Intake",
            lambda each: each.name,
            href=lambda each: reverse("intake_change", args=[each.public_id]),
        ),
        Column("closes", "Applications close", lambda each: moment(each.closes_at)),
        Column("first", "Who comes first", lambda each: "; ".join(labels[code] for code in each.classes)),
        Column("settled", "Places given", lambda each: moment(each.settled_at)),
    ]
    return Table("Your intakes", columns, rows)
