"""The hours of a placement: how far it is, and one page for each week."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from district.partners.access import signed_in
from district.partners.requests import ActorRequest
from district.web.errors import Refused
from district.web.tables import Column, Table
from district.web.templatetags.district import day as written
from district.workplace import queries, weeks
from district.workplace.forms import WeekForm
from district.workplace.models import LEAST_T_LEVEL_HOURS, Placement, Side
from district.workplace.services import hours, placements
from district.workplace.services.letters import name_of
from learners.views.sent import posted

form_page = require_http_methods(["GET", "HEAD", "POST"])
ASKS = {Side.LEARNER: hours.enter, Side.EMPLOYER: hours.confirm}


@dataclass(frozen=True)
class Log:
    """How far a placement is: in minutes and, for the picture, in per cent of the hours it needs."""

    confirmed: int
    waiting: int
    least: int
    next_week: weeks.Week | None  # the one where something is to be done by whoever looks

    @property
    def confirmed_said(self) -> str:
        return weeks.said(self.confirmed)

    @property
    def waiting_said(self) -> str:
        return weeks.said(self.waiting)

    @property
    def left_minutes(self) -> int:
        return max(0, self.least * 60 - self.confirmed - self.waiting)

    @property
    def left_said(self) -> str:
        return weeks.said(self.left_minutes)

    @property
    def share(self) -> int:
        return min(100, round(100 * self.confirmed / (60 * self.least)))

    @property
    def share_with_waiting(self) -> int:
        return min(100, round(100 * (self.confirmed + self.waiting) / (60 * self.least)))

    @property
    def is_reached(self) -> bool:
        return self.confirmed >= self.least * 60


def log_of(row: Placement, found: list[weeks.Week], side: Side) -> Log:
    waiting = sum(each.minutes or 0 for week in found for each in week.rows.values() if not each.confirmed_at)
    next_week = None
    if side == Side.EMPLOYER and row.state in Placement.HOURS_CONFIRMED_IN:
        next_week = next((week for week in reversed(found) if week.waits), None)
    elif side == Side.LEARNER and row.state in Placement.HOURS_ENTERED_IN and found:
        next_week = found[0]
    return Log(row.confirmed_minutes, waiting, row.least_hours, next_week)


@form_page
@signed_in
def placement_hours(request: ActorRequest, public_id: UUID) -> HttpResponse:
    """A POST keeps today's hours of the learner, or confirms the week that waits as it was entered."""
    row, side = _found(request, public_id)
    found = queries.weeks_of(row)
    log = log_of(row, found, side)
    form = _quick_form(request, log, side)
    if request.method == "POST":
        if form is None or log.next_week is None:
            return _nothing_waits(request, row, side)
        if form.is_valid():
            refusal = _keep(request, row, form, side)
            if refusal is None:
                return redirect("placement_hours", public_id)
            if refusal.code == "stale" or side == Side.EMPLOYER:
                messages.error(request, refusal.message)
                return redirect("placement_week", public_id, log.next_week.monday.isoformat())
            form.refuse(refusal)
    with_both = queries.minutes_of_t_level(row) if row.is_shared and side != Side.EMPLOYER else 0
    context = {
        "placement": row,
        "who": name_of(row),
        "side": side,
        "log": log,
        "form": form,
        "table": _table(row, found),
        "days": _days(log.next_week, log.next_week.rows) if log.next_week and side == Side.EMPLOYER else [],
        "with_both": weeks.said(with_both) if with_both else "",
        "least_t_level": LEAST_T_LEVEL_HOURS,
        "may_ask": side == Side.LEARNER and row.state in {Placement.State.OPEN, Placement.State.SIGNED},
    }
    return render(request, "workplace/placement_hours.html", context)


def _quick_form(request: ActorRequest, log: Log, side: Side) -> WeekForm | None:
    """Today for the learner, the whole week that waits for the employer; None where there is nothing to do."""
    week, today = log.next_week, timezone.localdate()
    if week is None:
        return None
    if side == Side.EMPLOYER:
        return WeekForm(posted(request), week=week, days=week.days, is_employer=True)
    if today not in week.unconfirmed_days:
        return None
    return WeekForm(posted(request), week=week, days=[today], is_employer=False)


def _nothing_waits(request: ActorRequest, row: Placement, side: Side) -> HttpResponse:
    """As after a second press, when the first has done it."""
    if side == Side.PROVIDER:
        raise Http404("The learner enters the hours, and the employer confirms them.")
    messages.success(request, "There is nothing more to do here now.")
    return redirect("placement_hours", row.public_id)


@form_page
@signed_in
def placement_week(request: ActorRequest, public_id: UUID, monday: str) -> HttpResponse:
    """The learner enters the days, the employer confirms them or puts them right, the provider reads."""
    row, side = _found(request, public_id)
    found = queries.weeks_of(row)
    week = _week(found, monday)
    before = weeks.find(found, week.monday - weeks.WEEK)
    may_copy = side == Side.LEARNER and not week.rows and before is not None and before.counted > 0
    like = before if may_copy and request.GET.get("as") == "before" else None
    form = _week_form(request, week, side, like)
    if request.method == "POST":
        if side == Side.PROVIDER:
            raise Http404("The learner enters the hours, and the employer confirms them.")
        if form.is_valid():
            refusal = _keep(request, row, form, side)
            if refusal is None:
                return redirect("placement_hours", public_id)
            if refusal.code == "stale":
                week = _week(queries.weeks_of(row), monday)
                form = _beside_what_is_kept(request, week, side)
            form.refuse(refusal)
    context = {
        "placement": row,
        "who": name_of(row),
        "side": side,
        "week": week,
        "form": form,
        "may_change": bool(form.days) and _may_change(row, side),
        "settled": []
        if side == Side.EMPLOYER
        else _days(week, week.confirmed_days, entered="you have entered"),
        "may_copy": may_copy and like is None,
        "table": _days_table(week),
        "total": weeks.said(week.counted),
    }
    return render(request, "workplace/placement_week.html", context)


def _keep(request: ActorRequest, row: Placement, form: WeekForm, side: Side) -> Refused | None:
    minutes = form.minutes()
    try:
        ASKS[side](placement=row, minutes=minutes, seen=form.cleaned_data["seen"], by=request.actor)
    except Refused as refusal:
        return refusal
    kept = weeks.said(sum(minutes.values()))
    messages.success(request, f"You have confirmed {kept}." if side == Side.EMPLOYER else f"Kept: {kept}.")
    return None


def _week_form(
    request: ActorRequest, week: weeks.Week, side: Side, like: weeks.Week | None = None
) -> WeekForm:
    """With the days that this side may change."""
    is_employer = side == Side.EMPLOYER
    days = week.days if is_employer else week.unconfirmed_days
    return WeekForm(posted(request), week=week, days=days, is_employer=is_employer, like=like)


def _beside_what_is_kept(request: ActorRequest, week: weeks.Week, side: Side) -> WeekForm:
    """What was typed, with the hours as they are now beside each day: sending it again replaces them."""
    form = _week_form(request, week, side)
    form.show_again(seen=week.mark)
    form.full_clean()
    return form


def _found(request: ActorRequest, public_id: UUID) -> tuple[Placement, Side]:
    row = queries.placement(request.actor, public_id)
    side = placements.side_of(row, request.actor)
    if side is None or not row.has_log:
        raise Http404("There are no hours of such a placement.")
    return row, side


def _week(found: list[weeks.Week], monday: str) -> weeks.Week:
    try:
        day = date.fromisoformat(monday)
    except ValueError:
        raise Http404("There is no such week.") from None
    week = weeks.find(found, day)
    if week is None or week.monday != day:
        raise Http404("The placement has no such week.")
    return week


def _may_change(row: Placement, side: Side) -> bool:
    if side == Side.LEARNER:
        return row.state in Placement.HOURS_ENTERED_IN
    return side == Side.EMPLOYER and row.state in Placement.HOURS_CONFIRMED_IN


def _table(row: Placement, found: list[weeks.Week]) -> Table[weeks.Week]:
    columns: list[Column[Any]] = [
        Column(
            "week",
            "Week from",
            lambda week: written(week.monday),
            href=lambda week: reverse("placement_week", args=[row.public_id, week.monday.isoformat()]),
        ),
        Column("entered", "Entered", lambda week: weeks.said(week.entered)),
        Column("confirmed", "Confirmed", lambda week: weeks.said(week.confirmed)),
        Column("state", "State", _state),
    ]
    return Table("Hours by week", columns, found)


def _state(week: weeks.Week) -> str:
    if not week.rows:
        return "Nothing entered"
    return "Waits for the employer" if week.waits else "Confirmed"


def _days_table(week: weeks.Week) -> Table[date]:
    rows = week.rows
    columns: list[Column[Any]] = [
        Column("day", "Day", lambda day: f"{day:%A} {written(day)}"),
        Column("entered", "Entered", lambda day: weeks.said((rows[day].minutes or 0) if day in rows else 0)),
        Column("confirmed", "Confirmed", lambda day: _confirmed(week, day)),
    ]
    return Table("Hours by day", columns, week.days)


def _days(
    week: weeks.Week, days: Iterable[date], *, entered: str = "they have entered"
) -> list[dict[str, str]]:
    """Of these days that somebody has spoken of, the hours as they are confirmed, or would be."""
    return [
        {
            "key": f"{day:%A} {written(day)}",
            "value": weeks.said(row.counted)
            if row.counted == row.minutes
            else f"{weeks.said(row.counted)}; {entered} {weeks.said(row.minutes or 0)}",
        }
        for day in sorted(days)
        for row in [week.rows[day]]
    ]


def _confirmed(week: weeks.Week, day: date) -> str:
    row = week.rows.get(day)
    if row is None:
        return ""
    return "Not yet" if row.confirmed_minutes is None else weeks.said(row.confirmed_minutes)
