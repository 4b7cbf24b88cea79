"""What came of a skills need, link by link: answers, the runs of their courses, who completed, who was hired by whom.

Nothing is stored: each link is one that people made, and is walked as it stands now.
"""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Count, F, OuterRef, Q, QuerySet, Subquery, Sum
from django.utils import timezone

from district.codesign.models import NeededSkill, NeedReply, SkillsNeed
from district.figures.disclosure.cubes import TOTAL, Cube, Dimension
from district.figures.disclosure.cubes import stages as stages_of
from district.figures.disclosure.profiles import DESK
from district.figures.disclosure.protection import protect
from district.figures.symbols import Symbol
from district.gaps.stages import Stage, furthest
from district.interviews.models import InterviewOffer
from district.matching.models import GapCell
from district.partners.actor import Actor
from employers.models import JobApplication, Vacancy
from programmes.models import CourseRun, CurriculumComment, Enrolment

TOLD = (Stage.STARTED, Stage.COMPLETED, Stage.INTERVIEWED, Stage.HIRED, Stage.SUSTAINED)
LABELS = {
    Stage.STARTED: "Started",
    Stage.COMPLETED: "Completed",
    Stage.INTERVIEWED: "Interviewed",
    Stage.HIRED: "In work",
    Stage.SUSTAINED: "After 12 weeks",
}
MOST_RUNS = 50
type Told = int | Symbol


@dataclass(frozen=True)
class Run:
    """A run of a course that answers the need; `number`: which one of its course it is."""

    run: CourseRun
    number: int
    counts: Mapping[Stage, Told]


@dataclass(frozen=True)
class Hirer:
    name: str
    people: Told


@dataclass(frozen=True)
class Chain:
    need: SkillsNeed
    skills: Sequence[NeededSkill]  # with gap_then and gap_now
    replies: Sequence[NeedReply]
    asks: Sequence[CurriculumComment]
    runs: Sequence[Run]
    totals: Mapping[Stage, Told]
    hirers: Sequence[Hirer]
    other_hirers: bool  # some may not be named, for too few were hired by them
    vacancies: Sequence[Any]  # vacancies with hired_count
    is_exact: bool
    hired_in_vacancies: Mapping[int, Told]


def of(need: SkillsNeed, by: Actor) -> Chain:
    """Exact for administrators among WMCA staff, who may see who it is; protected for everybody else."""
    is_exact = by.is_staff_admin
    replies = _replies(need)
    runs = _runs(need, replies)
    counts = _counts([run for run, _ in runs])
    totals, told = _told(counts, [run.pk for run, _ in runs], is_exact=is_exact)
    hirers = _hirers([run.pk for run, _ in runs])
    named = [
        Hirer(name, count if is_exact else DESK.tell(count))
        for name, count in hirers.most_common()
        if is_exact or not isinstance(DESK.tell(count), Symbol)
    ]
    vacancies = _vacancies(need)
    hired: dict[int, int] = {row.pk: row.hired_count for row in vacancies}
    return Chain(
        need=need,
        skills=_skills(need),
        replies=replies,
        asks=_asks(need, replies),
        runs=[Run(run, number, told[run.pk]) for run, number in runs],
        totals=totals,
        hirers=named,
        other_hirers=len(named) < len(hirers),
        vacancies=vacancies,
        is_exact=is_exact,
        hired_in_vacancies={pk: n if is_exact else DESK.tell(n) for pk, n in hired.items()},
    )


def _skills(need: SkillsNeed) -> list[NeededSkill]:
    """With the gap where the need is, in the month it was opened in and as counted last."""
    cells = GapCell.objects.filter(skill=OuterRef("skill"))
    if need.council_id:
        cells = cells.filter(council=need.council_id)
    sums = cells.order_by().values("skill")

    def gap_on(day: Any) -> Subquery:
        return Subquery(
            sums.filter(day=day)
            .annotate(gap=Sum("demand") - Sum("supply") - Sum("in_training"))
            .values("gap")[:1]
        )

    opened = timezone.localdate(need.opened_at) if need.opened_at else None
    days = GapCell.objects.order_by("day").values("day")
    same_month = days.filter(day__year=opened.year, day__month=opened.month) if opened else days.none()
    rows = need.skills.filter(state="accepted").select_related("skill").order_by("-level", "skill__label")
    return list(
        rows.annotate(
            gap_then=gap_on(Subquery(same_month[:1])),
            gap_now=gap_on(Subquery(days.order_by("-day")[:1])),
        )
    )


def _replies(need: SkillsNeed) -> list[NeedReply]:
    """Answers that the employer accepted, to this need or to one it renews, the earliest first."""
    rows = NeedReply.objects.filter(need__series=need.series, state=NeedReply.State.ACCEPTED)
    related = rows.select_related("answer__organisation", "answer__course__programme")
    return list(related.defer("answer__course__search").order_by("answer__sent_at", "pk"))


def _asks(need: SkillsNeed, replies: Sequence[NeedReply]) -> list[CurriculumComment]:
    """What the employer asked of these courses and was adopted."""
    courses = {reply.answer.course_id for reply in replies} - {None}
    rows = CurriculumComment.objects.filter(
        organisation=need.organisation_id, course__in=courses, state=CurriculumComment.State.ADOPTED
    )
    return list(
        rows.select_related("adopted_in", "course").defer("course__search").order_by("adopted_in", "pk")
    )


def _runs(need: SkillsNeed, replies: Sequence[NeedReply]) -> list[tuple[CourseRun, int]]:
    """Those that began between the answer and the end of the need, each with its number among its course's."""
    until = timezone.localdate(need.ended_at) if need.ended_at else timezone.localdate()
    since: dict[int, datetime] = {}
    for reply in replies:
        if reply.answer.course_id:
            since.setdefault(reply.answer.course_id, reply.answer.sent_at)
    rows = (
        CourseRun.objects.filter(course__in=since)
        .exclude(state__in=[CourseRun.State.DRAFT, CourseRun.State.CANCELLED])
        .select_related("course", "venue")
        .defer("course__search")
        .order_by("starts_on", "pk")
    )
    seen: Counter[int] = Counter()
    found = []
    for run in rows:
        seen[run.course_id] += 1
        if run.starts_on and timezone.localdate(since[run.course_id]) <= run.starts_on <= until:
            found.append((run, seen[run.course_id]))
    return found[:MOST_RUNS]


def _counts(runs: Sequence[CourseRun]) -> dict[int, Counter[int]]:
    """By run: how many got just so far."""
    found: dict[int, Counter[int]] = defaultdict(Counter)
    rows = Enrolment.objects.filter(run__in=[run.pk for run in runs], restarted_as=None)
    for row in rows.annotate(far=furthest()).order_by().values("run", "far").annotate(n=Count("pk")):
        found[row["run"]][row["far"]] = row["n"]
    return found


def _told(
    counts: Mapping[int, Counter[int]], runs: Sequence[int], *, is_exact: bool
) -> tuple[dict[Stage, Told], dict[int, dict[Stage, Told]]]:
    """(of all runs together, of each): how many got so far or further."""
    so_far = {
        run: {stage: sum(n for far, n in counts.get(run, {}).items() if far >= stage) for stage in TOLD}
        for run in runs
    }
    if is_exact or not runs:
        return {stage: sum(row[stage] for row in so_far.values()) for stage in TOLD}, {
            run: dict(row) for run, row in so_far.items()
        }
    first, *later = TOLD
    dimensions = (
        Dimension("run", "Run", tuple((str(run), str(run)) for run in runs)),
        stages_of("stage", "Stage", [(stage.name, LABELS[stage]) for stage in later]),
    )
    code = {first: TOTAL} | {stage: stage.name for stage in later}
    cube = Cube(
        dimensions,
        {(str(run), code[stage]): row[stage] for run, row in so_far.items() for stage in TOLD},
    )
    safe = protect(cube, DESK)
    return {stage: safe.told(TOTAL, code[stage]) for stage in TOLD}, {
        run: {stage: safe.told(str(run), code[stage]) for stage in TOLD} for run in runs
    }


def _hirers(runs: Sequence[int]) -> Counter[str]:
    """Employers by name, with how many completers of these runs they hired; a person once an employer."""
    completers = Enrolment.objects.filter(run__in=runs, state__in=Enrolment.COMPLETERS)
    offered = InterviewOffer.objects.counting().filter(
        enrolment__in=completers, state=InterviewOffer.State.JOB_OFFER
    )
    applied: QuerySet[Any] = JobApplication.objects.filter(
        state=JobApplication.State.HIRED, learner__enrolments__in=completers
    ).filter(submitted_at__date__gte=F("learner__enrolments__starts_on"))
    pairs = {
        *offered.values_list("learner", "slot__commitment__organisation__name"),
        *applied.values_list("learner", "vacancy__organisation__name"),
    }
    return Counter(name for _, name in pairs)


def _vacancies(need: SkillsNeed) -> list[Any]:
    """Those for people of the need, and the one that met it, with how many were hired for them here."""
    hired = Count("job_applications", filter=Q(job_applications__state=JobApplication.State.HIRED))
    mine = Q(of_need__need__series=need.series) | Q(pk=need.met_vacancy_id)
    rows = Vacancy.objects.filter(mine).annotate(hired_count=hired)
    return list(rows.only("public_id", "title", "state", "positions").order_by("pk"))


def sentence(chain: Chain) -> str:
    """The chain in one line."""
    heads = f"This need of {chain.need.heads or 0:,} {'person' if chain.need.heads == 1 else 'people'}"
    if not chain.runs:
        return f"{heads} has come to no course yet." if not chain.vacancies else f"{heads} became vacancies."
    names = [f"{run.run.course.title}, run {run.number}" for run in chain.runs]
    became = names[0] if len(names) == 1 else f"{names[0]} and {len(names) - 1} more"
    completed, hired = chain.totals[Stage.COMPLETED], chain.totals[Stage.HIRED]
    return f"{heads} became {became}: {_words(completed)} completed, {_words(hired)} came into work."


def _words(told: Told) -> str:
    return "so few that we do not tell" if isinstance(told, Symbol) else f"{told:,}"
