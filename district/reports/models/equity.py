from typing import Self

from django.db import models
from django.db.models import Q

from district.reports.models.run import DefinitionVersion
from district.reports.models.snapshot import Snapshot


class Asked(models.TextChoices):
    SEX = "sex", "Sex"
    ETHNICITY = "ethnicity", "Ethnic group"
    DISABILITY = "disability", "Disability"
    CARE = "care", "Has been in care"
    AGE = "age", "Age"
    DEPRIVATION = "deprivation", "Where people live"


class EquityStage(models.IntegerChoices):
    """How far somebody came; each lies within the one before."""

    REACHED = 0, "Reached"
    APPLIED = 1, "Applied"
    OFFERED = 2, "Offered a place"
    STARTED = 3, "Started"
    COMPLETED = 4, "Completed"
    INTERVIEWED = 5, "Interviewed"
    HIRED = 6, "In work"
    SUSTAINED = 7, "After 12 weeks"


class Finding(models.TextChoices):
    """How a group stands beside the others, where the numbers bear it out."""

    NONE = "", "No difference that chance could not have made"
    LOWER = "lower", "Lower than for others"
    HIGHER = "higher", "Higher than for others"


class EquityFigureQuerySet(models.QuerySet["EquityFigure"]):
    def newest(self) -> Self:
        """Of the last word on the last month."""
        return self.filter(snapshot=models.Subquery(Snapshot.objects.newest().values("pk")[:1]))


class EquityFigure(models.Model):
    """How many people of a group had come so far when a month was frozen: protected before it is kept, once a frozen
    month, and never changed.

    `people` is rounded, and empty where it is hidden. The finding compares the step from the stage before with that of
    all others who answered; at the first stage the group's share with its share of the residents.
    """

    snapshot = models.ForeignKey(
        Snapshot, on_delete=models.PROTECT, related_name="equity_figures", db_index=False
    )
    definition = models.ForeignKey(
        DefinitionVersion, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    question = models.CharField(max_length=11, choices=Asked)
    group = models.CharField(max_length=7, help_text="Of the answers, or `Total` for everybody.")
    stage = models.PositiveSmallIntegerField(choices=EquityStage)
    people = models.PositiveIntegerField(null=True)
    finding = models.CharField(max_length=6, choices=Finding, blank=True)

    objects = EquityFigureQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["snapshot", "question", "group", "stage"], name="reports_equity_figure_once"
            ),
            models.CheckConstraint(
                condition=Q(people__isnull=False) | Q(finding=""), name="reports_hidden_figure_finds_nothing"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.question} {self.group} {self.stage}: {self.people}"
