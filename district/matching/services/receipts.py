"""Keeps the receipt of what somebody applies for as it is at that moment, and works an old one out again."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import pgtrigger
from django.db import transaction
from django.utils import timezone

from district.matching import queries, receipts
from district.matching.engine import KNOWN, receipt, score
from district.matching.engine.courses import OPENED
from district.matching.engine.facts import Asked
from district.matching.models import EngineVersion, FrozenReceipt, LearnerMatch, SkillCredit
from district.matching.receipts import AskedLine
from district.skills.models import SkillState
from employers.models import Vacancy
from learners.models import HeldSkill, Learner
from programmes.models import CourseRun

MOST_JOBS = 10  # that a course opens, by name
NOTHING = 0  # that sure evidence adds, on receipts of the time before it counted
ALIKE = 1  # the weight of a skill that is taught: nobody says that one counts more than another

type Credits = Mapping[tuple[int, int], SkillCredit]


@dataclass(frozen=True)
class Kept:
    """The lines of a receipt, and how they came to its total."""

    lines: Sequence[AskedLine]
    sums: dict[str, Any]
    total: int
    wanted: str  # what is done with a skill: asked or taught


@transaction.atomic
def freeze(
    *, learner: Learner, application: UUID, run: CourseRun | None = None, vacancy: Vacancy | None = None
) -> FrozenReceipt | None:
    """Of an application to a course run or to a vacancy, in the transaction that sends it. One is kept, however often
    this is called; none for people who have matching switched off, or before anybody was matched.
    """
    engine = _engine(learner) if learner.matching_on else None
    if engine is None or FrozenReceipt.objects.filter(application=application).exists():
        return None
    held = _held(learner)
    if run is not None:
        kept = _of_course(learner, run, engine, held)
    elif vacancy is not None:
        kept = _of_vacancy(learner, vacancy, engine)
    else:
        raise ValueError("A receipt is of a course run or of a vacancy.")
    frozen = FrozenReceipt(
        application=application,
        learner=learner,
        run=run,
        vacancy=vacancy,
        engine=engine,
        learner_version=learner.version,
        held=[[skill, row.level, *_sure(kept.lines, skill)] for skill, row in held.items()],
        lines=[_as_kept(line, kept.wanted) for line in kept.lines],
        sums=kept.sums,
        total=kept.total,
    )
    FrozenReceipt.objects.bulk_create([frozen], ignore_conflicts=True)  # a second click may have come first
    return frozen


def forget(*, learner_id: int) -> None:
    """Before a profile goes."""
    with pgtrigger.ignore("matching.FrozenReceipt:append_only"):
        FrozenReceipt.objects.filter(learner_id=learner_id).delete()


def _sure(lines: Sequence[AskedLine], skill: int) -> list[int]:
    """Its weight, where it makes a line count for more."""
    return [line.sure.weight for line in lines if line.sure and line.sure.skill == skill][:1]


def _engine(learner: Learner) -> EngineVersion | None:
    """Under which they were matched; before their first match, the one in force."""
    match = LearnerMatch.objects.select_related("engine").filter(learner=learner).first()
    return match.engine if match else EngineVersion.objects.current().first()


def _held(learner: Learner) -> dict[int, HeldSkill]:
    rows = HeldSkill.objects.filter(learner=learner).select_related("skill").order_by("skill_id")
    return {row.skill_id: row for row in rows}


def _of_vacancy(learner: Learner, vacancy: Vacancy, engine: EngineVersion) -> Kept:
    """As their page shows it."""
    today = timezone.localdate()
    why = receipts.of_vacancies(learner=learner, vacancy_ids=[vacancy.id], engine=engine.code, day=today)
    pair = receipts.pair(
        learner=learner,
        vacancy=vacancy,
        lines=why[vacancy.id],
        day=today,
        price=queries.price_of(vacancy),
    )
    found = pair.sums
    sums = {
        "fit": found.fit,
        "band": found.band,
        "is_of_interest": found.is_of_interest,
        "price": found.price,
        "extra": found.extra,
        "obstacles": list(pair.obstacles),
    }
    return Kept(why[vacancy.id].lines, sums, found.total, "asked")


def _of_course(
    learner: Learner, run: CourseRun, engine: EngineVersion, held: Mapping[int, HeldSkill]
) -> Kept:
    """What the course teaches beside what they held, and the jobs that it opened."""
    taught = list(
        run.course.taught_skills.filter(state=SkillState.ACCEPTED)
        .select_related("skill")
        .order_by("-level", "skill__label", "skill_id")
    )
    credits = _credits(engine, [row.skill_id for row in taught], list(held))
    lines = [_line(Asked(row.skill_id, row.level, ALIKE), row.skill.label, held, credits) for row in taught]
    rises = receipts.rises(
        learner=learner, course_id=run.course_id, engine=engine.code, day=timezone.localdate()
    )
    opened = [each.vacancy_id for each in rises if each.is_opened]
    rise = sum(each.rise for each in rises)
    named = [[row.title, row.organisation.name] for row in queries.vacancies(opened[:MOST_JOBS])]
    sums = {"opened": len(opened), "nearer": len(rises) - len(opened), "rise": rise, "jobs": named}
    return Kept(lines, sums, OPENED * len(opened) + rise, "taught")


def _credits(engine: EngineVersion, asked: Sequence[int], held: Sequence[int]) -> Credits:
    rows = SkillCredit.objects.filter(engine=engine, asked__in=asked, held__in=held)
    return {(row.asked_id, row.held_id): row for row in rows}


def _line(asked: Asked, label: str, held: Mapping[int, HeldSkill], credits: Credits) -> AskedLine:
    percents = {pair: row.percent for pair, row in credits.items()}
    levels = {skill: row.level for skill, row in held.items()}
    credit, through = score.best_evidence(levels, asked, percents)
    best = held.get(through) if through is not None else None
    reason = credits.get((asked.skill, through)) if through is not None else None
    sums = receipt.Line(
        skill=asked.skill,
        level=asked.level,
        weight=asked.weight,
        credit=credit,
        held=through,
        held_level=best.level if best else 0,
    )
    return AskedLine(
        sums=sums,
        label=label,
        is_essential=True,
        held_label=best.skill.label if best else "",
        reason=reason.reason if reason else "",
        evidence=best.evidence if best else "",
    )


def _as_kept(line: AskedLine, wanted: str) -> dict[str, Any]:
    sums = line.sums
    return {
        "skill": sums.skill,
        "label": line.label,
        "level": sums.level,
        "is_essential": line.is_essential,
        "weight": sums.weight,
        "credit": sums.credit,
        "sure": sums.sure,
        "held": sums.held,
        "held_label": line.held_label,
        "held_level": sums.held_level,
        "words": line.told(wanted=wanted),
        "told": line.told(of_them=True, wanted=wanted),
    }


# Worked out again ------------------------------------------------------------------------------------


def may_replay(frozen: FrozenReceipt) -> bool:
    """Whether the program still knows the rules of its version."""
    return frozen.engine.rules in KNOWN


def replay(frozen: FrozenReceipt) -> tuple[list[receipt.Line], int]:
    """Its lines and their fit from what the learner held then, under the credits of its own version."""
    held: dict[int, int] = {skill: level for skill, level, *_ in frozen.held}
    sure = {skill: weight[0] for skill, _, *weight in frozen.held if weight}
    credits = _credits(frozen.engine, [line["skill"] for line in frozen.lines], list(held))
    percents = {pair: row.percent for pair, row in credits.items()}
    lines = []
    for kept in frozen.lines:
        asked = Asked(kept["skill"], kept["level"], kept["weight"])
        credit, through = score.best_evidence(held, asked, percents)
        level = held[through] if through is not None else 0
        counted, _ = score.sure_credit(held, sure, asked, percents)
        lines.append(receipt.Line(asked.skill, asked.level, asked.weight, credit, through, level, counted))
    return lines, sum(line.points for line in lines)


def kept_lines(frozen: FrozenReceipt) -> list[receipt.Line]:
    """Its lines in numbers, as they were kept."""
    names = ("skill", "level", "weight", "credit", "held", "held_level")
    return [
        receipt.Line(**{name: line[name] for name in names}, sure=line.get("sure", NOTHING))
        for line in frozen.lines
    ]


def is_the_same(frozen: FrozenReceipt) -> bool:
    """Whether it comes out as it was kept: line by line, and for a job the total too."""
    lines, fit = replay(frozen)
    if lines != kept_lines(frozen):
        return False
    if frozen.vacancy_id is None:
        return bool(frozen.total == OPENED * frozen.sums["opened"] + frozen.sums["rise"])
    kept = frozen.sums
    sums = receipt.sums(lines, band=kept["band"], is_of_interest=kept["is_of_interest"], price=kept["price"])
    return (fit, sums.total) == (kept["fit"], frozen.total)
