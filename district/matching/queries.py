"""Reads for the pages of matching."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from itertools import groupby
from operator import attrgetter
from typing import Any, NamedTuple
from uuid import UUID

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Case, CharField, Count, Max, OuterRef, Prefetch, Q, Subquery, Sum, Value, When
from django.db.models.functions import Coalesce, Concat
from django.shortcuts import get_object_or_404

from district.matching.engine.score import WHOLE
from district.matching.models import (
    LearnerMatch,
    MatchRun,
    RunExposure,
    SharingSwitch,
    VacancyPrice,
    WrongMatch,
)
from employers.models import JobApplication, Vacancy
from learners.models import Learner
from programmes.models import Course, CourseRun


def match_of(learner: Learner) -> LearnerMatch | None:
    """With `confirmed_at`, when the last run over everybody ended, and `is_shared`, whether fair sharing is on."""
    last = MatchRun.objects.filter(engine=OuterRef("engine"), finished_at__isnull=False).order_by(
        "-finished_at"
    )
    return (
        LearnerMatch.objects.filter(learner=learner)
        .annotate(
            confirmed_at=Subquery(last.values("finished_at")[:1]),
            is_shared=Subquery(SharingSwitch.objects.values("is_on")[:1]),
        )
        .first()
    )


def fresh_at(match: LearnerMatch) -> datetime:
    """When the list was last known to be right: written, or found unchanged."""
    confirmed_at: datetime | None = match.confirmed_at  # type: ignore[attr-defined]
    return max(match.matched_at, confirmed_at or match.matched_at)


def is_behind(learner: Learner, match: LearnerMatch | None) -> bool:
    """The profile has changed, and the worker is at it."""
    return match is None or match.learner_version != learner.version


def are_courses_behind(learner: Learner, match: LearnerMatch | None) -> bool:
    """The courses follow the jobs, a moment later."""
    return match is None or match.courses_version != learner.version


def in_order[Row: (Vacancy, Course)](rows: Iterable[Row], ids: Sequence[int]) -> list[Row]:
    """Those that can still be shown, as the list has them."""
    by_id = {row.id: row for row in rows}
    return [by_id[each] for each in ids if each in by_id]


def vacancies(ids: Sequence[int]) -> list[Vacancy]:
    """Each with `applied`, how many have applied for it here."""
    sent = JobApplication.objects.sent().filter(vacancy=OuterRef("pk")).order_by().values("vacancy")
    counted = Coalesce(Subquery(sent.annotate(n=Count("pk")).values("n")), 0)
    rows = Vacancy.objects.open().once().filter(id__in=ids).for_list().annotate(applied=counted)
    return in_order(rows.order_by("id"), ids)


def fewest_applied_first(found: Iterable[Vacancy], scores: Mapping[int, int]) -> list[Vacancy]:
    """Among neighbours in a list that fit equally well."""
    equal = groupby(found, key=lambda row: scores.get(row.id))
    return [row for _, rows in equal for row in sorted(rows, key=attrgetter("applied"))]


def open_runs() -> Prefetch:
    runs = CourseRun.objects.open().select_related("venue__postcode").order_by("starts_on", "id")
    return Prefetch("runs", runs, to_attr="open_runs")


def runs_of(course: Course) -> list[CourseRun]:
    """Those that `open_runs` fetched."""
    return course.open_runs  # type: ignore[attr-defined]


def courses(ids: Sequence[int]) -> list[Course]:
    rows = Course.objects.listed().filter(id__in=ids).for_list().prefetch_related(open_runs()).order_by("id")
    return in_order(rows, ids)


def vacancy(public_id: UUID, *, learner: Learner) -> Vacancy:
    """With `engine`, the version under which the learner was matched, if they were, `hoped_sectors` and `price`."""
    rows = Vacancy.objects.open().select_related("organisation", "postcode", "council", "occupation")
    hopes = Learner.hopes.through.objects.filter(learner=learner).order_by("occupation_id")
    sector = Case(
        When(occupation__isco_group="", then=Concat(Value("o"), "occupation_id", output_field=CharField())),
        default="occupation__isco_group",
    )
    return get_object_or_404(
        rows.annotate(
            engine=_engine_of(learner),
            hoped_sectors=ArraySubquery(hopes.values_list(sector)),
            price=Subquery(VacancyPrice.objects.filter(vacancy=OuterRef("pk")).values("price")),
        ),
        public_id=public_id,
    )


def hoped_sectors(vacancy: Vacancy) -> list[str]:
    """The kinds of work that the learner hopes for, as `vacancy` fetched them."""
    return vacancy.hoped_sectors  # type: ignore[attr-defined]


def price(vacancy: Vacancy) -> int:
    """Of exposure, as `vacancy` fetched it."""
    found: int | None = vacancy.price  # type: ignore[attr-defined]
    return WHOLE if found is None else found


def price_of(vacancy: Vacancy) -> int:
    """The same in a query of its own."""
    found = VacancyPrice.objects.filter(vacancy=vacancy).values_list("price", flat=True).first()
    return WHOLE if found is None else found


def runs(ids: Sequence[int]) -> list[CourseRun]:
    """With all that their lines show, in this order."""
    rows = CourseRun.objects.select_related(
        "course__organisation", "course__programme", "venue__postcode"
    ).filter(id__in=ids)
    by_id = {row.id: row for row in rows.order_by("id")}
    return [by_id[each] for each in ids if each in by_id]


class Named(NamedTuple):
    id: int
    public_id: UUID
    engine: str | None


def vacancies_named(ids: Sequence[UUID], *, learner: Learner) -> list[Named]:
    """Open ones by the ids of their pages, each with `engine` as above."""
    rows = (
        Vacancy.objects.open().filter(public_id__in=ids).annotate(engine=_engine_of(learner)).order_by("id")
    )
    return [Named(*row) for row in rows.values_list("id", "public_id", "engine")] if ids else []


def courses_named(ids: Sequence[UUID]) -> list[tuple[int, UUID]]:
    """Ids of live courses by those of their pages."""
    rows = Course.objects.listed().filter(public_id__in=ids).order_by("id")
    return list(rows.values_list("id", "public_id"))


def course(public_id: UUID, *, learner: Learner) -> Course:
    """With `engine`, as above, and the runs that are open."""
    rows = Course.objects.listed().select_related("organisation", "programme").prefetch_related(open_runs())
    return get_object_or_404(rows.annotate(engine=_engine_of(learner)), public_id=public_id)


def _engine_of(learner: Learner) -> Subquery:
    return Subquery(LearnerMatch.objects.filter(learner=learner).values("engine_id"))


def latest_runs(count: int = 10) -> list[MatchRun]:
    """With what the shards of one on its way tell so far; the others have it in their own fields."""
    shards = MatchRun.objects.select_related("progress").annotate(
        done_so_far=Count("shards", filter=Q(shards__is_done=True)),
        attempt_so_far=Sum("shards__attempts", default=0),
        worker_so_far=Count("shards__worker", filter=~Q(shards__worker=""), distinct=True),
        changed_so_far=Sum("shards__changed_count", default=0),
    )
    return list(shards[:count])


def switches(count: int = 10) -> list[SharingSwitch]:
    return list(SharingSwitch.objects.select_related("by")[:count])


def measured_runs(count: int = 10) -> list[RunExposure]:
    """The last ones that ended as they should, latest first."""
    ended = RunExposure.objects.exclude(run__checksum="").select_related("run")
    return list(ended.order_by("-run__started_at", "-run_id")[:count])


def open_complaints() -> list[dict[str, Any]]:
    """How many people say that a match is wrong, by what it is about. Counts, and never whose."""
    found = (
        WrongMatch.objects.filter(answered_at=None)
        .values(
            "what",
            "vacancy__title",
            "vacancy__public_id",
            "course__title",
            "course__public_id",
        )
        .annotate(count=Count("id"), last=Max("said_at"))
        .order_by("-count", "-last", "what", "vacancy__title", "course__title")[:100]
    )
    return [dict(row) for row in found]
