"""Freezes the weights that matching goes by."""

from collections import Counter, defaultdict

from django.db import transaction
from django.db.models import Max, QuerySet

from district.matching import locks
from district.matching.engine import RULES, credits, weights
from district.matching.engine.credits import Taxonomy
from district.matching.models import EngineVersion, SkillCredit, SkillWeight
from district.matching.services import asked as asked_weights
from district.matching.services import confirmations
from district.skills.models import OccupationSkill, Skill, SkillRelation, SkillState
from employers.models import Vacancy, VacancySkill

GROWN = 2  # times as many open vacancies as at the last freezing, and
GROWN_BY = 20  # at least so many more, make a new version worth its changes


def current() -> EngineVersion:
    """The version in force; the first one is frozen when it is first needed."""
    return EngineVersion.objects.current().first() or freeze()


def ensure() -> EngineVersion:
    """The version in force, or a new one if the classification or the rules changed or the vacancies have
    doubled since.
    """
    engine = EngineVersion.objects.current().first()
    return engine if engine and not is_outdated(engine) else freeze()


def is_outdated(engine: EngineVersion) -> bool:
    count = _asked_skills().values("vacancy_id").distinct().count()
    return (
        engine.rules != RULES
        or engine.skill_count != Skill.objects.live().count()
        or count > GROWN * engine.vacancy_count + GROWN_BY
    )


@transaction.atomic
def freeze() -> EngineVersion:
    """A new current version, with weights and credits of today. Older versions stay, to explain what was
    shown under them.
    """
    locks.for_everybody()
    asked = list(_asked_skills().values_list("vacancy_id", "skill_id", "importance", "need"))
    vacancy_count = len({vacancy_id for vacancy_id, *_ in asked})
    asking = Counter(skill_id for _, skill_id, *_ in asked)
    telling = {skill_id: weights.telling(vacancy_count, count) for skill_id, count in asking.items()}
    default_weight = weights.telling(vacancy_count, 0)
    sums: dict[int, int] = defaultdict(int)
    for vacancy_id, skill_id, importance, need in asked:
        is_essential = need == VacancySkill.Need.ESSENTIAL
        sums[vacancy_id] += weights.raw(
            importance=importance, is_essential=is_essential, weight=telling[skill_id]
        )
    found = credits.table(taxonomy())
    number = (EngineVersion.objects.aggregate(last=Max("number"))["last"] or 0) + 1
    EngineVersion.objects.current().update(is_current=False)
    engine = EngineVersion.objects.create(
        number=number,
        code=f"v{number}",
        is_current=True,
        rules=RULES,
        mean_raw=weights.mean(list(sums.values()), default_weight),
        default_weight=default_weight,
        vacancy_count=vacancy_count,
        skill_count=Skill.objects.live().count(),
        credit_count=len(found),
    )
    SkillWeight.objects.bulk_create(
        [SkillWeight(engine=engine, skill_id=skill, weight=weight) for skill, weight in telling.items()],
        batch_size=5000,
    )
    SkillCredit.objects.bulk_create(
        [
            SkillCredit(
                engine=engine,
                asked_id=each.asked,
                held_id=each.held,
                percent=each.percent,
                reason=each.reason,
            )
            for each in found
        ],
        batch_size=5000,
    )
    asked_weights.weigh(engine=engine)
    confirmations.promise_all()
    return engine


def _asked_skills() -> QuerySet[VacancySkill]:
    return VacancySkill.objects.filter(state=SkillState.ACCEPTED, vacancy__in=Vacancy.objects.open())


def taxonomy() -> Taxonomy:
    """The classification as the engine takes it."""
    relations = defaultdict(set)
    rows = SkillRelation.objects.filter(skill__withdrawn_at=None, other__withdrawn_at=None)
    between_skills = rows.exclude(skill__kind=Skill.Kind.GROUP).exclude(other__kind=Skill.Kind.GROUP)
    for kind, skill, other in between_skills.values_list("kind", "skill_id", "other_id"):
        relations[kind].add((skill, other))
    occupations = defaultdict(set)
    typical = OccupationSkill.objects.filter(occupation__withdrawn_at=None, skill__withdrawn_at=None)
    for occupation, skill in typical.values_list("occupation_id", "skill_id"):
        occupations[occupation].add(skill)
    return Taxonomy(
        broader=frozenset(relations[SkillRelation.Kind.BROADER]),
        needs=frozenset(relations[SkillRelation.Kind.ESSENTIAL]),
        goes_with=frozenset(relations[SkillRelation.Kind.OPTIONAL]),
        occupations=tuple(frozenset(skills) for _, skills in sorted(occupations.items())),
        renamed=_renamed(),
    )


def _renamed() -> dict[int, int]:
    """Each withdrawn skill that was replaced, and the live one at the end of the chain."""
    replaced = dict(
        Skill.objects.exclude(replaced_by=None).values_list("id", "replaced_by_id").order_by("id")
    )
    found = {}
    for old, first in replaced.items():
        passed, new = {old}, first
        while new in replaced and new not in passed:
            passed.add(new)
            new = replaced[new]
        if new not in passed:
            found[old] = new
    return found
