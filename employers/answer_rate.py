"""How an employer answers those who apply: told to people only where enough have applied."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.db.models import (
    Aggregate,
    Count,
    DurationField,
    ExpressionWrapper,
    F,
    Q,
)
from django.utils import timezone

from district.web.templatetags.district import plural
from employers.models import JobApplication

FEWEST = 5
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


def of_employers(ids: Iterable[int]) -> Mapping[int, AnswerRate]:
    """By organisation, of those with enough applications. One query."""
    now = timezone.now()
    took = ExpressionWrapper(F("answered_at") - F("submitted_at"), output_field=DurationField())
    could_be_answered = (
        Q(answered_at__isnull=False) | Q(state="closed") | Q(submitted_at__lt=now - TIME_TO_ANSWER)
    )
    rows: Any = (
        JobApplication.objects.filter(
            could_be_answered,
            vacancy__organisation__in=list(ids),
            submitted_at__gte=now - WITHIN,
            is_invited=False,
        )
        .exclude(state="withdrawn", answered_at=None)
        .order_by()
        .values("vacancy__organisation")
        .annotate(
            counted=Count("id"),
            answered=Count("id", filter=Q(answered_at__isnull=False)),
            usual=Median(took),
        )
    )
    return {
        row["vacancy__organisation"]: AnswerRate(row["counted"], row["answered"], row["usual"])
        for row in rows
        if row["counted"] >= FEWEST
    }


def of_employer(organisation_id: int) -> AnswerRate | None:
    return of_employers([organisation_id]).get(organisation_id)
