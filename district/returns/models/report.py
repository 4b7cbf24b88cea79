import uuid
from decimal import Decimal
from typing import ClassVar, Self

import pghistory
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from district.accounts.models import User
from district.funding.models import Contract
from district.partners.actor import Actor
from district.partners.models import Role
from district.returns.models.point import ReviewPoint


class Measure(models.TextChoices):
    STARTS = "starts", "People who became a start (M1)"
    LEARNING = "learning", "People on their course on that day"
    WITHDRAWN = "withdrawn", "People who left before the end"
    COMPLETED = "completed", "People who completed"
    EVIDENCED = "evidenced", "People who completed with an interview offer, new role or plan (M2)"
    OUTCOMES = "outcomes", "People with an outcome that lasted (M3)"
    DELIVERED = "delivered", "What milestones with evidence are worth"
    CLAIMED = "claimed", "Claimed and not refused"
    PAID = "paid", "Paid"


# A report in the order in which it is answered: (code, title, measures).
PARTS = (
    ("people", "People", (Measure.LEARNING, Measure.COMPLETED, Measure.WITHDRAWN)),
    ("milestones", "Milestones", (Measure.STARTS, Measure.EVIDENCED, Measure.OUTCOMES)),
    ("money", "Money", (Measure.DELIVERED, Measure.CLAIMED, Measure.PAID)),
)
MONEY = {Measure.DELIVERED, Measure.CLAIMED, Measure.PAID}


class PartnerReportQuerySet(models.QuerySet["PartnerReport"]):
    def visible_to(self, actor: Actor) -> Self:
        """WMCA staff all, a provider's members those of their own contracts."""
        if actor.is_staff:
            return self.all()
        if actor.organisation and actor.acts_as(Role.PROVIDER):
            return self.filter(contract__organisation=actor.organisation)
        return self.none()

    def with_provider(self) -> Self:
        """The provider has to do something."""
        return self.filter(state__in=PartnerReport.WITH_PROVIDER)

    def overdue(self) -> Self:
        return self.with_provider().filter(point__due_on__lt=timezone.localdate(), first_sent_at=None)

    def for_list(self) -> Self:
        return self.select_related("point", "contract__organisation", "contract__programme").fetch_mode(
            models.FETCH_RAISE
        )


@pghistory.track(exclude=["reminded_on", "version"])
class PartnerReport(models.Model):
    """What a provider says of one contract at a review point. Filled in by the portal, confirmed or corrected line by
    line by the provider, sent, looked at by WMCA, and final.
    """

    class State(models.TextChoices):
        OPEN = "open", "To be sent"
        SENT = "sent", "With WMCA"
        RETURNED = "returned", "To be mended"
        FINAL = "final", "Final"

    WITH_PROVIDER = (State.OPEN, State.RETURNED)
    TRANSITIONS: ClassVar[dict[str, set[str]]] = {
        State.OPEN: {State.SENT},
        State.SENT: {State.RETURNED, State.FINAL},
        State.RETURNED: {State.SENT},
        State.FINAL: set(),
    }

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    point = models.ForeignKey(ReviewPoint, on_delete=models.PROTECT, related_name="reports")
    contract = models.ForeignKey(Contract, on_delete=models.PROTECT, related_name="reports")
    state = models.CharField(max_length=8, choices=State, default=State.OPEN)
    filled_at = models.DateTimeField(default=timezone.now, help_text="When the portal worked the lines out.")
    words = models.CharField(max_length=1000, blank=True, help_text="What the provider adds.")
    sent_by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    first_sent_at = models.DateTimeField(null=True)
    sent_at = models.DateTimeField(null=True)
    answer = models.CharField(max_length=1000, blank=True, help_text="What WMCA says.")
    decided_by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    decided_at = models.DateTimeField(null=True)
    reminded_on = models.DateField(null=True)
    version = models.PositiveIntegerField(default=1)

    objects = PartnerReportQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["point", "contract"], name="returns_report_once"),
            models.CheckConstraint(
                condition=Q(state="open") | Q(first_sent_at__isnull=False, sent_at__isnull=False),
                name="returns_sent_has_time",
            ),
            models.CheckConstraint(
                condition=Q(decided_by=None) | Q(sent_by=None) | ~Q(decided_by=F("sent_by")),
                name="returns_two_people",
                violation_error_message="Somebody else decides on what you have sent.",
            ),
        ]
        indexes = [models.Index(fields=["state", "point"], name="returns_reports_by_state")]

    def __str__(self) -> str:
        return f"{self.point_id} of {self.contract_id}: {self.state}"

    @property
    def is_with_provider(self) -> bool:
        return self.state in self.WITH_PROVIDER

    @property
    def is_late(self) -> bool:
        """Sent for the first time after the day it was due, or not yet and that day is over."""
        sent = timezone.localdate(self.first_sent_at) if self.first_sent_at else timezone.localdate()
        return sent > self.point.due_on


@pghistory.track()
class ReportLine(models.Model):
    """One figure: what the portal worked out and what the provider says instead, both kept; and WMCA's look at it."""

    class Said(models.TextChoices):
        NOTHING = "", "Not answered yet"
        CONFIRMED = "confirmed", "It is right"
        CORRECTED = "corrected", "It should be something else"

    class Look(models.TextChoices):
        NOTHING = "", "Not looked at yet"
        ACCEPTED = "accepted", "Accepted"
        FIX = "fix", "To be mended"

    report = models.ForeignKey(PartnerReport, on_delete=models.CASCADE, related_name="lines")
    measure = models.CharField(max_length=9, choices=Measure)
    value = models.DecimalField(max_digits=14, decimal_places=2, help_text="As the portal worked it out.")
    said = models.CharField(max_length=9, choices=Said, blank=True, default=Said.NOTHING)
    corrected = models.DecimalField(max_digits=14, decimal_places=2, null=True)
    reason = models.CharField(max_length=300, blank=True)
    look = models.CharField(max_length=8, choices=Look, blank=True, default=Look.NOTHING)
    look_note = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["report", "measure"], name="returns_line_once"),
            models.CheckConstraint(
                condition=Q(said="corrected", corrected__isnull=False)
                & ~Q(reason="")
                & ~Q(corrected=F("value"))
                | (~Q(said="corrected") & Q(corrected=None, reason="")),
                name="returns_correction_has_reason",
                violation_error_message="Say what it should be, and why.",
            ),
            models.CheckConstraint(
                condition=Q(corrected=None) | Q(corrected__gte=0), name="returns_not_negative"
            ),
            models.CheckConstraint(
                condition=~Q(look="fix") | ~Q(look_note=""),
                name="returns_fix_has_note",
                violation_error_message="Say what is to be mended.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.measure} of {self.report_id}"

    @property
    def is_money(self) -> bool:
        return self.measure in MONEY

    @property
    def is_answered(self) -> bool:
        return self.said != self.Said.NOTHING

    @property
    def is_to_mend(self) -> bool:
        """WMCA asks for it, and it has not changed since."""
        return self.look == self.Look.FIX

    @property
    def stands(self) -> Decimal:
        """What counts: the correction where there is one."""
        return self.value if self.corrected is None else self.corrected
