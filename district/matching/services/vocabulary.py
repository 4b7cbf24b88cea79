"""What a curator of the vocabulary decides, with its effect counted before: by doing it, looking, and taking it back.

The decisions themselves are made in district.skills; here is who may make them and what follows from them for
adverts, courses and lists.
"""

import re
from collections.abc import Callable, Iterable
from dataclasses import asdict, dataclass

from django.db import OperationalError, connection, transaction
from django.db.models import Q, QuerySet

from district.matching.engine import credits
from district.matching.engine.credits import Credit
from district.matching.models import AskedWeight, EngineVersion, SkillCredit
from district.matching.services import engines, lists, runs
from district.outbox.services import tasks
from district.partners.actor import Actor
from district.skills.models import Skill, SkillLabel, SkillState, VocabularyDecision
from district.skills.services import phrases, vocabulary
from district.web.errors import NotAllowed, Refused
from employers.models import Vacancy, VacancySkill
from employers.services import suggestions
from learners.models import HeldSkill
from programmes.models import Course, TaughtSkill
from programmes.services import skills as taught_skills

MOST_TRIED = 300  # vacancies whose places in the lists are worked out for a preview
Kind = VocabularyDecision.Kind
type Deed = Callable[[], VocabularyDecision]

DIFFERENCE = """
    SELECT count(*) FILTER (WHERE was.vacancies IS DISTINCT FROM kept.vacancies),
        coalesce(sum(
            (SELECT count(*) FROM unnest(kept.vacancies) AS held WHERE held <> ALL (was.vacancies))
        ), 0)
    FROM matching_learnermatch kept JOIN matching_before was USING (learner_id)
"""


@dataclass(frozen=True)
class Effect:
    """How many vacancies and courses get the skill suggested; how many learners' lists change if all of them accept it,
    and how many jobs come into these lists (None: not counted); and what names the skill that is merged away."""

    vacancies: int = 0
    courses: int = 0
    lists: int | None = 0
    matches: int | None = 0
    holders: int = 0
    askers: int = 0
    teachers: int = 0


class _TakenBack(Exception):
    """Ends a trial."""


def preview(deed: Deed, *, weighs: bool = True, by: Actor) -> Effect:
    """Do it, see what follows, and take it all back. Raises what doing it would raise. `weighs`: it may change what
    skills count for one another, which takes a while to work out."""
    _require_staff(by)
    finder = phrases.finder()
    try:
        with transaction.atomic():
            engine = engines.current()
            before = _credits() if weighs else None
            effect = _effect(deed(), engine, finder, before)
            raise _TakenBack
    except _TakenBack:
        return effect


@transaction.atomic
def decide(deed: Deed, *, seen: int | None = None, weighs: bool = True, by: Actor) -> VocabularyDecision:
    """Do it, and promise what follows. `seen` is the version that was previewed: refused if there is a later one.
    Without it nothing was to be seen, for the list stays as it is."""
    _require_staff(by)
    now = vocabulary.version()
    if seen is not None and seen != now:
        raise Refused(
            f"The list of skills has changed since you looked: it is at version {now} now. Look at the effect"
            " again, then decide.",
            code=vocabulary.CHANGED,
        )
    effect = Effect() if seen is None else preview(deed, weighs=weighs, by=by)
    decision = deed()
    counts = {name: count for name, count in asdict(effect).items() if count != 0}
    vocabulary.keep_effect(decision=decision, effect=counts)
    _promise(decision)
    return decision


@transaction.atomic
def undo(*, decision: VocabularyDecision, reason: str, by: Actor) -> VocabularyDecision:
    """Refused while people name the skill: then it can only be merged into another."""
    _require_staff(by)
    if decision.kind == Kind.ADD and decision.skill and not decision.undone_at:
        used = naming(decision.skill)
        if any((used.holders, used.askers, used.teachers)):
            raise Refused(
                f"“{decision.skill}” is named by now: {_counted(used)}. Merge it into another skill instead.",
                code="in-use",
            )
    undone = vocabulary.undo(decision=decision, reason=reason, user=by.person)
    _promise(undone)
    return undone


def naming(skill: Skill) -> Effect:
    """Who names a skill: profiles, vacancies and courses that accepted it."""
    return Effect(
        holders=HeldSkill.objects.filter(skill=skill).count(),
        askers=VacancySkill.objects.filter(skill=skill, state=SkillState.ACCEPTED).count(),
        teachers=TaughtSkill.objects.filter(skill=skill, state=SkillState.ACCEPTED).count(),
    )


@transaction.atomic
def follow(*, decision_id: int) -> int:
    """After a decision or its undoing: read the texts that hold its words again, and weigh anew what was merged.
    Says how many texts were read."""
    decision = VocabularyDecision.objects.select_related("phrase", "skill").get(id=decision_id)
    words = _words(decision)
    vacancies = list(_vacancies(words))
    found = suggestions.find_all([(vacancy.title, vacancy.description) for vacancy in vacancies])
    suggestions.replace({vacancy.id: skills for vacancy, skills in zip(vacancies, found, strict=True)})
    courses = list(_courses(words).values_list("id", flat=True))
    taught_skills.suggest(course_ids=courses)
    if decision.kind == Kind.MERGE:
        engines.freeze()
        runs.promise()
    return len(vacancies) + len(courses)


def _require_staff(by: Actor) -> None:
    if not by.is_staff:
        raise NotAllowed("Only WMCA staff keep the list of skills.")


def _promise(decision: VocabularyDecision) -> None:
    if decision.kind != Kind.REFUSE:
        way = "undone" if decision.undone_at else "done"
        tasks.enqueue(
            name="matching.follow_vocabulary",
            args={"decision_id": decision.id},
            key=f"decision {decision.id} {way}",
        )


def _counted(used: Effect) -> str:
    parts = (
        (used.holders, "profile", "profiles"),
        (used.askers, "vacancy", "vacancies"),
        (used.teachers, "course", "courses"),
    )
    told = [f"{count} {one if count == 1 else many}" for count, one, many in parts if count]
    return " and ".join(filter(None, [", ".join(told[:-1]), told[-1]]))


def _effect(
    decision: VocabularyDecision, engine: EngineVersion, finder: phrases.Finder, before: list[Credit] | None
) -> Effect:
    """What a decision that has just been made changes. Writes as if everybody accepted; the caller takes it back."""
    skill = decision.skill
    if skill is None:
        return Effect()
    if decision.kind == Kind.MERGE:
        used = naming(skill)
        lists_changed, matches = _try(engine, before, [])
        return Effect(
            lists=lists_changed,
            matches=matches,
            holders=used.holders,
            askers=used.askers,
            teachers=used.teachers,
        )
    words, later = _words(decision), finder.with_names(_names(skill))
    vacancies, gaining = list(_vacancies(words)), []
    found = suggestions.find_all(
        [(vacancy.title, vacancy.description) for vacancy in vacancies], finder=later
    )
    asked = set(VacancySkill.objects.filter(skill=skill).values_list("vacancy_id", flat=True))
    for vacancy, skills in zip(vacancies, found, strict=True):
        if skill.id in skills and vacancy.id not in asked:
            gaining.append(vacancy)
    taught = set(TaughtSkill.objects.filter(skill=skill).values_list("course_id", flat=True))
    courses = [
        course
        for course, skills in taught_skills.read(_courses(words), later)
        if skill.id in skills and course.id not in taught
    ]
    is_open = [vacancy.id for vacancy in gaining if vacancy.state == Vacancy.State.OPEN]
    VacancySkill.objects.bulk_create(VacancySkill(vacancy_id=each, skill=skill) for each in is_open)
    lists_changed, matches = _try(engine, before, is_open)
    return Effect(vacancies=len(gaining), courses=len(courses), lists=lists_changed, matches=matches)


def _try(
    engine: EngineVersion, before: list[Credit] | None, vacancy_ids: list[int]
) -> tuple[int | None, int | None]:
    """Match with the credits of now and these vacancies as they are now: lists that change, jobs that are new in them.
    None where it would take too long, or a run holds the lists."""
    changed = set() if before is None else _change_credits(engine, before, _credits())
    asking = AskedWeight.objects.filter(engine=engine, skill__in=changed)
    touched = sorted({*vacancy_ids, *asking.values_list("vacancy_id", flat=True)})
    if not touched:
        return 0, 0
    if len(touched) > MOST_TRIED:
        return None, None
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(
                "CREATE TEMPORARY TABLE matching_before ON COMMIT DROP AS"
                " SELECT learner_id, vacancies FROM matching_learnermatch"
            )
            lists.match_vacancies(vacancy_ids=touched)
            cursor.execute(DIFFERENCE)
            lists_changed, matches = cursor.fetchone()
            return int(lists_changed), int(matches)
    except OperationalError:
        return None, None


def _credits() -> list[Credit]:
    return credits.table(engines.taxonomy())


def _change_credits(engine: EngineVersion, before: Iterable[Credit], after: Iterable[Credit]) -> set[int]:
    """Bring the credits of the engine to what the decision makes of them; says which asked skills they are for."""
    gone, come = set(before) - set(after), set(after) - set(before)
    pairs = {(each.held, each.asked) for each in gone | come}
    stored = SkillCredit.objects.filter(engine=engine, asked__in={asked for _, asked in pairs})
    stale = [
        row_id
        for row_id, held, asked in stored.values_list("id", "held_id", "asked_id").order_by("id")
        if (held, asked) in pairs
    ]
    SkillCredit.objects.filter(id__in=stale).delete()
    SkillCredit.objects.bulk_create(
        SkillCredit(
            engine=engine, asked_id=each.asked, held_id=each.held, percent=each.percent, reason=each.reason
        )
        for each in sorted(come, key=lambda each: (each.asked, each.held))
    )
    return {asked for _, asked in pairs}


def _names(skill: Skill) -> list[phrases.Name]:
    return [
        phrases.Name(
            skill.id,
            skill.label,
            label.text,
            skill.is_digital,
            label.kind == SkillLabel.Kind.PREFERRED,
            skill.kind == Skill.Kind.KNOWLEDGE,
        )
        for label in skill.labels.order_by("id")
    ]


def _words(decision: VocabularyDecision) -> list[str]:
    """The names that a decision is about, as texts may hold them."""
    words = {decision.words}
    if decision.phrase:
        words.add(decision.phrase.text)
    if decision.kind == Kind.MERGE and decision.skill:
        words |= set(decision.skill.labels.values_list("text", flat=True))
    return sorted(words)


def _pattern(words: str) -> str:
    """Finds the words whatever their endings, and a little more: what it finds is read with care afterwards."""
    starts = [word.folded[: max(3, len(word.folded) - 3)] for word in phrases.words_of(words)]
    return r"\m" + r"[\W_]*".join(re.escape(start).replace("z", "[sz]") + r"\w*[+#]*" for start in starts)


def _holding(field: str, words: Iterable[str]) -> Q:
    condition = Q()
    for each in words:
        condition |= Q(**{f"{field}__iregex": _pattern(each)})
    return condition


def _vacancies(words: Iterable[str]) -> Iterable[Vacancy]:
    living = Vacancy.objects.filter(state__in=(Vacancy.State.DRAFT, Vacancy.State.OPEN))
    held = _holding("title", words) | _holding("description", words)
    return living.filter(held).only("id", "state", "title", "description").order_by("id")


def _courses(words: Iterable[str]) -> QuerySet[Course]:
    held = Q()
    for field in taught_skills.TEXTS:
        held |= _holding(field, words)
    living = Course.objects.exclude(state=Course.State.ARCHIVED).filter(held)
    return living.only("id", "level", *taught_skills.TEXTS).order_by("id")
