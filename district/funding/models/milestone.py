import uuid
from decimal import Decimal
from typing import ClassVar, Self

import pghistory
import pgtrigger
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Case, Exists, F, OuterRef, Q, Value, When
from django.utils import timezone

from district.accounts.models import User
from district.funding.models import sums
from district.funding.models.contract import PROFILED, Contract
from district.funding.models.rule import MilestoneRule
from district.partners.actor import Actor
from district.partners.models import Role
from programmes.models import Enrolment


class Milestone(models.IntegerChoices):
    START = 1, "Start (M1)"
    COMPLETION = 2, "Completion (M2)"
    OUTCOME = 3, "Outcome (M3)"


class MilestoneClaimQuerySet(models.QuerySet["MilestoneClaim"]):
    def visible_to(self, actor: Actor) -> Self:
        """WMCA staff all, a provider's members those of their own contracts."""
        if actor.is_staff:
            return self.all()
        if actor.organisation and actor.acts_as(Role.PROVIDER):
            return self.filter(contract__organisation=actor.organisation, contract__state__in=PROFILED)
        return self.none()

    def earned(self) -> Self:
        """Shown by evidence that stands and not turned down: what a contract has actually delivered."""
        turned_down = ["not_due", "rejected", "recovered"]
        return self.filter(due_on__isnull=False, is_shown=True).exclude(state__in=turned_down)

    def counting(self) -> Self:
        """Money that is promised or has gone out."""
        return self.filter(state__in=MilestoneClaim.COUNTING)

    def stopped(self) -> Self:
        """Claimed and not paid yet, and the evidence has gone since."""
        states = MilestoneClaim.State
        return self.filter(state__in=[states.CLAIMED, states.QUERIED, states.APPROVED], is_shown=False)

    def to_recover(self) -> Self:
        """Paid, the evidence has gone since, and nobody has asked for the money back yet."""
        return self.filter(state=MilestoneClaim.State.PAID, is_shown=False, recovery_asked_at=None)

    def asked_back(self) -> Self:
        """Paid, and asked back by one person: waits for a second."""
        return self.filter(state=MilestoneClaim.State.PAID, recovery_asked_at__isnull=False)

    def at_the_desk(self) -> Self:
        """What waits for WMCA: a decision, a payment, or money to be asked back."""
        states = MilestoneClaim.State
        paid = Q(state=states.PAID) & (Q(is_shown=False) | Q(recovery_asked_at__isnull=False))
        return self.filter(Q(state__in=[states.CLAIMED, states.APPROVED]) | paid)

    def with_the_one_before(self) -> Self:
        """`is_next`: nothing before it is still to be approved."""
        before = MilestoneClaim.objects.counting().filter(
            contract=OuterRef("contract"), enrolment=OuterRef("enrolment"), number=OuterRef("number") - 1
        )
        return self.annotate(
            is_next=Case(When(number=Milestone.START, then=Value(True)), default=Exists(before))
        )

    def claimable(self) -> Self:
        """Due, and what comes before it is approved."""
        return self.with_the_one_before().filter(is_next=True, state=MilestoneClaim.State.DUE)


@pghistory.track(exclude=["reasons", "version"])
class MilestoneClaim(models.Model):
    """One of three payments for a learner under a contract.

    Made by the portal for everybody who counts, and due as soon as the evidence is there. The provider claims it,
    somebody else approves it, and it is paid if the evidence still stands; if not, it goes back to the provider with
    the reason. Money that was paid is asked back by one person and recovered by another. It ends rejected a second
    time, paid, or recovered.
    """

    class State(models.TextChoices):
        NOT_DUE = "not_due", "Not due"
        DUE = "due", "Due, to be claimed"
        CLAIMED = "claimed", "Claimed"
        QUERIED = "queried", "Queried"
        REJECTED = "rejected", "Rejected"
        APPROVED = "approved", "Approved"
        PAID = "paid", "Paid"
        RECOVERED = "recovered", "Recovered"

    COUNTING = (State.APPROVED, State.PAID)
    TRANSITIONS: ClassVar[dict[str, set[str]]] = {
        State.NOT_DUE: {State.DUE},
        State.DUE: {State.CLAIMED, State.NOT_DUE},
        State.CLAIMED: {State.APPROVED, State.QUERIED, State.REJECTED},
        State.QUERIED: {State.CLAIMED, State.REJECTED},
        State.REJECTED: {State.CLAIMED},
        State.APPROVED: {State.PAID, State.QUERIED},
        State.PAID: {State.RECOVERED},
        State.RECOVERED: set(),
    }
    MOST_CLAIMS = 2  # once more, with new evidence, after a no

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    contract = models.ForeignKey(Contract, on_delete=models.PROTECT, related_name="claims")
    enrolment = models.ForeignKey(Enrolment, on_delete=models.PROTECT, related_name="milestones")
    number = models.PositiveSmallIntegerField(choices=Milestone)
    rule = models.ForeignKey(MilestoneRule, null=True, on_delete=models.PROTECT, related_name="+")
    state = models.CharField(max_length=9, choices=State, default=State.NOT_DUE)
    due_on = models.DateField(null=True, help_text="The day whose evidence made it due.")
    is_shown = models.BooleanField(default=False, help_text="The evidence stands today.")
    reasons = ArrayField(
        models.CharField(max_length=300), default=list, help_text="Why it is not due, in words."
    )
    rate = models.DecimalField(max_digits=14, decimal_places=2, default=0)
    public_share = models.DecimalField(max_digits=4, decimal_places=3, default=1)
    amount = models.DecimalField(max_digits=14, decimal_places=2, default=0)
    payable = models.DecimalField(
        max_digits=14,
        decimal_places=2,
        default=0,
        help_text="What was approved: the amount, or what the contract still had.",
    )
    claim_count = models.PositiveSmallIntegerField(default=0)
    claimed_by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    claimed_at = models.DateTimeField(null=True)
    words = models.CharField(max_length=500, blank=True, help_text="The provider's, last.")
    decided_by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    decided_at = models.DateTimeField(null=True)
    answer = models.CharField(max_length=500, blank=True, help_text="The authority's, last.")
    paid_on = models.DateField(null=True)
    paid_by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    recovery_asked_by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    recovery_asked_at = models.DateTimeField(null=True)
    recovery_reason = models.CharField(
        max_length=500, blank=True, default="", db_default="", help_text="Why the money has to come back."
    )
    recovered_by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    recovered_on = models.DateField(null=True)
    version = models.PositiveIntegerField(default=1)

    objects = MilestoneClaimQuerySet.as_manager()

    # What reads may add:
    is_next: bool

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["enrolment", "number"], name="funding_milestone_once"),
            models.CheckConstraint(condition=Q(number__range=(1, 3)), name="funding_three_milestones"),
            models.CheckConstraint(
                condition=Q(state="not_due", due_on=None) | (~Q(state="not_due") & Q(due_on__isnull=False)),
                name="funding_due_has_day",
            ),
            models.CheckConstraint(
                condition=Q(state__in=["not_due", "due"]) | Q(claimed_at__isnull=False),
                name="funding_claimed_has_time",
            ),
            models.CheckConstraint(
                condition=Q(decided_by=None) | Q(claimed_by=None) | ~Q(decided_by=F("claimed_by")),
                name="funding_claim_two_people",
                violation_error_message="Somebody else decides on what you have claimed.",
            ),
            models.CheckConstraint(
                condition=Q(payable__gte=0, payable__lte=F("amount")), name="funding_payable_up_to_amount"
            ),
            models.CheckConstraint(
                condition=Q(state__in=["approved", "paid", "recovered"]) | Q(payable=0),
                name="funding_payable_once_approved",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["paid", "recovered"]) | Q(paid_on__isnull=False),
                name="funding_paid_has_day",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["queried", "rejected", "recovered"]) | ~Q(answer=""),
                name="funding_no_has_reason",
                violation_error_message="Say why: the provider reads it.",
            ),
            models.CheckConstraint(
                condition=Q(recovery_asked_at=None, recovery_reason="")
                | (
                    Q(recovery_asked_at__isnull=False, state__in=["paid", "recovered"])
                    & ~Q(recovery_reason="")
                ),
                name="funding_asked_back_with_reason",
                violation_error_message="Say why the money has to come back.",
            ),
            models.CheckConstraint(
                condition=~Q(state="recovered") | Q(recovery_asked_at__isnull=False),
                name="funding_recovered_was_asked_back",
                violation_error_message="One person asks for the money back before another decides on it.",
            ),
            models.CheckConstraint(
                condition=Q(recovered_by=None)
                | Q(recovery_asked_by=None)
                | ~Q(recovered_by=F("recovery_asked_by")),
                name="funding_recovery_two_people",
                violation_error_message="Somebody else decides on the money that you asked back.",
            ),
            models.CheckConstraint(condition=Q(claim_count__lte=2), name="funding_claimed_twice_at_most"),
        ]
        indexes = [
            models.Index(fields=["contract", "state"], name="funding_claims_of"),
            models.Index(
                fields=["state", "claimed_at"],
                condition=Q(state__in=["claimed", "queried", "approved"]),
                name="funding_claims_waiting",
            ),
            models.Index(
                fields=["claimed_at"],
                condition=Q(state="paid") & (Q(is_shown=False) | Q(recovery_asked_at__isnull=False)),
                name="funding_payments_to_recover",
            ),
        ]
        triggers = [
            sums.parts_within(
                name="payments_within_contract",
                part="funding_milestoneclaim",
                parent="funding_contract",
                key="contract_id",
                amount="payable",
                most="value",
                counting="state IN ('approved', 'paid')",
                when_counted="NEW.state IN ('approved', 'paid')",
            ),
            pgtrigger.Trigger(
                name="one_after_the_other",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert | pgtrigger.Update,
                func="""
                    IF TG_OP = 'UPDATE' AND NEW.state = OLD.state THEN
                        RETURN NEW;
                    END IF;
                    IF NEW.number > 1 AND NEW.state IN ('claimed', 'approved', 'paid') AND NOT EXISTS (
                        SELECT FROM funding_milestoneclaim WHERE enrolment_id = NEW.enrolment_id
                            AND number = NEW.number - 1 AND state IN ('approved', 'paid')
                    ) THEN
                        RAISE EXCEPTION 'the milestone before is not approved'
                            USING ERRCODE = 'check_violation', CONSTRAINT = 'one_after_the_other';
                    END IF;
                    IF NEW.state = 'recovered' AND EXISTS (
                        SELECT FROM funding_milestoneclaim WHERE enrolment_id = NEW.enrolment_id
                            AND number > NEW.number AND state IN ('claimed', 'approved', 'paid')
                    ) THEN
                        RAISE EXCEPTION 'a later milestone stands on this one'
                            USING ERRCODE = 'check_violation', CONSTRAINT = 'one_after_the_other';
                    END IF;
                    RETURN NEW;
                """,
            ),
        ]

    def __str__(self) -> str:
        return f"M{self.number} of {self.enrolment_id}: {self.state}"

    @property
    def short(self) -> str:
        return f"M{self.number}"

    @property
    def is_capped(self) -> bool:
        """Approved for less than it is worth, because the contract was used up."""
        return self.state in {*self.COUNTING, self.State.RECOVERED} and self.payable < self.amount

    @property
    def is_asked_back(self) -> bool:
        return self.state == self.State.PAID and self.recovery_asked_at is not None

    @property
    def is_to_recover(self) -> bool:
        return self.state == self.State.PAID and not self.is_shown and self.recovery_asked_at is None

    @property
    def stands_at(self) -> str:
        if self.is_asked_back:
            return "Asked back, not decided"
        return "Paid, to recover" if self.is_to_recover else str(self.get_state_display())

    @property
    def tone(self) -> str:
        """The name whose colour it has."""
        return "queried" if self.is_asked_back or self.is_to_recover else self.state

    @property
    def may_claim_again(self) -> bool:
        return self.state == self.State.REJECTED and self.claim_count < self.MOST_CLAIMS


class EvidenceQuerySet(models.QuerySet["Evidence"]):
    def visible_to(self, actor: Actor) -> Self:
        if actor.is_staff_admin:
            return self.all()
        if actor.organisation and actor.acts_as(Role.PROVIDER):
            return self.filter(enrolment__organisation=actor.organisation)
        return self.none()

    def standing(self) -> Self:
        return self.filter(withdrawn_at=None)


@pghistory.track()
class Evidence(models.Model):
    """What shows a milestone and stands nowhere else in the portal; written down by the provider.

    Interviews and destinations that the portal knows of count by themselves.
    """

    class Kind(models.TextChoices):
        INTERVIEW = "interview", "An employer offered an interview outside the portal"
        NEW_ROLE = "new_role", "A new role, or new duties, with the employer they have"
        SELF_EMPLOYMENT = "self_employment", "A written plan to be self-employed"
        CONTRACTS = "contracts", "New contracts as a self-employed person"

    COMPLETION: ClassVar[set[str]] = {Kind.INTERVIEW, Kind.NEW_ROLE, Kind.SELF_EMPLOYMENT}
    OUTCOME: ClassVar[set[str]] = {Kind.NEW_ROLE, Kind.CONTRACTS}

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    enrolment = models.ForeignKey(Enrolment, on_delete=models.CASCADE, related_name="evidence")
    kind = models.CharField(max_length=15, choices=Kind)
    happened_on = models.DateField(help_text="When it was offered, signed, or began.")
    ended_on = models.DateField(null=True, help_text="If it is over.")
    is_mock = models.BooleanField(default=False, help_text="An interview for practice: never counts.")
    employer = models.CharField(max_length=120, blank=True)
    note = models.CharField(max_length=300, help_text="What was seen, and where it is kept.")
    recorded_by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    recorded_at = models.DateTimeField(default=timezone.now)
    withdrawn_at = models.DateTimeField(null=True)

    objects = EvidenceQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(ended_on=None) | Q(ended_on__gte=F("happened_on")),
                name="funding_evidence_ends_later",
                violation_error_message="The end is before the start.",
            ),
            models.CheckConstraint(
                condition=Q(is_mock=False) | Q(kind="interview"), name="funding_only_interviews_are_practice"
            ),
            models.UniqueConstraint(
                fields=["enrolment", "kind", "happened_on"],
                condition=Q(withdrawn_at=None),
                name="funding_evidence_once",
                violation_error_message="This is written down already.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} of {self.enrolment_id}"


@pghistory.track()
class EmployerShare(models.Model):
    """That a learner's own employer pays a part of the rate, and how large it is. Without one, all is public."""

    class Size(models.TextChoices):
        SMALL = "small", "Fewer than 250 people"
        LARGE = "large", "250 people or more"

    enrolment = models.OneToOneField(Enrolment, on_delete=models.CASCADE, related_name="employer_share")
    size = models.CharField(max_length=5, choices=Size)
    said_by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    said_at = models.DateTimeField(default=timezone.now)

    def __str__(self) -> str:
        return f"{self.size} employer of {self.enrolment_id}"

    def public_share(self, rule: MilestoneRule) -> Decimal:
        return rule.small_employer_share if self.size == self.Size.SMALL else rule.large_employer_share
