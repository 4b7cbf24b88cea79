from collections.abc import Mapping
from typing import Self

from django.db import models
from django.db.models import Case, F, Q, QuerySet, Subquery, Sum, When
from django.db.models.functions import Lower

from district.places.models import Council
from district.skills.models import Level, Skill

FIGURES = ("demand", "posted", "needed", "supply", "in_training", "seats", "unlimited_runs")
METHOD = 2
"""1 counted nobody in training. Each cell keeps the method it was counted by."""
SURE, HALF_SURE = 67, 34  # per cent of what is asked that employers themselves said


class Place(models.TextChoices):
    COUNCIL = "council", "In one of the seven councils"
    REMOTE = "remote", "From home or online"
    REGION = "region", "Anywhere in the region"
    OUTSIDE = "outside", "Outside the region"
    UNKNOWN = "unknown", "Place not known"


def gap(figures: Mapping[str, int]) -> int:
    """What is asked beyond what is held and being learnt; below nought where there is more than is asked."""
    return figures["demand"] - figures["supply"] - figures["in_training"]


def said_per_cent(figures: Mapping[str, int]) -> int | None:
    """Of what is asked, what employers said themselves, in vacancies posted here and needs; the rest was read from
    adverts. None where nothing is asked.
    """
    said = figures["posted"] + figures["needed"]
    return (200 * said + figures["demand"]) // (2 * figures["demand"]) if figures["demand"] else None


def confidence(figures: Mapping[str, int]) -> str:
    """In a word; empty where nothing is asked."""
    said = said_per_cent(figures)
    if said is None:
        return ""
    return "High" if said >= SURE else "Medium" if said >= HALF_SURE else "Low"


class GapCellQuerySet(models.QuerySet["GapCell"]):
    def newest(self) -> Self:
        """Of the day that was counted last."""
        last = self.model.objects.order_by("-day").values("day")[:1]
        return self.filter(day=Subquery(last))

    def by_skill(self) -> QuerySet["GapCell", dict[str, object]]:
        """One row a skill, with its sums over these cells."""
        sums = {name: Sum(name) for name in FIGURES}
        rows = self.order_by().values(
            "skill__public_id", label=F("skill__label"), lower=Lower("skill__label")
        )
        return rows.annotate(**sums).annotate(
            gap=F("demand") - F("supply") - F("in_training"),
            is_asked=Case(When(demand__gt=0, then=True), default=False),
        )


class GapCell(models.Model):
    """What is asked of one skill at one level in one place, beside who holds it and who learns it.

    Counted every night. Each month keeps its last day; nothing in it says who anybody is, but small counts of
    learners are for WMCA staff alone.
    """

    day = models.DateField()
    skill = models.ForeignKey(Skill, on_delete=models.CASCADE, related_name="+", db_index=False)
    level = models.PositiveSmallIntegerField(choices=Level)
    place = models.CharField(max_length=7, choices=Place)
    council = models.ForeignKey(
        Council, null=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    demand = models.PositiveIntegerField(
        default=0,
        help_text="Openings in shown vacancies that ask it as essential, and people of open skills needs.",
    )
    posted = models.PositiveIntegerField(
        default=0, help_text="Those of them that employers posted here; the others were read from adverts."
    )
    needed = models.PositiveIntegerField(
        default=0, db_default=0, help_text="People of open skills needs among them: no vacancy yet."
    )
    supply = models.PositiveIntegerField(
        default=0, help_text="Learners with matching on whose level this is."
    )
    in_training = models.PositiveIntegerField(
        default=0,
        db_default=0,
        help_text="Those who learn it now and will complete, as far as earlier learners tell.",
    )
    seats = models.PositiveIntegerField(
        default=0, help_text="Places left on runs that teach it to this level."
    )
    unlimited_runs = models.PositiveIntegerField(
        default=0, help_text="Runs that teach it and tell no number of places."
    )

    method = models.PositiveSmallIntegerField(
        default=METHOD, db_default=1, help_text="How it was counted; see METHOD."
    )

    objects = GapCellQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["day", "skill", "level", "place", "council"],
                nulls_distinct=False,
                name="matching_gap_cell_once",
            ),
            models.CheckConstraint(condition=Q(level__range=(1, 4)), name="matching_gap_level_1_to_4"),
            models.CheckConstraint(
                condition=Q(place=Place.COUNCIL, council__isnull=False)
                | (~Q(place=Place.COUNCIL) & Q(council=None)),
                name="matching_gap_council_named",
            ),
            models.CheckConstraint(condition=Q(posted__lte=F("demand")), name="matching_gap_posted_is_part"),
        ]

    def __str__(self) -> str:
        return (
            f"{self.skill_id} at {self.level}: {self.demand} asked, {self.supply} held, "
            f"{self.in_training} in training"
        )
