"""How an employer answers those who apply: told to people only where enough have applied."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import (
    Aggregate,
    Count,
    DurationField,
    ExpressionWrapper,
    F,
    Q,
    QuerySet,
)
from django.db.models.functions import Extract, JSONObject
from django.utils import timezone

from district.figures.disclosure.profiles import FEWEST_PEOPLE
from district.web.templatetags.district import plural
from employers.models import JobApplication

FEWEST = FEWEST_PEOPLE
WITHIN = timedelta(days=365)
TIME_TO_ANSWER = timedelta(days=14)  # so long an application may wait before it counts as not answered


class Median(Aggregate):
    """The middle one, or the mean of the two."""

    function = "percentile_cont"
    template = "%(function)s(0.5) WITHIN GROUP (ORDER BY %(expressions)s)"
    output_field = DurationField()


@dataclass(frozen=True)
class AnswerRate:
    """Of the applications of the last 12 months that were answered, or have waited for two weeks."""

    counted: int
    answered: int
    usual: timedelta | None

    @property
    def words(self) -> str:
        """ "Answers 8 of 10 applications, usually within 4 days." """
        if not self.answered:
            return f"Has answered none of its last {self.counted} applications."
        days = max(1, -(-round((self.usual or timedelta()).total_seconds()) // 86_400))
        told = f"Has answered {self.answered} of its {plural(self.counted, 'application')}"
        return f"{told}, usually within {plural(days, 'day')}."


def counted(*, since: Any, waits_since: Any) -> QuerySet[JobApplication]:
    """The applications that say how employers answer, by organisation; `told` is what AnswerRate is made of."""
    took = ExpressionWrapper(F("answered_at") - F("submitted_at"), output_field=DurationField())
    could_be_answered = Q(answered_at__isnull=False) | Q(state="closed") | Q(submitted_at__lt=waits_since)
    rows: Any = (
        JobApplication.objects.filter(could_be_answered, submitted_at__gte=since, is_invited=False)
        .exclude(state="withdrawn", answered_at=None)
        .order_by()
        .values("vacancy__organisation")
    )
    return rows.annotate(
        told=JSONObject(
            counted=Count("id"),
            answered=Count("id", filter=Q(answered_at__isnull=False)),
            seconds=Extract(Median(took), "epoch"),
        )
    )


def moments() -> tuple[datetime, datetime]:
    """From when on applications count, and until when they must have been sent to count without an answer."""
    now = timezone.now()
    return now - WITHIN, now - TIME_TO_ANSWER


def of_told(told: Mapping[str, Any] | None) -> AnswerRate | None:
    if told is None or told["counted"] < FEWEST:
        return None
    usual = None if told["seconds"] is None else timedelta(seconds=told["seconds"])
    return AnswerRate(told["counted"], told["answered"], usual)


def of_employers(ids: Iterable[int]) -> Mapping[int, AnswerRate]:
    """By organisation, of those with enough applications. One query."""
    since, waits_since = moments()
    rows: Any = counted(since=since, waits_since=waits_since).filter(vacancy__organisation__in=list(ids))
    rates = {row["vacancy__organisation"]: of_told(row["told"]) for row in rows}
    return {organisation: rate for organisation, rate in rates.items() if rate}


def of_employer(organisation_id: int) -> AnswerRate | None:
    return of_employers([organisation_id]).get(organisation_id)
