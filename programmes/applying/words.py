"""An application in words for the provider it was sent to: what the person chose to tell, and no more."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from django.utils import timezone

from district.web import addresses
from district.web.tables import Column, Table
from district.web.templatetags.district import day, days_away, moment, plural
from programmes import wording
from programmes.inbox import Listed
from programmes.models import Application
from programmes.services.decisions import Done

State = Application.State


def name(application: Application) -> str:
    user = application.learner.user
    return str(user)


def inbox_table(rows: Sequence[Listed]) -> Table[Listed]:
    columns: list[Column[Listed]] = [
        Column(
            "name",
            "Name",
            lambda each: each.name,
            href=lambda each: addresses.of("provider_application_show", each.public_id),
        ),
        Column("run", "Course run", lambda each: f"{each.course}, {each.start}"),
        Column("sent", "Sent", lambda each: each.submitted_at, "day"),
        Column("state", "Stands at", lambda each: (each.state, State(each.state).label), "state"),
        Column("needs", "Waits for", next_need),
    ]
    return Table("Applications", columns, rows, ticks=lambda each: (each.public_id, each.name))


def next_need(application: Application | Listed) -> str:
    """What it waits for, in the words of the list."""
    if getattr(application, "asks_support", False) and application.is_live:
        return "Your answer about support"
    ends = application.offer_ends_at
    if application.state == State.OFFERED and ends:
        return f"Their answer by {moment(ends)}"
    if application.state == State.WAITLISTED:
        return f"A free place; number {application.waiting_number}"
    return {
        State.SUBMITTED: "Your decision",
        State.UNDER_REVIEW: "Your decision",
        State.ACCEPTED: "To be enrolled",
    }.get(State(application.state), "")


def person(application: Application) -> list[dict[str, Any]]:
    """How to reach them, and who applied if somebody else did."""
    by_phone = application.phone and f"{application.phone} ({application.get_contact_by_display().lower()})"
    rows: list[dict[str, Any]] = [
        {"key": "Name", "value": name(application)},
        {"key": "E-mail", "value": application.learner.user.email},
        {"key": "Phone", "value": by_phone or ""},
    ]
    if application.applied_for:
        helper = application.applied_by.name if application.applied_by else "Somebody"
        rows.append({"key": "Applied for them", "value": f"{helper}, {application.applied_for.name}"})
        rows.append({"key": "How they agreed", "value": application.agreed_how})
    return rows


def sections(application: Application) -> list[dict[str, Any]]:
    """What they answered when they applied."""
    start = application.run.starts_on or timezone.localdate()
    age = application.age_on(start)
    work = [
        {"key": "Work", "value": application.get_employment_status_display()},
        {"key": "Hours", "value": application.get_weekly_hours_display()},
        {"key": "Looking for work for", "value": application.get_unemployed_for_display()},
        {"key": "Benefit", "value": application.get_benefit_display()},
        {"key": "More about work", "value": _more(application)},
    ]
    about = [
        {"key": "Why this course", "value": application.why},
        {"key": "Learned before", "value": application.get_prior_level_display()},
        {"key": "Born", "value": day(application.born_on)},
        {"key": "Age when it starts", "value": "" if age is None else str(age)},
    ]
    shown = about + [line for line in work if line["value"]]
    return [{"title": "What they told you", "rows": shown}]


def _more(application: Application) -> str:
    said = (
        (application.is_self_employed, "Self-employed"),
        (application.wants_more_hours, "Would like more hours"),
        (application.is_at_risk, "May lose their job soon"),
    )
    return ", ".join(words for is_so, words in said if is_so)


def events(application: Application) -> list[dict[str, Any]]:
    """What happened, and what happens next."""
    happened: list[tuple[datetime | None, str]] = [
        (application.submitted_at, "Sent"),
        (application.appealed_at, "Asked you to look again"),
        (application.waitlisted_at, f"Joined the waiting list as number {application.joined_at_place}"),
        (application.offered_at, "Offered a place"),
        (application.reminded_at, "Reminded of the offer"),
        (application.accepted_at, "Accepted the place"),
        (application.release_warned_at, "Told that nobody has enrolled them yet"),
        (application.ended_at, _ending(application)),
    ]
    rows = sorted(((at, title) for at, title in happened if at), key=lambda each: each[0])
    listed = [{"title": title, "when": moment(at), "state": "done"} for at, title in rows]
    if words := next_need(application):
        listed.append({"title": words, "when": _when(application), "state": "now"})
    return listed


def _ending(application: Application) -> str:
    reason = f": {application.get_reason_display().lower()}" if application.reason else ""
    return f"{application.get_state_display()}{reason}"


def _when(application: Application) -> str:
    if application.state == State.OFFERED and application.offer_ends_at:
        return f"The offer ends {days_away(application.offer_ends_at)}"
    ahead = getattr(application, "ahead", None)
    if application.state == State.WAITLISTED:
        return f"{plural(ahead or 0, 'person,people')} ahead"
    return f"Waiting since {day(application.submitted_at)}" if application.submitted_at else ""


def places_of(applications: Iterable[Application]) -> Sequence[str]:
    """A sentence for each of the runs: how many places are free."""
    runs = {each.run_id: each.run for each in applications}
    said = []
    for run in runs.values():
        left = "no limit of places" if run.places_left is None else f"{plural(run.places_left, 'place')} free"
        said.append(f"{run.course.title}, {wording.start_day(run)}: {left}.")
    return said


def chosen_table(rows: Sequence[Application]) -> Table[Application]:
    """Those a decision is about, before it is known what becomes of each."""
    columns: list[Column[Application]] = [
        Column("name", "Name", name),
        Column("course", "Course", lambda row: row.run.course.title),
        Column("run", "Starts", lambda row: wording.start_day(row.run)),
        Column("state", "Stands at", lambda row: row.get_state_display()),
    ]
    return Table("Those you chose", columns, rows)


def preview_table(done: Done, rows: Sequence[Application], said: str) -> Table[Application]:
    """What would become of each."""
    why = {application.pk: refusal.message for application, refusal in done.refused}
    columns: list[Column[Application]] = [
        Column("name", "Name", name),
        Column("course", "Course", lambda row: row.run.course.title),
        Column("run", "Starts", lambda row: wording.start_day(row.run)),
        Column(
            "what", "What happens", lambda row: f"Nothing. {why[row.pk]}" if row.pk in why else f"Is {said}"
        ),
    ]
    return Table("What would happen", columns, rows)
