"""Tells for each run whether groups of people fare alike, apart from matching, which cannot read who people are.

Counted are people who agreed to it and whom the run matched. The database counts; no single answer leaves it, and only
rounded figures of groups that are large enough are kept.
"""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.db.models import Case, CharField, Count, Exists, F, OuterRef, Q, Value, When
from django.db.models.expressions import Combinable
from django.db.models.functions import Left

from district.figures.disclosure.cubes import Cube, Dimension, Key
from district.figures.disclosure.profiles import DESK
from district.figures.disclosure.protection import protect, stands
from district.figures.measures import Group as Told
from district.figures.symbols import Symbol
from district.home.models import FairnessFigure
from district.matching.models import LearnerMatch, MatchRun
from district.reports import protection
from learners.models import EqualityAnswers

Asked = FairnessFigure.Asked
AGES = {"16": "16 to 18", "19": "19 to 24", "25": "25 to 49", "50": "50 and over"}


@dataclass(frozen=True)
class Question:
    asked: FairnessFigure.Asked
    groups: Mapping[str, str]


_YES_NO = dict(EqualityAnswers.Answer.choices)
QUESTIONS = (
    Question(Asked.SEX, dict(EqualityAnswers.Sex.choices)),
    Question(Asked.ETHNICITY, dict(EqualityAnswers.Ethnicity.choices)),
    Question(Asked.DISABILITY, _YES_NO),
    Question(Asked.CARE, _YES_NO),
    Question(Asked.AGE, AGES),
)


@transaction.atomic
def measure(*, run_id: int) -> None:
    """Once a run."""
    run = MatchRun.objects.select_for_update().get(id=run_id)
    if FairnessFigure.objects.filter(run=run).exists():
        return
    earlier = _earlier()
    rows = []
    for question in QUESTIONS:
        counted = {code: Told(0, 0) for code in question.groups}
        counted |= {code: count for code, count in _count(question.asked, run.day).items() if code in counted}
        found = told(question, counted, earlier=earlier.get(question.asked))
        rows += [
            FairnessFigure(
                run=run,
                question=question.asked,
                group=group,
                people=count.people if count else None,
                listed=count.having if count else None,
            )
            for group, count in found.items()
        ]
    FairnessFigure.objects.bulk_create(rows)


def told(
    question: Question, counted: Mapping[str, Told], *, earlier: Mapping[str, Told | None] | None
) -> dict[str, Told | None]:
    """Rounded counts of the groups, None for those that are hidden; what hardly moved is told as it was."""
    groups = Dimension(
        question.asked, question.asked.label, tuple(question.groups.items()), is_sensitive=True
    )
    before: dict[Key, int | Symbol] | None = None
    if earlier is not None:
        before = {(g,): count.people if count else Symbol.HIDDEN for g, count in earlier.items()}
    cube = Cube((groups,), {(group,): count.people for group, count in counted.items()})
    cells = protect(cube, DESK, before=before).cells
    found: dict[str, Told | None] = {}
    for group, count in counted.items():
        people, was = cells[group,], (earlier or {}).get(group)
        if isinstance(people, Symbol):
            found[group] = None
        elif was and stands(was.having, count.having, DESK.sensitive, DESK):
            found[group] = Told(people, min(people, was.having))
        else:
            found[group] = Told(people, min(people, DESK.rounded(count.having)))
    return found


def _earlier() -> dict[str, dict[str, Told | None]]:
    """What was told last of each group."""
    last = FairnessFigure.objects.order_by("question", "group", "-run_id").distinct("question", "group")
    found: dict[str, dict[str, Told | None]] = defaultdict(dict)
    for row in last:
        found[row.question][row.group] = _figure(row)
    return found


def _figure(row: FairnessFigure) -> Told | None:
    return None if row.people is None or row.listed is None else Told(row.people, row.listed)


def _count(asked: str, day: date) -> dict[str, Told]:
    matched = LearnerMatch.objects.filter(learner=OuterRef("learner_id"))
    rows = (
        EqualityAnswers.objects.filter(Exists(matched), may_count=True, learner__matching_on=True)
        .annotate(code=_codes(day)[asked], is_listed=Exists(matched.exclude(vacancies=[])))
        .values("code")
        .annotate(people=Count("pk"), having=Count("pk", filter=Q(is_listed=True)))
        .order_by("code")
    )
    with protection.under(protection.ANSWERS):
        return {row["code"]: Told(row["people"], row["having"]) for row in rows}


def _codes(day: date) -> dict[str, Combinable]:
    """Each question's groups; ages as they turn in the year."""
    ages = [
        When(birth_year__lte=day.year - int(least), then=Value(least)) for least in sorted(AGES, reverse=True)
    ]
    return {
        Asked.SEX: F("sex"),
        Asked.ETHNICITY: Left("ethnicity", 1),
        Asked.DISABILITY: F("has_disability"),
        Asked.CARE: F("is_care_leaver"),
        Asked.AGE: Case(*ages, default=Value(""), output_field=CharField()),
    }


def runs_told(count: int = 10) -> list[MatchRun]:
    """The last runs of which there are figures, latest first."""
    figures = FairnessFigure.objects.filter(run=OuterRef("pk"))
    return list(MatchRun.objects.filter(Exists(figures)).order_by("-started_at", "-id")[:count])


def figures_of(run: MatchRun) -> dict[str, dict[str, Told | None]]:
    """By question and group; None where it is hidden."""
    found: dict[str, dict[str, Told | None]] = defaultdict(dict)
    for row in FairnessFigure.objects.filter(run=run).order_by("id"):
        found[row.question][row.group] = _figure(row)
    return found
