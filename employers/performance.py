"""How a vacancy is found: browsers that saw it, day by day, and how others like it fare."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from statistics import median

from django.db.models import Count, F, Sum
from django.utils import timezone

from employers.models import JobApplication, Vacancy, VacancyDay, VacancyVisit, VisitKind, VisitSource

DAYS = 28
FEWEST = 5  # similar vacancies, below which nothing is said of them
MOST_SIMILAR = 200


@dataclass(frozen=True)
class Performance:
    """Counts of the last weeks, oldest day first."""

    days: Sequence[date]
    seen: Sequence[int]
    applied: Sequence[int]
    sent: Sequence[int]  # job applications that reached the employer here
    sources: Sequence[tuple[VisitSource, int, int]]  # seen, applied

    @property
    def seen_count(self) -> int:
        return sum(self.seen)

    @property
    def applied_count(self) -> int:
        return sum(self.applied)

    @property
    def sent_count(self) -> int:
        return sum(self.sent)


@dataclass(frozen=True)
class Others:
    """Open vacancies of other employers with an occupation of the same group, in the same council."""

    count: int
    own_rate: float  # browsers a day, of days that are over
    usual_rate: float  # half of the others have more, half have less


def of_vacancy(vacancy: Vacancy) -> Performance:
    """What has been counted, with what has been seen since: of each day and source the larger of the two."""
    today = timezone.localdate()
    first = max(today - timedelta(days=DAYS - 1), _open_since(vacancy))
    counted: dict[tuple[date, str, str], int] = {}
    stored = VacancyDay.objects.filter(vacancy=vacancy, day__gte=first).values_list(
        "day", "kind", "source", "count"
    )
    live = (
        VacancyVisit.objects.filter(vacancy_id=vacancy.id, day__gte=first)
        .values("day", "kind", "source")
        .annotate(n=Count("*"))
        .order_by()
        .values_list("day", "kind", "source", "n")
    )
    for day, kind, source, count in stored.union(live, all=True):
        counted[day, kind, source] = max(count, counted.get((day, kind, source), 0))
    days = [first + timedelta(days=number) for number in range((today - first).days + 1)]
    by_day: Counter[tuple[date, str]] = Counter()
    by_source: Counter[tuple[str, str]] = Counter()
    for (day, kind, source), count in counted.items():
        by_day[day, kind] += count
        by_source[source, kind] += count
    return Performance(
        days=days,
        seen=[by_day[day, VisitKind.SEEN] for day in days],
        applied=[by_day[day, VisitKind.APPLY] for day in days],
        sent=_sent(vacancy, days),
        sources=[
            (source, by_source[source, VisitKind.SEEN], by_source[source, VisitKind.APPLY])
            for source in VisitSource
        ],
    )


def _sent(vacancy: Vacancy, days: Sequence[date]) -> list[int]:
    """What came of it since plays no part: those withdrawn or refused were sent as well."""
    sent = JobApplication.objects.filter(vacancy=vacancy, submitted_at__date__gte=days[0])
    counted = dict(
        sent.order_by()
        .values_list("submitted_at__date")
        .annotate(n=Count("*"))
        .values_list("submitted_at__date", "n")
    )
    return [counted.get(day, 0) for day in days]


def others_like(vacancy: Vacancy) -> Others | None:
    """None where there are too few for anything to be said."""
    if vacancy.occupation is None or not vacancy.occupation.isco_group or vacancy.council_id is None:
        return None
    today = timezone.localdate()
    since = today - timedelta(days=DAYS - 1)
    similar = list(
        Vacancy.objects.open()
        .filter(occupation__isco_group=vacancy.occupation.isco_group, council=vacancy.council_id)
        .filter(opened_at__date__lt=today)
        .exclude(organisation=vacancy.organisation_id)
        .only("id", "opened_at")
        .order_by("-posted_on", "-id")[:MOST_SIMILAR]
    )
    if len(similar) < FEWEST or _open_since(vacancy) >= today:
        return None
    rows = VacancyDay.objects.filter(
        vacancy__in=[vacancy.id, *(each.id for each in similar)],
        kind=VisitKind.SEEN,
        day__gte=since,
        day__lt=today,
    ).filter(day__gte=F("vacancy__opened_at__date"))
    seen = dict(rows.order_by().values("vacancy").annotate(n=Sum("count")).values_list("vacancy", "n"))

    def rate(each: Vacancy) -> float:
        days = (today - max(since, _open_since(each))).days
        return seen.get(each.id, 0) / days

    return Others(len(similar), rate(vacancy), median(rate(each) for each in similar))


def _open_since(vacancy: Vacancy) -> date:
    opened = vacancy.opened_at or timezone.now()
    return timezone.localdate(opened)
