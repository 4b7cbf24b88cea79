import uuid
from typing import Self

import pghistory
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from district.accounts.models import User
from district.funding.models import sums
from district.partners.actor import Actor
from programmes.models import Programme


class FundQuerySet(models.QuerySet["Fund"]):
    def visible_to(self, actor: Actor) -> Self:
        return self.all() if actor.is_staff else self.none()


@pghistory.track()
class Fund(models.Model):
    """Money for a purpose, from one source and for a time. Put in by WMCA staff; given out in allocations."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    name = models.CharField(max_length=120, unique=True)
    source = models.CharField(max_length=200, help_text="Who gives it.")
    source_document = models.CharField(max_length=300, help_text="The letter or decision it is laid down in.")
    source_url = models.URLField(max_length=500, blank=True)
    amount = models.DecimalField(max_digits=14, decimal_places=2)
    starts_on = models.DateField()
    ends_on = models.DateField()
    version = models.PositiveIntegerField(default=1)
    made_by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    made_at = models.DateTimeField(default=timezone.now)
    is_fictional = models.BooleanField(default=False)

    objects = FundQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(amount__gt=0),
                name="funding_fund_above_nothing",
                violation_error_message="Enter an amount above £0.",
            ),
            models.CheckConstraint(
                condition=Q(ends_on__gte=F("starts_on")),
                name="funding_fund_ends_after_start",
                violation_error_message="The last day is before the first.",
            ),
        ]
        triggers = [
            sums.whole_above(
                name="fund_covers_allocations",
                part="funding_allocation",
                key="fund_id",
                amount="amount",
                most="amount",
            )
        ]

    def __str__(self) -> str:
        return self.name


class AllocationQuerySet(models.QuerySet["Allocation"]):
    def visible_to(self, actor: Actor) -> Self:
        return self.all() if actor.is_staff else self.none()


@pghistory.track()
class Allocation(models.Model):
    """The part of a fund that is set aside for a programme. All of a fund's come to what it has at most."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    fund = models.ForeignKey(Fund, on_delete=models.PROTECT, related_name="allocations")
    programme = models.ForeignKey(Programme, on_delete=models.PROTECT, related_name="allocations")
    amount = models.DecimalField(max_digits=14, decimal_places=2)
    reason = models.CharField(max_length=300, help_text="Why so much, and why it was changed last.")
    version = models.PositiveIntegerField(default=1)
    made_by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    made_at = models.DateTimeField(default=timezone.now)

    objects = AllocationQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["fund", "programme"],
                name="funding_programme_once_in_a_fund",
                violation_error_message="This programme has a part of this fund already. Change that one.",
            ),
            models.CheckConstraint(condition=Q(amount__gte=0), name="funding_allocation_not_negative"),
        ]
        triggers = [
            sums.parts_within(
                name="allocations_within_fund",
                part="funding_allocation",
                parent="funding_fund",
                key="fund_id",
                amount="amount",
                most="amount",
            ),
            sums.whole_above(
                name="allocation_covers_contracts",
                part="funding_contract",
                key="allocation_id",
                amount="value",
                most="amount",
                counting="state <> 'withdrawn'",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.programme_id} of {self.fund_id}"
