import uuid
from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import ClassVar, Self

import pghistory
import pgtrigger
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeBoundary, RangeOperators
from django.db import models
from django.db.models import F, Func, Q
from django.utils import timezone

from district.accounts.models import User
from district.funding.models import sums
from district.funding.models.fund import Allocation
from district.partners.actor import Actor
from district.partners.models import Organisation, Role
from programmes.models import Programme

PROFILED = ("approved", "live", "paused", "closed", "archived")

PROFILE_IS_WHOLE = """
    SELECT state, value INTO held FROM funding_contract WHERE id = {key};
    IF held.state IN ('approved', 'live', 'paused', 'closed', 'archived')
        AND held.value <> (SELECT COALESCE(SUM(amount), 0) FROM funding_profilemonth WHERE contract_id = {key}) THEN
        RAISE EXCEPTION 'the months do not add up to the value of contract %', {key}
            USING ERRCODE = 'check_violation', CONSTRAINT = 'profile_is_whole';
    END IF;
    RETURN NULL;
"""


class DateRangeOf(Func):
    function = "daterange"


class ContractQuerySet(models.QuerySet["Contract"]):
    def visible_to(self, actor: Actor) -> Self:
        """WMCA staff all, a provider's members their own once they are agreed."""
        if actor.is_staff:
            return self.all()
        if actor.organisation and actor.acts_as(Role.PROVIDER):
            return self.filter(organisation=actor.organisation, state__in=PROFILED)
        return self.none()

    def paying(self) -> Self:
        """Those under which learners count, and milestones fall due."""
        return self.filter(state__in=Contract.PAYING)

    def for_list(self) -> Self:
        return self.select_related("organisation", "programme", "allocation__fund").fetch_mode(
            models.FETCH_RAISE
        )


@pghistory.track()
class Contract(models.Model):
    """What a provider is paid to teach under a programme: so much money, at a rate a learner, month by month.

    Drafted by WMCA staff, sent for approval and approved by somebody else, then live until it closes. It pays for
    learners of the provider who start a course of the programme between its first and last day.
    """

    class State(models.TextChoices):
        DRAFT = "draft", "Draft"
        SUBMITTED = "submitted", "Waits for approval"
        APPROVED = "approved", "Approved"
        LIVE = "live", "Live"
        PAUSED = "paused", "Paused"
        CLOSED = "closed", "Closed"
        ARCHIVED = "archived", "Archived"
        WITHDRAWN = "withdrawn", "Withdrawn"

    PAYING = (State.LIVE, State.PAUSED, State.CLOSED)
    TRANSITIONS: ClassVar[dict[str, set[str]]] = {
        State.DRAFT: {State.SUBMITTED, State.WITHDRAWN},
        State.SUBMITTED: {State.APPROVED, State.DRAFT, State.WITHDRAWN},
        State.APPROVED: {State.LIVE},
        State.LIVE: {State.PAUSED, State.CLOSED},
        State.PAUSED: {State.LIVE, State.CLOSED},
        State.CLOSED: {State.ARCHIVED},
        State.ARCHIVED: set(),
        State.WITHDRAWN: set(),
    }

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    allocation = models.ForeignKey(Allocation, on_delete=models.PROTECT, related_name="contracts")
    organisation = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, related_name="contracts", help_text="The provider."
    )
    programme = models.ForeignKey(
        Programme, on_delete=models.PROTECT, related_name="contracts", help_text="As the allocation."
    )
    reference = models.CharField(max_length=40, unique=True)
    value = models.DecimalField(max_digits=14, decimal_places=2)
    rate = models.DecimalField(
        max_digits=14,
        decimal_places=2,
        help_text="For one learner, all three milestones; later ones are changes.",
    )
    starts_on = models.DateField()
    ends_on = models.DateField()
    state = models.CharField(max_length=9, choices=State, default=State.DRAFT)
    note = models.CharField(max_length=500, blank=True, help_text="Why it was returned, paused or closed.")
    made_by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    made_at = models.DateTimeField(default=timezone.now)
    submitted_by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    approved_by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    approved_at = models.DateTimeField(null=True)
    version = models.PositiveIntegerField(default=1)
    is_fictional = models.BooleanField(default=False)

    objects = ContractQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(value__gt=0, rate__gt=0),
                name="funding_contract_above_nothing",
                violation_error_message="Enter an amount above £0.",
            ),
            models.CheckConstraint(
                condition=Q(ends_on__gte=F("starts_on")),
                name="funding_contract_ends_after_start",
                violation_error_message="The last day is before the first.",
            ),
            models.CheckConstraint(
                condition=Q(approved_by=None) | Q(submitted_by=None) | ~Q(approved_by=F("submitted_by")),
                name="funding_contract_two_people",
                violation_error_message="Somebody else approves what you have sent.",
            ),
            ExclusionConstraint(
                name="funding_one_contract_at_a_time",
                expressions=[
                    ("organisation", RangeOperators.EQUAL),
                    ("programme", RangeOperators.EQUAL),
                    (
                        DateRangeOf("starts_on", "ends_on", RangeBoundary(inclusive_upper=True)),
                        RangeOperators.OVERLAPS,
                    ),
                ],
                condition=~Q(state__in=["draft", "withdrawn"]),
                violation_error_message="This provider has a contract for this programme at that time already.",
            ),
        ]
        indexes = [models.Index(fields=["organisation", "state"], name="funding_contracts_of")]
        triggers = [
            sums.parts_within(
                name="contracts_within_allocation",
                part="funding_contract",
                parent="funding_allocation",
                key="allocation_id",
                amount="value",
                most="amount",
                counting="state <> 'withdrawn'",
            ),
            sums.whole_above(
                name="contract_covers_payments",
                part="funding_milestoneclaim",
                key="contract_id",
                amount="payable",
                most="value",
                counting="state IN ('approved', 'paid')",
            ),
            pgtrigger.Trigger(
                name="value_is_profiled",
                when=pgtrigger.After,
                operation=pgtrigger.Insert | pgtrigger.Update,
                timing=pgtrigger.Deferred,
                declare=[("held", "RECORD")],
                func=PROFILE_IS_WHOLE.format(key="NEW.id"),
            ),
        ]

    def __str__(self) -> str:
        return self.reference

    @property
    def is_settled(self) -> bool:
        """Agreed: money moves under it only by growth and reduction."""
        return self.state in PROFILED

    def rate_on(self, day: date, changes: "Sequence[ContractChange]") -> Decimal:
        """`changes`: those that are approved. A new rate is for people who start on its day or later."""
        newer = [each for each in changes if each.rate is not None and each.from_month <= day]
        last = max(newer, key=lambda each: (each.from_month, each.pk), default=None)
        return self.rate if last is None or last.rate is None else last.rate


@pghistory.track()
class ProfileMonth(models.Model):
    """What a contract is expected to earn in a month, and how many people to start. All months come to its value."""

    contract = models.ForeignKey(Contract, on_delete=models.CASCADE, related_name="profile")
    month = models.DateField(help_text="Its first day.")
    amount = models.DecimalField(max_digits=14, decimal_places=2)
    starts = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ["month"]
        constraints = [
            models.UniqueConstraint(fields=["contract", "month"], name="funding_month_once"),
            models.CheckConstraint(condition=Q(month__day=1), name="funding_month_by_first_day"),
            models.CheckConstraint(condition=Q(amount__gte=0), name="funding_month_not_negative"),
        ]
        triggers = [
            pgtrigger.Trigger(
                name="months_are_whole",
                when=pgtrigger.After,
                operation=pgtrigger.Insert | pgtrigger.Update,
                timing=pgtrigger.Deferred,
                declare=[("held", "RECORD")],
                func=PROFILE_IS_WHOLE.format(key="NEW.contract_id"),
            ),
            pgtrigger.Trigger(
                name="gone_months_are_whole",
                when=pgtrigger.After,
                operation=pgtrigger.Delete,
                timing=pgtrigger.Deferred,
                declare=[("held", "RECORD")],
                func=PROFILE_IS_WHOLE.format(key="OLD.contract_id"),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.month:%Y-%m} of {self.contract_id}"


class ContractChangeQuerySet(models.QuerySet["ContractChange"]):
    def visible_to(self, actor: Actor) -> Self:
        return self.all() if actor.is_staff else self.none()

    def approved(self) -> Self:
        return self.filter(state=ContractChange.State.APPROVED)


@pghistory.track()
class ContractChange(models.Model):
    """Growth, reduction or a new rate of a contract, with its reason. Proposed by one person, decided by another."""

    class State(models.TextChoices):
        PROPOSED = "proposed", "Waits for a second person"
        APPROVED = "approved", "Approved"
        REJECTED = "rejected", "Rejected"
        WITHDRAWN = "withdrawn", "Withdrawn"

    TRANSITIONS: ClassVar[dict[str, set[str]]] = {
        State.PROPOSED: {State.APPROVED, State.REJECTED, State.WITHDRAWN},
        State.APPROVED: set(),
        State.REJECTED: set(),
        State.WITHDRAWN: set(),
    }

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    contract = models.ForeignKey(Contract, on_delete=models.PROTECT, related_name="changes")
    state = models.CharField(max_length=9, choices=State, default=State.PROPOSED)
    amount = models.DecimalField(
        max_digits=14, decimal_places=2, default=0, help_text="Below nothing: a reduction."
    )
    starts = models.IntegerField(default=0, help_text="More or fewer people who start.")
    rate = models.DecimalField(
        max_digits=14, decimal_places=2, null=True, help_text="A new one, for people who start from then on."
    )
    from_month = models.DateField(help_text="The first day of the first month that changes.")
    reason = models.CharField(max_length=1000)
    proposed_by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    proposed_at = models.DateTimeField(default=timezone.now)
    decided_by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    decided_at = models.DateTimeField(null=True)
    decision_note = models.CharField(max_length=500, blank=True)

    objects = ContractChangeQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=~Q(amount=0) | Q(rate__isnull=False),
                name="funding_change_changes_something",
                violation_error_message="Enter an amount, a rate, or both.",
            ),
            models.CheckConstraint(condition=Q(from_month__day=1), name="funding_change_from_first_of_month"),
            models.CheckConstraint(
                condition=Q(rate=None) | Q(rate__gt=0), name="funding_new_rate_above_nothing"
            ),
            models.CheckConstraint(
                condition=~Q(state="approved")
                | Q(decided_by=None)
                | Q(proposed_by=None)
                | ~Q(decided_by=F("proposed_by")),
                name="funding_change_two_people",
                violation_error_message="Somebody else decides on what you have proposed.",
            ),
            models.UniqueConstraint(
                fields=["contract"],
                condition=Q(state="proposed"),
                name="funding_one_change_waits",
                violation_error_message="A change of this contract waits for a decision already.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.amount:+} of {self.contract_id}"

    @property
    def kind(self) -> str:
        """In a word."""
        if self.amount == 0:
            return "New rate"
        return "Growth" if self.amount > 0 else "Reduction"
