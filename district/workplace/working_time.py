"""How long somebody may be at work, by figures of law with dates and by their age on the day."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from district.web.errors import Refused
from district.workplace import weeks
from district.workplace.models import MOST_MINUTES_A_DAY
from employers import facts
from learners.models import FundingFacts, Learner
from learners.services import consents
from programmes.models import Application

UNDER_AGE, AGE_UNKNOWN = " for people under 18", " for people who have not told their date of birth"
NOT_KNOWN = "We do not know the date of birth, so the limits for people under 18 hold: "
HOW_TO_TELL = (
    "The learner tells it under “Is it likely free for me?” on the page of any course, and keeps the answers. Nobody "
    "else sees the date."
)


@dataclass(frozen=True)
class Limits:
    minutes_a_day: int
    minutes_a_week: int
    days_a_week: int
    is_young: bool
    is_age_known: bool = True

    @property
    def whom(self) -> str:
        if not self.is_age_known:
            return AGE_UNKNOWN
        return UNDER_AGE if self.is_young else ""

    @property
    def way_out(self) -> str:
        return "" if self.is_age_known else f" {HOW_TO_TELL}"


def adult_on(learner: Learner | None) -> date | None:
    """Their 18th birthday, by the latest of the dates of birth that they have told; None where they told none.

    Nobody is left to ask or to protect where a profile is deleted: what they worked stands as for adults.
    """
    if learner is None:
        return date.min
    kept = FundingFacts.objects.filter(learner=learner).values_list("born_on")
    sent = Application.objects.filter(learner=learner, born_on__isnull=False).values_list("born_on")
    told = [born_on for (born_on,) in kept.union(sent)]
    return consents.birthday(max(told), consents.ADULT) if told else None


def limits(day: date, adult_on: date | None) -> Limits:
    """As for people under 18 while the age is not known: most people on placements are young."""
    if adult_on is not None and day >= adult_on:
        return Limits(MOST_MINUTES_A_DAY, _minutes("most_hours_a_week", day), 7, is_young=False)
    return Limits(
        _minutes("young_most_hours_a_day", day),
        _minutes("young_most_hours_a_week", day),
        int(facts.figure("young_most_days_a_week", day)),
        is_young=True,
        is_age_known=adult_on is not None,
    )


def said_of(learner: Learner | None, day: date) -> str:
    """What the sides of a placement should know of its hours; nothing where the limits for adults hold."""
    law = limits(day, adult_on(learner))
    if not law.is_young:
        return ""
    return (
        f"{'Under 18: ' if law.is_age_known else NOT_KNOWN}{weeks.said(law.minutes_a_day)} a day, "
        f"{weeks.said(law.minutes_a_week)} and {law.days_a_week} days a week at most. Hours with another employer "
        f"count, too.{law.way_out}"
    )


def most_minutes(*, starts_on: date, ends_on: date, weekdays: Collection[int], adult_on: date | None) -> int:
    """What can be done between two days, on those days of the week."""
    total, monday = 0, weeks.monday_of(starts_on)
    while monday <= ends_on:
        most = limits(monday, adult_on)
        days = [monday + timedelta(days=number - 1) for number in weekdays]
        count = sum(starts_on <= day <= ends_on for day in days)
        total += min(count * most.minutes_a_day, most.minutes_a_week)
        monday += weeks.WEEK
    return total


def check_week(
    *, here: Mapping[date, int], elsewhere: Mapping[date, int], said: Collection[date], adult_on: date | None
) -> None:
    """Refuses what is too long. `here`: the minutes of each day of a week as they would stand; `elsewhere`: those of
    the person's other placements; `said`: the days that are spoken of now.
    """
    both = {day: here.get(day, 0) + elsewhere.get(day, 0) for day in {*here, *elsewhere}}
    for day in sorted(said):
        most = limits(day, adult_on)
        if here[day] and both[day] > most.minutes_a_day:
            raise Refused(
                f"Enter {weeks.said(most.minutes_a_day)} a day at most: that is the limit{most.whom}."
                f"{_counts_too(elsewhere.get(day, 0))}{most.way_out}",
                field=weeks.field_of(day),
            )
    whole, young = limits(max(both), adult_on), limits(min(both), adult_on)
    by_age = [
        (young, {day: each for day, each in both.items() if adult_on and day < adult_on}),
        (whole, both),
    ]
    for most, days in by_age:
        total = sum(days.values())
        if total > most.minutes_a_week:
            raise Refused(
                f"That is {weeks.said(total)} in one week, and {weeks.said(most.minutes_a_week)} is the most"
                f"{most.whom}. Put the days right.{_counts_too(sum(elsewhere.values()))}{most.way_out}"
            )


def _counts_too(minutes: int) -> str:
    return " Hours with another employer count, too." if minutes else ""


def _minutes(code: str, day: date) -> int:
    return int(facts.figure(code, day) * 60)
