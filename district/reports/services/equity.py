"""How far people of each group come, from a profile here to a job that lasts: counted in groups as a month is frozen,
then told, protected, from the frozen counts.

Counted are people who agreed to it, each once, whatever number of courses they took. No answer of anybody leaves the
database.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from django.db import connection, transaction
from django.db.models import Case, CharField, F, Max, QuerySet, Subquery, Value, When
from django.db.models.expressions import Combinable
from django.db.models.functions import Left

from district.figures import evidence
from district.figures.disclosure.cubes import TOTAL, Cube, Dimension, Key, stages
from district.figures.disclosure.profiles import DESK
from district.figures.disclosure.protection import protect
from district.figures.evidence import Part
from district.figures.symbols import Symbol
from district.gaps.stages import Stage, furthest
from district.reports import population
from district.reports.definitions.equity import EQUITY, GROUPS
from district.reports.models import EquityCount, Snapshot
from district.reports.models.equity import Asked, EquityFigure, EquityStage, Finding
from district.reports.services import versions
from learners.models import EqualityAnswers
from programmes.models import Application, Enrolment

UNKNOWN = "unknown"
WITHOUT_UNKNOWN = replace(DESK, name="desk, of those who answered", shows_unknown=False)
LEAST_PEOPLE = 25  # of a group at a stage, for its next step to be compared
# An enrolment's stage as that of the whole way.
OF_ENROLMENT = {
    Stage.ENROLLED: EquityStage.OFFERED,
    Stage.STARTED: EquityStage.STARTED,
    Stage.COMPLETED: EquityStage.COMPLETED,
    Stage.INTERVIEWED: EquityStage.INTERVIEWED,
    Stage.HIRED: EquityStage.HIRED,
    Stage.SUSTAINED: EquityStage.SUSTAINED,
}
NAMES = {stage: stage.name if stage else TOTAL for stage in EquityStage}
type Funnel = dict[str, list[int]]  # by group, of each stage: how many came so far or further


@dataclass(frozen=True)
class Compared:
    """One comparison: where a finding of it would stand, its p-value, and whether the group does worse."""

    question: Asked
    group: str
    stage: EquityStage
    p_value: float
    is_lower: bool


def freeze(snapshot: Snapshot) -> None:
    """By one pass over everything that people did: how far each came is worked out once, then each question is grouped
    by itself.
    """
    codes = _codes(snapshot.as_at)
    people = EqualityAnswers.objects.filter(may_count=True, learner__created_at__lte=snapshot.started_at)
    asked, values = _sql(
        people.annotate(**{f"{asked}_code": code for asked, code in codes.items()}).values_list(
            "learner_id", *(f"{asked}_code" for asked in codes)
        )
    )
    enrolled, more = _sql(_most(Enrolment.objects.annotate(came=furthest(snapshot.as_at)), people))
    applied, rest = _sql(_most(_applications(), people))
    names = [asked.value for asked in codes]
    sets = ", ".join(f"(far, {name})" for name in names)
    question = " ".join(f"WHEN grouping({name}) = 0 THEN '{name}'" for name in names)
    of_enrolment = " ".join(f"WHEN {one} THEN {other}" for one, other in OF_ENROLMENT.items())
    statement = f"""
        INSERT INTO reports_equitycount (snapshot_id, question, "group", stage, people)
        SELECT %s, question, code, stage, sum(number)
        FROM (
            SELECT CASE {question} END AS question, far, count(*) AS number,
                coalesce(nullif(coalesce({", ".join(names)}), ''), '{UNKNOWN}') AS code
            FROM (
                SELECT people.*, greatest(CASE enrolled.came {of_enrolment} END, applied.came, 0) AS far
                FROM ({asked}) people (learner_id, {", ".join(names)})
                LEFT JOIN ({enrolled}) enrolled (learner_id, came) USING (learner_id)
                LEFT JOIN ({applied}) applied (learner_id, came) USING (learner_id)
            ) came
            GROUP BY GROUPING SETS ({sets})
        ) counted CROSS JOIN generate_series(0, {max(EquityStage)}) stage
        WHERE far >= stage
        GROUP BY question, code, stage
    """  # noqa: S608 (own names)
    with connection.cursor() as cursor:
        cursor.execute(statement, [snapshot.pk, *values, *more, *rest])


@transaction.atomic
def tell(snapshot: Snapshot) -> int:
    """Keeps the figures of a frozen month, which say how many they are. Twice is once."""
    Snapshot.objects.select_for_update().get(pk=snapshot.pk)
    if EquityFigure.objects.filter(snapshot=snapshot).exists():
        return 0
    counted = counts_of(snapshot)
    definition = versions.of(EQUITY)
    told = {question: _told(question, funnel, _before(question)) for question, funnel in counted.items()}
    findings = _findings(counted, told)
    rows = [
        EquityFigure(
            snapshot=snapshot,
            definition=definition,
            question=question,
            group=group,
            stage=stage,
            people=None if isinstance(people, Symbol) else people,
            finding=findings.get((question, group, stage), ""),
        )
        for question, cells in told.items()
        for (group, stage), people in cells.items()
    ]
    return len(EquityFigure.objects.bulk_create(rows))


def counts_of(snapshot: Snapshot) -> dict[Asked, Funnel]:
    """What is frozen, before it is protected: for the figures and for nothing else."""
    found = {
        asked: {group: [0] * len(EquityStage) for group in (*GROUPS[asked], UNKNOWN)} for asked in GROUPS
    }
    for row in EquityCount.objects.filter(snapshot=snapshot):
        groups = found[Asked(row.question)]
        groups[row.group if row.group in groups else UNKNOWN][row.stage] += row.people
    return found


def _codes(day: date) -> dict[Asked, Combinable]:
    """Each question's groups; ages as they turn in the year."""
    ages = [When(birth_year__lte=day.year - age, then=Value(str(age))) for age in (50, 25, 19, 16)]
    deciles = [When(learner__postcode__lsoa__imd_decile__lte=n, then=Value(str(n))) for n in (2, 5, 10)]
    return {
        Asked.SEX: F("sex"),
        Asked.ETHNICITY: Left("ethnicity", 1),
        Asked.DISABILITY: F("has_disability"),
        Asked.CARE: F("is_care_leaver"),
        Asked.AGE: Case(*ages, default=Value(""), output_field=CharField()),
        Asked.DEPRIVATION: Case(*deciles, default=Value(""), output_field=CharField()),
    }


def _applications() -> QuerySet[Any]:
    return Application.objects.annotate(
        came=Case(
            When(offered_at__isnull=False, then=Value(int(EquityStage.OFFERED))),
            When(submitted_at__isnull=False, then=Value(int(EquityStage.APPLIED))),
            default=Value(0),
        )
    )


def _most(rows: QuerySet[Any], people: QuerySet[EqualityAnswers]) -> QuerySet[Any]:
    """How far each came by any of what they did."""
    theirs = rows.filter(learner__in=people.values("learner"))
    return theirs.order_by().values("learner").annotate(most=Max("came")).values_list("learner", "most")


def _sql(rows: QuerySet[Any]) -> tuple[str, tuple[Any, ...]]:
    return rows.order_by().query.sql_with_params()


def _told(
    question: Asked, funnel: Funnel, before: Mapping[Key, int | Symbol] | None = None
) -> dict[tuple[str, EquityStage], int | Symbol]:
    """Every group and stage and everybody together, rounded or hidden; steady beside what was told before."""
    labels = {**GROUPS[question], UNKNOWN: "Not told"}
    later = list(EquityStage)[1:]
    cube = Cube(
        (
            Dimension(
                question,
                question.label,
                tuple(labels.items()),
                is_sensitive=True,
                unknown=frozenset({UNKNOWN}),
            ),
            stages("stage", "Stage", [(stage.name, stage.label) for stage in later]),
        ),
        {
            (group, NAMES[stage]): people
            for group, counts in funnel.items()
            for stage, people in zip(EquityStage, counts, strict=True)
        },
    )
    found = protect(cube, WITHOUT_UNKNOWN, before=before)
    return {
        (group, stage): found.told(group, NAMES[stage])
        for group in (*GROUPS[question], TOTAL)
        for stage in EquityStage
    }


def _before(question: Asked) -> dict[Key, int | Symbol] | None:
    """As it was told last, of whichever month."""
    last = EquityFigure.objects.order_by("-snapshot").values("snapshot")[:1]
    rows = EquityFigure.objects.filter(question=question, snapshot=Subquery(last))
    found: dict[Key, int | Symbol] = {
        (row.group, NAMES[EquityStage(row.stage)]): Symbol.HIDDEN if row.people is None else row.people
        for row in rows
    }
    return found or None


def _findings(
    counted: Mapping[Asked, Funnel], told: Mapping[Asked, Mapping[tuple[str, EquityStage], int | Symbol]]
) -> dict[tuple[Asked, str, EquityStage], Finding]:
    """All comparisons of a month are judged together, so that few of those pointed out came by chance."""
    compared = [
        each
        for question, funnel in counted.items()
        for each in (*_steps(question, funnel), *_beside_residents(question, funnel))
        if _is_shown(each, told[question])
    ]
    values = evidence.adjusted([each.p_value for each in compared])
    return {
        (each.question, each.group, each.stage): Finding.LOWER if each.is_lower else Finding.HIGHER
        for each, value in zip(compared, values, strict=True)
        if value <= evidence.FALSE_SHARE
    }


def _is_shown(each: Compared, cells: Mapping[tuple[str, EquityStage], int | Symbol]) -> bool:
    """What is told of a hidden number would tell of it."""
    before = EquityStage(max(0, each.stage - 1))
    return not any(isinstance(cells[each.group, stage], Symbol) for stage in (before, each.stage))


def _steps(question: Asked, funnel: Funnel) -> list[Compared]:
    known = GROUPS[question]
    found = []
    for group in known:
        others = [sum(funnel[other][stage] for other in known if other != group) for stage in EquityStage]
        for stage in list(EquityStage)[1:]:
            own = Part(funnel[group][stage], funnel[group][stage - 1])
            rest = Part(others[stage], others[stage - 1])
            if own.people >= LEAST_PEOPLE and rest.people >= LEAST_PEOPLE:
                is_lower = own.share < rest.share
                found.append(Compared(question, group, stage, evidence.differ(own, rest), is_lower))
    return found


def _beside_residents(question: Asked, funnel: Funnel) -> list[Compared]:
    known = GROUPS[question]
    everybody = sum(funnel[group][EquityStage.REACHED] for group in known)
    found = []
    for group in known:
        residents = population.share(question, group)
        if residents is None or everybody < LEAST_PEOPLE:
            continue
        own, share = Part(funnel[group][EquityStage.REACHED], everybody), float(residents.per_cent) / 100
        p_value = evidence.against(own, share)
        found.append(Compared(question, group, EquityStage.REACHED, p_value, own.share < share))
    return found
