"""The skills a course teaches: suggested from its texts, accepted or refused by a person, or named by one."""

from collections.abc import Iterable, Mapping, Sequence
from itertools import batched

from django.db import transaction

from district.partners.actor import Actor
from district.skills.models import Level, Skill, SkillState
from district.skills.services import decisions, phrases, vocabulary
from district.web.errors import Refused
from programmes import signals
from programmes.access import require_teaching
from programmes.models import Course, CurriculumVersion, TaughtSkill

TEXTS = ("title", "what_you_learn", "who_for", "how_you_learn", "where_next")
LEVELS = {"3": Level.INTERMEDIATE, "4": Level.ADVANCED, "5": Level.ADVANCED} | dict.fromkeys(
    "678", Level.EXPERT
)
MOST_WORDS = 300


def suggest(*, course_ids: Iterable[int]) -> int:
    """Read the texts again: new suggestions are added, those no longer found go, what a person decided stays.

    A skill that was merged away and is still taught stands for the one it counts as. Where a curriculum is in force, it
    says what the course teaches, and nothing is suggested.
    """
    finder, heirs = phrases.finder(), vocabulary.heirs()
    count = 0
    for some in batched(sorted(course_ids), 500):
        written = CurriculumVersion.objects.published().values("course")
        courses = Course.objects.filter(id__in=some).exclude(id__in=written).order_by("id")
        courses = courses.only("id", "level", *TEXTS)
        merged = TaughtSkill.objects.filter(course_id__in=some, skill__in=heirs)
        there = {(row.course_id, heirs[row.skill_id]) for row in merged.exclude(state=SkillState.SUGGESTED)}
        found = [
            row
            for course, words in read(courses, finder)
            for row in _rows(course, words)
            if (row.course_id, row.skill_id) not in there
        ]
        kept = {(row.course_id, row.skill_id) for row in found}
        old = TaughtSkill.objects.filter(course_id__in=some, state=SkillState.SUGGESTED).order_by("id")
        stale = [row.id for row in old if (row.course_id, row.skill_id) not in kept]
        TaughtSkill.objects.filter(id__in=stale).delete()
        TaughtSkill.objects.bulk_create(found, ignore_conflicts=True)
        count += len(found)
    return count


def read(courses: Iterable[Course], finder: phrases.Finder) -> list[tuple[Course, dict[int, str]]]:
    """The skills of each course by these names, with the words that name them; those people refused left out."""
    known = list(courses)
    readings = [(text_of(course), _find(finder, course)) for course in known]
    return list(zip(known, decisions.sift(readings), strict=True))


def text_of(course: Course) -> str:
    return "\n".join(filter(None, (getattr(course, name) for name in TEXTS)))


def _find(finder: phrases.Finder, course: Course) -> dict[int, str]:
    words: dict[int, str] = {}
    for hit in finder.find(text_of(course)):
        words.setdefault(hit.skill_id, hit.words[:MOST_WORDS])
    return words


def _rows(course: Course, words: dict[int, str]) -> list[TaughtSkill]:
    level = LEVELS.get(course.level, Level.FOUNDATION)
    return [
        TaughtSkill(
            course_id=course.id, skill_id=skill_id, level=level, state=SkillState.SUGGESTED, words=given
        )
        for skill_id, given in words.items()
    ]


@transaction.atomic
def decide(*, taught: TaughtSkill, accept: bool, by: Actor, level: int | None = None) -> TaughtSkill:
    """Accept or refuse a suggestion; pressed twice, it is so already."""
    course = _locked(taught.course_id, by)
    taught = TaughtSkill.objects.select_for_update(of=("self",)).get(pk=taught.pk)
    state = SkillState.ACCEPTED if accept else SkillState.REFUSED
    level = level or taught.level
    if (taught.state, taught.level) != (state, level):
        taught.state, taught.level = state, _real(level)
        taught.save(update_fields=["state", "level"])
        _remember(course, [taught])
        _tell(course)
    return taught


@transaction.atomic
def accept_suggested(*, course: Course, levels: Mapping[int, int], by: Actor) -> int:
    """Accept suggestions, each by its id at a level; what somebody decided stays. Says how many."""
    course = _locked(course.id, by)
    waiting = list(course.taught_skills.filter(state=SkillState.SUGGESTED, id__in=levels).order_by("id"))
    for taught in waiting:
        taught.level, taught.state = _real(levels[taught.id]), SkillState.ACCEPTED
    TaughtSkill.objects.bulk_update(waiting, ["level", "state"])
    _remember(course, waiting)
    if waiting:
        _tell(course)
    return len(waiting)


@transaction.atomic
def refuse_suggested(*, course: Course, taught_ids: Sequence[int], by: Actor) -> int:
    """Refuse suggestions; what somebody decided stays. Says how many."""
    course = _locked(course.id, by)
    waiting = list(course.taught_skills.filter(state=SkillState.SUGGESTED, id__in=taught_ids).order_by("id"))
    for taught in waiting:
        taught.state = SkillState.REFUSED
    TaughtSkill.objects.bulk_update(waiting, ["state"])
    _remember(course, waiting)
    return len(waiting)


@transaction.atomic
def add(*, course: Course, skill: Skill, level: int, by: Actor) -> TaughtSkill:
    """Name a skill; one that was suggested or refused before becomes accepted at this level."""
    course = _locked(course.id, by)
    if skill.withdrawn_at or skill.kind == Skill.Kind.GROUP:
        raise Refused("Choose a skill from the list.", field="skill")
    taught, _ = TaughtSkill.objects.update_or_create(
        course=course, skill=skill, defaults={"level": _real(level), "state": SkillState.ACCEPTED}
    )
    _tell(course)
    return taught


@transaction.atomic
def remove(*, taught: TaughtSkill, by: Actor) -> None:
    """Take a skill off; one the text suggested stays refused, so that it is not suggested again."""
    course = _locked(taught.course_id, by)
    if taught.words:
        taught.state = SkillState.REFUSED
        TaughtSkill.objects.filter(pk=taught.pk).update(state=taught.state)
        _remember(course, [taught])
    else:
        TaughtSkill.objects.filter(pk=taught.pk).delete()
    _tell(course)


def _remember(course: Course, decided: Sequence[TaughtSkill]) -> None:
    """What a person made of suggestions, all in one way, counts for other courses, too."""
    if found := {taught.skill_id: taught.words for taught in decided if taught.words}:
        decisions.keep_all(
            text=text_of(course), found=found, is_accepted=decided[0].state == SkillState.ACCEPTED
        )


def _locked(course_id: int, by: Actor) -> Course:
    course = Course.objects.select_for_update(of=("self",)).defer("search").get(pk=course_id)
    require_teaching(by, course.organisation_id)
    if CurriculumVersion.objects.published().filter(course=course_id).exists():
        raise Refused(
            "The skills of this course follow from its curriculum. Change them there.", code="curriculum"
        )
    return course


def _real(level: int) -> int:
    if level not in Level.values:
        raise Refused("Choose one of the four levels.", field="level")
    return level


def _tell(course: Course) -> None:
    if course.state == Course.State.LIVE:
        signals.run_opened.send(TaughtSkill, course_ids=[course.id])
