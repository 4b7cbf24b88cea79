"""The hours of a placement week by week, and how hours are written and read."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from django.utils import timezone

from district.web.templatetags.district import plural
from district.workplace.models import Placement, PlacementDay

WEEK = timedelta(days=7)
TYPED = re.compile(r"(\d{1,2})(?:[.,](\d{1,2})|:([0-5]\d))?")


@dataclass(frozen=True)
class Week:
    """`days`: those that are agreed, and are over or go on today; `rows`: of the days that somebody has spoken of."""

    monday: date
    days: tuple[date, ...]
    rows: Mapping[date, PlacementDay]

    @property
    def entered(self) -> int:
        return sum(row.minutes or 0 for row in self.rows.values())

    @property
    def confirmed(self) -> int:
        return sum(row.confirmed_minutes or 0 for row in self.rows.values())

    @property
    def counted(self) -> int:
        return sum(row.counted for row in self.rows.values())

    @property
    def waits(self) -> bool:
        return any(row.confirmed_at is None for row in self.rows.values())

    @property
    def confirmed_days(self) -> list[date]:
        return [day for day in sorted(self.rows) if self.rows[day].confirmed_at]

    @property
    def unconfirmed_days(self) -> list[date]:
        """Those that the learner may still enter or change."""
        return [day for day in self.days if day not in self.confirmed_days]

    @property
    def mark(self) -> str:
        """Changes whenever a day of the week does."""
        rows = sorted(self.rows.values(), key=lambda row: row.worked_on)
        return " ".join(f"{row.worked_on:%d}:{row.minutes}:{row.confirmed_minutes}" for row in rows)


def monday_of(day: date) -> date:
    return day - timedelta(days=day.weekday())


def field_of(day: date) -> str:
    """What a day of a week is called in a form: "mon"."""
    return f"{day:%a}".lower()


def of(placement: Placement, rows: Iterable[PlacementDay]) -> list[Week]:
    """From the first week to this one, the newest first; none before it has begun, or without a day that is agreed."""
    if placement.starts_on is None or placement.ends_on is None:
        return []
    last = min(placement.ends_on, timezone.localdate())
    known = {row.worked_on: row for row in rows}
    weeks = []
    monday = monday_of(placement.starts_on)
    while monday <= last:
        each = [monday + timedelta(days=number) for number in range(7)]
        days = tuple(
            day
            for day in each
            if placement.starts_on <= day <= last and day.isoweekday() in placement.weekdays
        )
        if days:
            weeks.append(Week(monday, days, {day: known[day] for day in each if day in known}))
        monday += WEEK
    return weeks[::-1]


def find(weeks: Iterable[Week], day: date) -> Week | None:
    """The week that a day is in."""
    return next((week for week in weeks if week.monday == monday_of(day)), None)


# Hours in words ---------------------------------------------------------------------------------------


def said(minutes: int) -> str:
    """ "7 hours 30 minutes"; "no hours" """
    hours, rest = divmod(minutes, 60)
    words = [plural(hours, "hour,hours")] if hours or not rest else []
    return " ".join([*words, *([f"{rest} minutes"] if rest else [])]) if minutes else "no hours"


def typed(minutes: int) -> str:
    """As people type them: "7", "7.5", "7:20"."""
    return f"{minutes / 60:g}" if minutes % 15 == 0 else f"{minutes // 60}:{minutes % 60:02}"


def read(text: str) -> int | None:
    """Minutes of what was typed: 7, 7.5, 7,5 or 7:30; None for anything else."""
    found = TYPED.fullmatch(text.strip())
    if found is None:
        return None
    hours, part, minutes = found.groups()
    more = int(minutes) if minutes else round(60 * float(f"0.{int(part):0{len(part)}}")) if part else 0
    return int(hours) * 60 + more
