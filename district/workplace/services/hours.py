"""The hours of a placement: entered by the learner, confirmed or put right by the employer, never both at once."""

from collections.abc import Mapping
from datetime import date, timedelta

from django.db import transaction
from django.db.models import Sum
from django.utils import timezone

from district.partners.actor import Actor
from district.web.errors import NotAllowed, Refused
from district.workplace import locks, weeks, working_time
from district.workplace.models import Placement, PlacementDay, Side
from district.workplace.services import letters, placements

type Minutes = Mapping[date, int]


@transaction.atomic
def enter(*, placement: Placement, minutes: Minutes, seen: str, by: Actor) -> Placement:
    """By the learner, of days of one week; 0 takes a day back. What is confirmed already only the employer changes."""
    current, week = _held_week(placement, minutes, by, Side.LEARNER)
    if current.state not in Placement.HOURS_ENTERED_IN:
        raise Refused(
            "Hours are entered while the agreement is signed by all three and has not ended.", code="state"
        )
    wanted = {day: said for day, said in minutes.items() if said != _standing(week, day)}
    if not wanted:
        return current
    _check(current, week, wanted, seen)
    for day, said in wanted.items():
        row = week.rows.get(day)
        if row is not None and row.confirmed_at is not None:
            raise Refused(
                f"The employer has confirmed {day:%A}. Ask them to change it.", field=weeks.field_of(day)
            )
        if said:
            new = {"minutes": said, "entered_at": timezone.now(), "asked_at": None}
            PlacementDay.objects.update_or_create(placement=current, worked_on=day, defaults=new)
        elif row is not None:
            row.delete()
    return current


@transaction.atomic
def confirm(*, placement: Placement, minutes: Minutes, seen: str, by: Actor) -> Placement:
    """By the employer, of days of one week, as entered or as it should be. The learner is told of what is otherwise."""
    current, week = _held_week(placement, minutes, by, Side.EMPLOYER)
    if current.state not in Placement.HOURS_CONFIRMED_IN:
        raise Refused(
            "Hours are confirmed once the agreement is signed by all three, until you have reported.",
            code="state",
        )
    wanted = {day: said for day, said in minutes.items() if not _is_settled(week, day, said)}
    if not wanted:
        return current
    _check(current, week, wanted, seen)
    if current.state == Placement.State.CANCELLED and wanted.keys() - week.rows.keys():
        raise Refused("It is called off: confirm only what the learner has entered.", code="state")
    is_otherwise = any(_standing(week, day) != said for day, said in wanted.items())
    now = timezone.now()
    for day, said in wanted.items():
        new = {"confirmed_minutes": said, "confirmed_at": now, "confirmed_by": by.person}
        PlacementDay.objects.update_or_create(placement=current, worked_on=day, defaults=new)
    current.confirmed_minutes = current.days.aggregate(sum=Sum("confirmed_minutes"))["sum"] or 0
    current.save(update_fields=["confirmed_minutes"])
    if is_otherwise:
        count = f"{week.monday:%Y%m%d} {now:%Y%m%d%H%M%S}"
        letters.about_placement(current, "hours_changed", to=[Side.LEARNER], count=count)
    return current


def ask_to_confirm() -> int:
    """Once for what was entered of the weeks that are over; of how many placements."""
    now, this_week = timezone.now(), weeks.monday_of(timezone.localdate())
    due = {"confirmed_at": None, "asked_at": None, "worked_on__lt": this_week}
    ids = PlacementDay.objects.filter(**due).order_by().values("placement")
    rows = placements.claim(Placement.objects.filter(state__in=Placement.HOURS_CONFIRMED_IN, pk__in=ids))
    for row in rows:
        row.days.filter(**due).update(asked_at=now)
        letters.about_placement(row, "hours", to=[Side.EMPLOYER], count=f"{now:%Y%m%d}")
    return len(rows)


def _held_week(placement: Placement, minutes: Minutes, by: Actor, side: Side) -> tuple[Placement, weeks.Week]:
    current = locks.hold_placement(placement)
    if placements.side_of(current, by) != side:
        raise NotAllowed("The learner enters the hours, and the employer confirms them.")
    week = weeks.find(weeks.of(current, current.days.all()), min(minutes)) if minutes else None
    if week is None or not set(minutes) <= set(week.days):
        raise Refused("Choose agreed days of the placement that are not ahead.", code="day")
    return current, week


def _standing(week: weeks.Week, day: date) -> int:
    row = week.rows.get(day)
    return row.counted if row else 0


def _is_settled(week: weeks.Week, day: date, said: int) -> bool:
    """There is nothing to confirm: it is so already, or nobody was there."""
    row = week.rows.get(day)
    return said == 0 if row is None else row.confirmed_minutes == said


def _check(placement: Placement, week: weeks.Week, wanted: Minutes, seen: str) -> None:
    if seen != week.mark:
        raise Refused(
            "These hours have changed since you opened the page. Beside each day stands what is kept now: look at "
            "it, then send yours again.",
            code="stale",
        )
    for day, said in wanted.items():
        if said < 0:
            raise Refused("Enter the hours, or leave the day empty.", field=weeks.field_of(day))
    working_time.check_week(
        here={day: wanted.get(day, _standing(week, day)) for day in {*week.days, *week.rows}},
        elsewhere=_elsewhere(placement, week),
        said=wanted.keys(),
        adult_on=working_time.adult_on(placement.learner),
    )


def _elsewhere(placement: Placement, week: weeks.Week) -> dict[date, int]:
    """Minutes of the person's other placements in this week. They are locked, so none come to it meanwhile."""
    others = PlacementDay.objects.filter(
        placement__learner=placement.learner_id,
        worked_on__range=(week.monday, week.monday + weeks.WEEK - timedelta(days=1)),
    )
    minutes: dict[date, int] = {}
    if placement.learner_id is not None:
        for row in others.exclude(placement=placement):
            minutes[row.worked_on] = minutes.get(row.worked_on, 0) + row.counted
    return minutes
