"""Reads and words for the pages about curricula and what employers say of them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Count, F, IntegerField, OuterRef, Prefetch, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce, JSONObject
from django.urls import reverse

from district.partners.actor import Actor
from district.skills.models import Level
from district.web import reads
from district.web.charts import Chart, bars
from district.web.tables import Column, Table
from district.web.templatetags.district import as_title, day
from programmes.curricula.changes import Line, Point, SkillChange, What
from programmes.findings import Share
from programmes.models import (
    Course,
    CourseRun,
    CurriculumComment,
    CurriculumVersion,
    LearningOutcome,
    OutcomeFinding,
    OutcomeSkill,
)
from programmes.models.curriculum import CurriculumVersionQuerySet

MOST_SAID = 10
WORDS = {
    What.ADDED: "New",
    What.REMOVED: "Taken out",
    What.CHANGED: "Changed",
    What.MOVED: "Moved",
    What.SAME: "As before",
}
TONES = {What.ADDED: "green", What.REMOVED: "red", What.CHANGED: "canal", What.MOVED: "", What.SAME: ""}


# A provider's own ------------------------------------------------------------------------------------


def own_course(actor: Actor, public_id: UUID) -> Course | None:
    own = Course.objects.visible_to(actor).select_related("organisation").defer("search")
    return own.filter(public_id=public_id).first()


def versions(course: Course) -> list[CurriculumVersion]:
    """The newest first, with what the list says of each. One query."""
    return list(
        course.curriculum_versions.with_frozen()
        .annotate(
            outcome_count=_count(LearningOutcome.objects.filter(curriculum=OuterRef("pk")), "curriculum"),
            run_count=_count(CourseRun.objects.filter(curriculum=OuterRef("pk")), "curriculum"),
        )
        .order_by("-number")
    )


def _count(rows: QuerySet[Any], by: str) -> Coalesce:
    counted = rows.order_by().values(by).annotate(each=Count("pk")).values("each")
    return Coalesce(Subquery(counted), 0, output_field=IntegerField())


def version_table(found: Sequence[CurriculumVersion]) -> Table[CurriculumVersion]:
    columns: list[Column[Any]] = [
        Column(
            "number",
            "Version",
            lambda each: f"Version {each.number}",
            href=lambda each: reverse("curriculum_version_show", args=[each.public_id]),
        ),
        Column("state", "State", lambda each: each.get_state_display()),
        Column("from", "In force from", lambda each: each.published_at, kind="day"),
        Column("to", "Until", lambda each: each.superseded_at, kind="day"),
        Column("outcomes", "Learning outcomes", lambda each: each.outcome_count, kind="number"),
        Column("runs", "Runs begun with it", lambda each: each.run_count, kind="number"),
        Column("note", "What is new", lambda each: each.note),
    ]
    return Table("Versions of the curriculum", columns, found)


def own_version(actor: Actor, public_id: UUID) -> CurriculumVersion | None:
    """With its outcomes and their skills: three queries."""
    return _whole(CurriculumVersion.objects.visible_to(actor).filter(public_id=public_id)).first()


def _whole(found: CurriculumVersionQuerySet) -> CurriculumVersionQuerySet:
    led = OutcomeSkill.objects.select_related("skill").order_by("-level", "skill__label", "id")
    outcomes = LearningOutcome.objects.order_by("position").prefetch_related(Prefetch("skills", led))
    return (
        found.with_frozen()  # type: ignore[no-redef] # the stubs take what a model declares for a column
        .select_related("course__organisation")
        .defer("course__search")
        .prefetch_related(Prefetch("outcomes", outcomes, to_attr="all_outcomes"))
        .order_by("number")
    )


@dataclass(frozen=True)
class Found:
    """A learning outcome with what employers say of those they hired."""

    place: int
    words: str
    share: Share
    counts_lower: bool


def found_at_work(course: Course) -> list[Found]:
    """The learning outcomes in force of which enough people were rated, in their order. One query."""
    known = OutcomeFinding.objects.filter(course=OuterRef("curriculum__course"), key=OuterRef("key"))
    rows: QuerySet[Any] = LearningOutcome.objects.filter(
        curriculum__course=course, curriculum__state=CurriculumVersion.State.PUBLISHED
    )
    for name in ("hires", "can_do", "counts_lower"):
        rows = rows.annotate(**{name: Subquery(known.values(name))})
    return [
        Found(each.position, each.words, Share(each.can_do, each.hires), each.counts_lower)
        for each in rows.filter(hires__isnull=False).order_by("position")
    ]


def found_table(found: Sequence[Found]) -> Table[Found]:
    columns: list[Column[Any]] = [
        Column("outcome", "Learning outcome", lambda each: f"{each.place}. {each.words}"),
        Column("share", "Can do it", lambda each: f"{each.share.percent}%"),
        Column("interval", "95% certain", lambda each: each.share.interval),
        Column("hires", "People rated", lambda each: each.share.hires, kind="number"),
        Column(
            "weight",
            "Completing confirms",
            lambda each: "its skills one level lower" if each.counts_lower else "its skills as written",
        ),
    ]
    return Table("What hires can do at work, employers say", columns, found)


def found_chart(found: Sequence[Found]) -> Chart | None:
    if not found:
        return None
    return bars(
        "Of every hundred people hired, how many can do it",
        [(f"{each.place}. {each.words}", each.share.percent) for each in found],
        top=100,
        note="Rated by employers 30 and 90 days after the first day; the later rating counts. Shown from five people "
        "at three employers on, and counted anew only when as many more have been rated.",
    )


def own_outcome(actor: Actor, public_id: UUID) -> LearningOutcome | None:
    led = OutcomeSkill.objects.select_related("skill").order_by("-level", "skill__label", "id")
    return (
        LearningOutcome.objects.filter(
            public_id=public_id, curriculum__in=CurriculumVersion.objects.visible_to(actor)
        )
        .select_related("curriculum__course")
        .defer("curriculum__course__search")
        .prefetch_related(Prefetch("skills", led))
        .first()
    )


# Two versions beside each other ----------------------------------------------------------------------


def points(version: CurriculumVersion) -> list[Point]:
    """What is compared; the version holds its outcomes."""
    return [
        Point(
            outcome.key,
            outcome.words,
            {as_title(led.skill.label): led.level for led in outcome.skills.all()},
        )
        for outcome in version.all_outcomes
    ]


def compared(actor: Actor, course: Course, numbers: Sequence[int]) -> list[CurriculumVersion]:
    """The versions of these numbers, the earlier first, each with its outcomes. Three queries."""
    own = CurriculumVersion.objects.visible_to(actor)
    return list(_whole(own.filter(course=course, number__in=numbers)))


def line_words(line: Line) -> dict[str, Any]:
    """A line of the comparison as the page says it."""
    place = line.place or line.place_before
    moved = ""
    if line.what == What.MOVED:
        moved = f"It stood at {line.place_before}, and stands at {line.place} now."
    return {
        "what": WORDS[line.what],
        "tone": TONES[line.what],
        "place": place,
        "words": line.words or line.words_before,
        "before": line.words_before if line.words and line.words_before not in {"", line.words} else "",
        "moved": moved,
        "skills": [skill_words(change) for change in line.skills],
    }


def skill_words(change: SkillChange) -> str:
    """SQL: up to intermediate, before: foundation."""
    if change.before == change.after and change.after:
        return f"{change.skill}: up to {_level(change.after)}, as before"
    if change.after is None and change.before:
        return f"{change.skill}: no longer (it was {_level(change.before)})"
    if change.before is None and change.after:
        return f"{change.skill}: new, up to {_level(change.after)}"
    return f"{change.skill}: up to {_level(change.after or 1)} (it was {_level(change.before or 1)})"


def _level(level: int) -> str:
    return Level(level).label.lower()


# For everybody ---------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Shown:
    """A learning outcome as the page of the course shows it, with what employers found where they may say so."""

    words: str
    skills: list[str] = field(default_factory=list)
    found: Share | None = None
    counts_lower: bool = False


def in_force() -> ArraySubquery:
    """For the query of a course: the learning outcomes of its version in force, a row for each skill of each."""
    outcomes = LearningOutcome.objects.filter(
        curriculum__course=OuterRef("pk"), curriculum__state=CurriculumVersion.State.PUBLISHED
    )
    found = OutcomeFinding.objects.filter(course=OuterRef("curriculum__course"), key=OuterRef("key"))
    row = JSONObject(
        place="position",
        words="words",
        skill="skills__skill__label",
        level="skills__level",
        hires=Subquery(found.values("hires")),
        can_do=Subquery(found.values("can_do")),
        lower=Subquery(found.values("counts_lower")),
    )
    ordered = outcomes.order_by("position", "-skills__level", "skills__skill__label")
    return ArraySubquery(ordered.values(row=row))


def shown(rows: Sequence[Mapping[str, Any]]) -> list[Shown]:
    """Those rows, by outcome."""
    by_place: dict[int, Shown] = {}
    for row in rows:
        found = Share(row["can_do"], row["hires"]) if row["hires"] else None
        outcome = by_place.setdefault(
            row["place"], Shown(row["words"], found=found, counts_lower=bool(row["lower"]))
        )
        if row["skill"]:
            outcome.skills.append(f"{as_title(row['skill'])}, up to {_level(row['level'])}")
    return list(by_place.values())


@dataclass(frozen=True)
class Said:
    """What employers said about a course and what came of it, as everybody may read it."""

    lines: Sequence[dict[str, str]] = ()
    right_count: int = 0

    def __bool__(self) -> bool:
        return bool(self.lines or self.right_count)


def said(course_id: int) -> Said:
    """One query."""
    told = _told(course_id)
    state = CurriculumComment.State
    in_agreement = {
        each.organisation_id
        for each in told
        if each.state == state.NOTED and each.curriculum.state == CurriculumVersion.State.PUBLISHED
    }
    answered = [each for each in told if each.state in {state.ADOPTED, state.DECLINED}]
    return Said([told_words(each) for each in answered[:MOST_SAID]], len(in_agreement))


@reads.kept
def _told(course_id: Any) -> QuerySet[CurriculumComment]:
    return (
        CurriculumComment.objects.told()
        .filter(course_id=course_id)
        .select_related("organisation", "curriculum", "outcome", "skill", "adopted_in")
        .order_by("-answered_at", "-id")
    )


def told_words(comment: CurriculumComment) -> dict[str, str]:
    """A comment and its answer, with no more of the employer than it lets be shown."""
    quoted = f"“{comment.words}”" if comment.may_quote and comment.words else ""
    asked = comment.summary or quoted or comment.get_kind_display()
    return {
        "who": comment.organisation.name if comment.may_name else "An employer",
        "asked": asked,
        "quoted": quoted if comment.summary else "",
        "about": comment.outcome.words if comment.outcome else "",
        "skill": named_skill(comment),
        "done": done_words(comment),
        "answer": comment.answer,
    }


def named_skill(comment: CurriculumComment) -> str:
    if comment.skill is None:
        return ""
    return f"{as_title(comment.skill.label)}, {comment.get_level_display().lower()}"


def done_words(comment: CurriculumComment) -> str:
    version = comment.adopted_in
    if version is None:
        return "Not taken up" if comment.state == CurriculumComment.State.DECLINED else ""
    if version.is_draft:
        return f"To be taken up in version {version.number}, which is being written"
    return f"Taken up in version {version.number}, in force from {day(version.published_at)}"


# Comments --------------------------------------------------------------------------------------------


def desk(actor: Actor) -> QuerySet[CurriculumComment]:
    """What a provider answers, and staff look at: those that wait first, the oldest of them first."""
    return (
        CurriculumComment.objects.visible_to(actor)
        .annotate(waits=Q(state=CurriculumComment.State.WAITING))
        .order_by("-waits", F("answered_at").desc(nulls_first=True), "sent_at", "id")
        .for_list()
    )


def comment_table(
    found: Sequence[CurriculumComment], *, leads_to: str, names: str
) -> Table[CurriculumComment]:
    """`names`: "employer" or "provider", whoever the reader is not."""
    who: dict[str, Column[Any]] = {
        "employer": Column("who", "Employer", lambda each: each.organisation.name),
        "provider": Column("who", "Provider", lambda each: each.course.organisation.name),
    }
    columns: list[Column[Any]] = [
        Column(
            "kind",
            "What they said",
            lambda each: each.get_kind_display(),
            href=lambda each: reverse(leads_to, args=[each.public_id]),
        ),
        Column("course", "Course", lambda each: f"{each.course.title}, version {each.curriculum.number}"),
        Column("about", "About", about),
        who[names],
        Column("sent", "Sent", lambda each: each.sent_at, kind="day"),
        Column("state", "State", lambda each: done_words(each) or each.get_state_display()),
    ]
    return Table("Comments of employers", columns, found)


def about(comment: CurriculumComment) -> str:
    return comment.outcome.words if comment.outcome else "The whole curriculum"


def open_to_comment(public_id: UUID) -> CurriculumVersion | None:
    """The version in force of a course that everybody may see, with its outcomes. Two queries."""
    outcomes = LearningOutcome.objects.order_by("position")
    return (
        CurriculumVersion.objects.published()  # type: ignore[no-redef] # as above
        .filter(course__public_id=public_id, course__in=Course.objects.listed())
        .select_related("course__organisation")
        .defer("course__search")
        .prefetch_related(Prefetch("outcomes", outcomes, to_attr="all_outcomes"))
        .first()
    )
