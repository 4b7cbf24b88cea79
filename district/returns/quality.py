"""What is missing or cannot be right in a provider's enrolments: the data-quality list (R13), each row to be mended."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import reduce
from operator import or_
from typing import Any

from django.db.models import BooleanField, Count, DateField, Exists, F, Func, OuterRef, Q, QuerySet
from django.db.models.functions import Lower
from django.utils import timezone

from district.figures import measures
from district.partners.models import Organisation
from district.web.marks import COUNCIL_CELLS
from programmes.models import Destination, Enrolment

Stage = Enrolment.State
BEGUN = (Stage.IN_LEARNING, Stage.ON_BREAK, *Enrolment.ENDED)
COUNCILS = [code for code, *_ in COUNCIL_CELLS]
NOT_KNOWN_YET = "9999999999"  # stands for a number that is being asked for
DESTINATION_MONTHS = 2
CHECKED = " + ".join(f"{10 - place} * substr(%(expressions)s, {place + 1}, 1)::int" for place in range(9))


class HasWrongCheckDigit(Func):
    """Of a unique learner number: its last digit does not fit the others. As `programmes.derived.is_uln` has it."""

    template = f"(CASE WHEN %(expressions)s ~ '^[0-9]{{10}}$' THEN ({CHECKED}) %%%% 11 = 0 OR substr(%(expressions)s, 10, 1)::int <> 10 - ({CHECKED}) %%%% 11 ELSE true END)"  # noqa: E501
    output_field = BooleanField()


@dataclass(frozen=True)
class Issue:
    """`words` say what is wrong with one row, `mend` what to do."""

    code: str
    label: str
    words: str
    mend: str


ISSUES = (
    Issue(
        "unfinished",
        "Past the planned end, nothing recorded",
        "The planned end has passed and nobody has said what came of it.",
        "Record the end, or a later planned end.",
    ),
    Issue(
        "destination",
        "No destination after two months",
        "They left more than two months ago and nobody has asked what they do now.",
        "Ask them, and record it.",
    ),
    Issue(
        "uln",
        "No unique learner number, or a wrong one",
        "The number is missing or its check digit is wrong.",
        "Look it up and enter it.",
    ),
    Issue(
        "unknown",
        "Not known who they are",
        "Prior level, work, age or home at the start is not known.",
        "Ask them, and enter it.",
    ),
    Issue(
        "outside",
        "Home outside the seven councils",
        "At the start they lived outside the area that the money is for.",
        "Check the postcode, or take another funding.",
    ),
    Issue(
        "twice",
        "Perhaps here twice",
        "Another enrolment has the same number for somebody else, or the same person on a course at the same time.",
        "Look at both, and cancel or correct one.",
    ),
)
BY_CODE = {issue.code: issue for issue in ISSUES}


def rows(organisations: Iterable[int] | None = None) -> QuerySet[Enrolment]:
    """Enrolments that have begun, each with what is wrong with it (`is_unfinished` and so on)."""
    today = timezone.localdate()
    found = Enrolment.objects.filter(state__in=[*BEGUN, Stage.ENROLLED])
    if organisations is not None:
        found = found.filter(organisation__in=list(organisations))
    return found.annotate(**{f"is_{code}": test for code, test in _tests(today).items()})


def _tests(today: date) -> dict[str, Q | Exists]:
    begun = Q(state__in=BEGUN)
    asked_by = measures.months_later(today, -DESTINATION_MONTHS)
    no_destination = ~Exists(Destination.objects.filter(enrolment=OuterRef("pk")))
    other = Enrolment.objects.filter(organisation=OuterRef("organisation"), state__in=BEGUN).exclude(
        pk=OuterRef("pk")
    )
    same_number = Exists(
        other.filter(uln=OuterRef("uln"))
        .exclude(uln__in=["", NOT_KNOWN_YET])
        .exclude(learner=OuterRef("learner"))
    )
    same_time = Exists(
        other.filter(
            learner=OuterRef("learner"),
            run__course__programme=OuterRef("run__course__programme"),
            state=Stage.IN_LEARNING,
        )
    )
    return {
        "unfinished": Q(state__in=[Stage.IN_LEARNING, Stage.ENROLLED], planned_end_on__lt=today),
        "destination": Q(state__in=Enrolment.ENDED, ended_on__lt=asked_by) & Q(no_destination),
        "uln": begun & (Q(uln="") | (~Q(uln=NOT_KNOWN_YET) & Q(HasWrongCheckDigit(F("uln"))))),
        "unknown": begun
        & (
            Q(prior_level__in=["", "97", "98"])
            | Q(employment_status__in=["", "98"])
            | Q(age_at_start=None)
            | Q(council_code="")
        ),
        "outside": begun & ~Q(council_code="") & ~Q(council_code__in=COUNCILS),
        "twice": begun & (Q(same_number) | (Q(state=Stage.IN_LEARNING) & Q(same_time))),
    }


class MonthsLater(Func):
    """The same day so many calendar months later, or the last of that month."""

    template = f"(%(expressions)s + interval '{DESTINATION_MONTHS} months')::date"
    output_field = DateField()


SINCE: dict[str, Any] = {"unfinished": F("planned_end_on"), "destination": MonthsLater(F("ended_on"))}


def everywhere(code: str) -> QuerySet[Enrolment]:
    """Those of all providers with one thing wrong, the longest first: `since` the day from which it was."""
    since = SINCE.get(code, F("starts_on"))
    return rows().filter(**{f"is_{code}": True}).annotate(since=since).order_by("since", "id")


def with_issue(organisation_id: int, code: str) -> QuerySet[Enrolment]:
    """Those of a provider with one thing wrong, the oldest first."""
    return (
        rows([organisation_id])
        .filter(**{f"is_{code}": True})
        .select_related("learner__user", "run__course")
        .defer("run__course__search")
        .order_by("planned_end_on", "id")
    )


def listed(organisation: Organisation | None, code: str) -> QuerySet[Enrolment]:
    """For a file: those of one provider or all, with one thing wrong or, without a code, with any."""
    codes = [code] if code else list(BY_CODE)
    is_wrong = reduce(or_, (Q(**{f"is_{each}": True}) for each in codes))
    found = rows(None if organisation is None else [organisation.pk]).filter(is_wrong)
    return found.order_by(Lower("organisation__name"), "planned_end_on", "id")


def counts(organisations: Iterable[int] | None = None) -> dict[int, dict[str, int]]:
    """By provider: how many rows have each thing wrong, and `all` of those that could."""
    grouped: Any = (
        rows(organisations)
        .order_by()
        .values("organisation")
        .annotate(
            all=Count("pk"),
            **{issue.code: Count("pk", filter=Q(**{f"is_{issue.code}": True})) for issue in ISSUES},
        )
    )
    names = ["all", *BY_CODE]
    return {row["organisation"]: {name: row[name] for name in names} for row in grouped}


NONE = {"all": 0, **dict.fromkeys(BY_CODE, 0)}
