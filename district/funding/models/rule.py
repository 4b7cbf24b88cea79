import uuid
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Self

import pghistory
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from district.accounts.models import User
from programmes.models import Programme


@dataclass(frozen=True)
class Tolerance:
    """How far below profile a contract may be at a return, in per cent of the profile to date."""

    code: str  # R04
    month: int
    percent: Decimal


class MilestoneRuleQuerySet(models.QuerySet["MilestoneRule"]):
    def of_programme(self, programme_id: int) -> Self:
        """The newest first."""
        return self.filter(programme=programme_id).order_by("-applies_from")


@pghistory.track()
class MilestoneRule(models.Model):
    """What has to be shown for each of three payments, and which part of the rate each is.

    A version: it holds for everybody who starts on its first day or later, until the next one. Rows are added,
    never changed, so that nobody's payment changes afterwards.
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    programme = models.ForeignKey(Programme, on_delete=models.PROTECT, related_name="milestone_rules")
    applies_from = models.DateField(help_text="For people who start on this day or later.")
    start_share = models.DecimalField(max_digits=4, decimal_places=3)
    completion_share = models.DecimalField(max_digits=4, decimal_places=3)
    outcome_share = models.DecimalField(max_digits=4, decimal_places=3)
    qualifying_days = models.PositiveSmallIntegerField()
    qualifying_hours = models.PositiveSmallIntegerField(
        help_text="Taught hours attended; 0: none are asked for."
    )
    needs_interview = models.BooleanField(
        default=True,
        help_text="Completion pays with an interview offer, a new role or a plan to be self-employed.",
    )
    outcome_months = models.PositiveSmallIntegerField(default=6)
    sustained_days = models.PositiveSmallIntegerField(default=84)
    claim_months = models.PositiveSmallIntegerField(default=6, help_text="After the last day of a contract.")
    small_employer_share = models.DecimalField(
        max_digits=4,
        decimal_places=3,
        default=Decimal("0.9"),
        help_text="Of the rate, where an employer below 250 people pays the rest.",
    )
    large_employer_share = models.DecimalField(max_digits=4, decimal_places=3, default=Decimal("0.7"))
    returns = models.JSONField(default=list, help_text="Tolerances: return, month, per cent, in order.")
    source = models.CharField(max_length=300)
    source_url = models.URLField(max_length=500, blank=True)
    is_confirmed = models.BooleanField(default=False, help_text="Somebody has seen it in writing.")
    made_by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    made_at = models.DateTimeField(default=timezone.now)

    objects = MilestoneRuleQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["programme", "applies_from"],
                name="funding_one_rule_a_day",
                violation_error_message="There is a rule from this day already. Choose a later day.",
            ),
            models.CheckConstraint(
                condition=Q(start_share=1 - F("completion_share") - F("outcome_share")),
                name="funding_shares_sum_to_one",
                violation_error_message="The three shares add up to 100 per cent.",
            ),
            models.CheckConstraint(
                condition=Q(start_share__gte=0, completion_share__gte=0, outcome_share__gte=0),
                name="funding_shares_not_negative",
            ),
            models.CheckConstraint(
                condition=Q(
                    small_employer_share__gt=0,
                    small_employer_share__lte=1,
                    large_employer_share__gt=0,
                    large_employer_share__lte=1,
                ),
                name="funding_public_shares_up_to_one",
            ),
            models.CheckConstraint(
                condition=Q(qualifying_days__range=(1, 366), qualifying_hours__lte=1000),
                name="funding_qualifying_in_bounds",
            ),
        ]

    def __str__(self) -> str:
        return f"rule of {self.programme_id} from {self.applies_from}"

    @property
    def splits(self) -> list[Decimal]:
        return [self.start_share, self.completion_share, self.outcome_share]

    @property
    def tolerances(self) -> list[Tolerance]:
        return [Tolerance(code, month, Decimal(percent)) for code, month, percent in self.returns]

    def tolerance_at(self, day: date, *, ends_on: date) -> Tolerance | None:
        """That of the next return while a contract runs, of the last one once it has ended."""
        found = self.tolerances
        if not found or day > ends_on:
            return found[-1] if found else None
        in_year = [(each, (each.month - 8) % 12) for each in found[:-1]]
        now = (day.month - 8) % 12
        return next((each for each, place in in_year if place >= now), found[-1])
