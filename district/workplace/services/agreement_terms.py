"""What the terms of a placement must be before anybody is asked to sign them."""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from django.utils import timezone

from district.web.errors import Refused
from district.workplace import weeks, working_time
from district.workplace.models import LEAST_T_LEVEL_HOURS, Placement, PlacementKind, Weekday

FURTHEST = timedelta(days=730)


def check(*, placement: Placement, terms: Mapping[str, Any]) -> None:
    starts_on: date = terms["starts_on"]
    ends_on: date = terms["ends_on"]
    hours: int = terms["hours"]
    if abs(starts_on - timezone.localdate()) > FURTHEST:
        raise Refused("Enter a first day within two years from now.", field="starts_on")
    if ends_on < starts_on:
        raise Refused("The last day is before the first. Change one of them.", field="ends_on")
    if ends_on - starts_on > FURTHEST:
        raise Refused("A placement lasts two years at most.", field="ends_on")
    is_t_level = placement.kind == PlacementKind.T_LEVEL
    if is_t_level and hours < LEAST_T_LEVEL_HOURS and not terms["is_shared"]:
        raise Refused(
            f"A T Level placement has {LEAST_T_LEVEL_HOURS} hours or more. Enter more hours, or say that the rest is "
            "done with a second employer.",
            field="hours",
        )
    _check_days(placement, terms)
    if not terms["is_safe"]:
        raise Refused(
            "Nobody can sign before the risks are assessed and the insurance covers it.", field="is_safe"
        )


def _check_days(placement: Placement, terms: Mapping[str, Any]) -> None:
    starts_on, ends_on, weekdays = terms["starts_on"], terms["ends_on"], terms["weekdays"]
    if not weekdays or not set(weekdays) <= set(Weekday.values):
        raise Refused("Tick at least one day of the week.", field="weekdays")
    if placement.days.exclude(worked_on__range=(starts_on, ends_on)).exists():
        raise Refused(
            "Hours are entered for days outside these. Keep the days that they were there between the first and the "
            "last.",
            field="starts_on",
        )
    if placement.days.exclude(worked_on__iso_week_day__in=weekdays).exists():
        raise Refused(
            "Hours are entered for other days of the week. Keep those that they were there.", field="weekdays"
        )
    adult_on = working_time.adult_on(placement.learner)
    law = working_time.limits(starts_on, adult_on)
    if len(weekdays) > law.days_a_week:
        raise Refused(
            f"Tick {law.days_a_week} days at most: that is the limit{law.whom}.{law.way_out}",
            field="weekdays",
        )
    most = working_time.most_minutes(
        starts_on=starts_on, ends_on=ends_on, weekdays=weekdays, adult_on=adult_on
    )
    if not 1 <= terms["hours"] <= most // 60:
        raise Refused(
            f"On these days {most // 60} hours can be done: {weeks.said(law.minutes_a_day)} a day and "
            f"{weeks.said(law.minutes_a_week)} a week is the most{law.whom}. Change the hours or the days."
            f"{law.way_out}",
            field="hours",
        )
