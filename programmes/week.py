"""A week of sessions as a picture: seven columns, the hours downwards. The list beside it says the same in words."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.utils import timezone
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from district.web.templatetags.district import day
from programmes.models import RunSession

DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
FIRST_HOUR, LAST_HOUR = 9, 17
HOUR_HEIGHT, HEAD, LEFT = 24, 44, 12


@dataclass(frozen=True)
class Week:
    """`earlier` and `later` are Mondays of weeks with sessions; None where there are none."""

    monday: date
    picture: SafeString
    sentence: str
    earlier: date | None
    later: date | None


def monday_of(day_: date) -> date:
    return day_ - timedelta(days=day_.weekday())


def of_sessions(sessions: Sequence[RunSession], wanted: date | None = None) -> Week | None:
    """The week asked for if it has sessions, else that of the next one, else the last; None without any."""
    mondays = sorted({monday_of(timezone.localtime(each.starts_at).date()) for each in sessions})
    if not mondays:
        return None
    today = timezone.localdate()
    ahead = [
        monday_of(timezone.localtime(each.starts_at).date())
        for each in sessions
        if each.cancelled_at is None and timezone.localtime(each.ends_at).date() >= today
    ]
    monday = monday_of(wanted) if wanted and monday_of(wanted) in mondays else (ahead or mondays[-1:])[0]
    place = mondays.index(monday)
    shown = [each for each in sessions if monday_of(timezone.localtime(each.starts_at).date()) == monday]
    sentence = _sentence(monday, shown)
    return Week(
        monday=monday,
        picture=_picture(monday, shown, sentence),
        sentence=sentence,
        earlier=mondays[place - 1] if place else None,
        later=mondays[place + 1] if place + 1 < len(mondays) else None,
    )


def _sentence(monday: date, shown: Sequence[RunSession]) -> str:
    held = [each for each in shown if each.cancelled_at is None]
    count = "1 session" if len(held) == 1 else f"{len(held)} sessions"
    off = len(shown) - len(held)
    return f"Week from Monday {day(monday)}: {count}{f', and {off} cancelled' if off else ''}."


def _picture(monday: date, shown: Sequence[RunSession], sentence: str) -> SafeString:
    times = [(timezone.localtime(each.starts_at), timezone.localtime(each.ends_at)) for each in shown]
    first = min([FIRST_HOUR, *(start.hour for start, _ in times)])
    last = max([LAST_HOUR, *(_last_hour(start, end) for start, end in times)])
    height = HEAD + (last - first) * HOUR_HEIGHT + 8
    width = (100 - LEFT) / 7
    parts = [_hour(hour, first) for hour in range(first, last + 1, 2)]
    for number, name in enumerate(DAYS):
        middle = LEFT + (number + 0.5) * width
        date_ = monday + timedelta(days=number)
        parts.append(
            f'<text class="dsd-week__day" x="{middle:.1f}%" y="16" text-anchor="middle">{name}</text>'
            f'<text class="dsd-week__date" x="{middle:.1f}%" y="34" text-anchor="middle">{date_.day}</text>'
        )
    parts += [_block(each, start, end, first, width) for each, (start, end) in zip(shown, times, strict=True)]
    return mark_safe(  # noqa: S308 (numbers, and words escaped)
        f'<svg class="dsd-week__picture" width="100%" height="{height}" role="img" '
        f'aria-label="{escape(sentence)}">{"".join(parts)}</svg>'
    )


def _hour(hour: int, first: int) -> str:
    y = HEAD + (hour - first) * HOUR_HEIGHT
    return (
        f'<line class="dsd-week__line" x1="{LEFT}%" x2="100%" y1="{y}" y2="{y}"/>'
        f'<text class="dsd-week__hour" x="{LEFT - 2}%" y="{y + 5}" text-anchor="end">{hour}</text>'
    )


def _block(session: RunSession, start: datetime, end: datetime, first: int, width: float) -> str:
    x = LEFT + start.weekday() * width
    y = HEAD + (start.hour + start.minute / 60 - first) * HOUR_HEIGHT
    height = max((min(end, _midnight_after(start)) - start).total_seconds() / 3600 * HOUR_HEIGHT, 20)
    kind = " dsd-week__block--off" if session.cancelled_at else ""
    return (
        f'<rect class="dsd-week__block{kind}" x="{x + 0.4:.2f}%" y="{y:.0f}" width="{width - 0.8:.2f}%" '
        f'height="{height:.0f}" rx="3"/>'
        f'<text class="dsd-week__time{kind}" x="{x + width / 2:.2f}%" y="{y + 15:.0f}" text-anchor="middle">'
        f"{start.hour}{f':{start:%M}' if start.minute else ''}</text>"
    )


def _midnight_after(moment: datetime) -> datetime:
    return datetime.combine(moment.date() + timedelta(days=1), time.min, moment.tzinfo)


def _last_hour(start: datetime, end: datetime) -> int:
    if end.date() > start.date():
        return 24
    return end.hour + bool(end.minute)
