import uuid
from typing import ClassVar, Self

import pghistory
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from district.accounts.models import User
from district.partners.actor import Actor
from district.partners.models import Organisation, Role
from learners.models import Learner
from programmes import codes
from programmes.models.application import Application
from programmes.models.run import CourseRun


class EnrolmentQuerySet(models.QuerySet["Enrolment"]):
    def current(self) -> Self:
        """On the course, or about to be."""
        return self.filter(state__in=Enrolment.CURRENT)

    def of(self, actor: Actor) -> Self:
        """The person's own."""
        return self.filter(learner__user_id=actor.user.pk) if actor.is_signed_in else self.none()

    def visible_to(self, actor: Actor) -> Self:
        """What the actor works on: administrators among WMCA staff all, a provider's members their own."""
        if actor.is_staff_admin:
            return self.all()
        if actor.organisation and actor.acts_as(Role.PROVIDER):
            return self.filter(organisation=actor.organisation)
        return self.none()

    def for_list(self) -> Self:
        return self.select_related("learner__user", "run__course", "run__venue").fetch_mode(
            models.FETCH_RAISE
        )


@pghistory.track()
class Enrolment(models.Model):
    """A person's being on a course run, coded as the national learner record codes it.

    Made from an accepted place or from a provider's upload, ended by a result, a withdrawal, or never having begun.
    After a break a new one goes on where this one stopped. What can be told from its dates is never stored (see
    `programmes.derived`). It outlives the person's profile, without saying any more whose it was.
    """

    class State(models.TextChoices):
        ENROLLED = "enrolled", "Enrolled, not started"
        IN_LEARNING = "in_learning", "On the course"
        ON_BREAK = "on_break", "On a break"
        COMPLETED = "completed", "Completed, result to come"
        ACHIEVED = "achieved", "Achieved"
        NOT_ACHIEVED = "not_achieved", "Completed, not achieved"
        WITHDRAWN = "withdrawn", "Left the course"
        NO_SHOW = "no_show", "Never came"
        CANCELLED = "cancelled", "Cancelled before it began"

    CURRENT = (State.ENROLLED, State.IN_LEARNING, State.ON_BREAK)
    WITHOUT_PLACE = (State.WITHDRAWN, State.NO_SHOW, State.CANCELLED)
    COMPLETERS = (State.COMPLETED, State.ACHIEVED, State.NOT_ACHIEVED)
    WITH_CERTIFICATE = (State.COMPLETED, State.ACHIEVED)
    ENDED = (*COMPLETERS, State.WITHDRAWN)
    NEVER_BEGAN = (State.ENROLLED, State.NO_SHOW, State.CANCELLED)
    TRANSITIONS: ClassVar[dict[str, set[str]]] = {
        State.ENROLLED: {State.IN_LEARNING, State.NO_SHOW, State.CANCELLED},
        State.IN_LEARNING: {State.ON_BREAK, State.COMPLETED, State.WITHDRAWN},
        State.ON_BREAK: {State.WITHDRAWN},
        State.COMPLETED: {State.ACHIEVED, State.NOT_ACHIEVED},
        State.NOT_ACHIEVED: {State.ACHIEVED},
        State.ACHIEVED: set(),
        State.WITHDRAWN: set(),
        State.NO_SHOW: set(),
        State.CANCELLED: set(),
    }
    CORRECTIONS: ClassVar[dict[str, set[str]]] = {
        State.ACHIEVED: {State.COMPLETED, State.NOT_ACHIEVED},
        State.NOT_ACHIEVED: {State.COMPLETED},
        State.WITHDRAWN: {State.IN_LEARNING},
        State.COMPLETED: {State.IN_LEARNING},
        State.NO_SHOW: {State.IN_LEARNING},
    }
    ILR: ClassVar[dict[str, tuple[str, str]]] = {
        State.IN_LEARNING: (codes.CompletionStatus.CONTINUING, ""),
        State.ON_BREAK: (codes.CompletionStatus.BREAK, ""),
        State.COMPLETED: (codes.CompletionStatus.COMPLETED, codes.LearningOutcome.NOT_YET_KNOWN),
        State.ACHIEVED: (codes.CompletionStatus.COMPLETED, codes.LearningOutcome.ACHIEVED),
        State.NOT_ACHIEVED: (codes.CompletionStatus.COMPLETED, codes.LearningOutcome.NONE),
        State.WITHDRAWN: (codes.CompletionStatus.WITHDRAWN, codes.LearningOutcome.NONE),
    }

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    organisation = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, related_name="enrolments", help_text="The provider."
    )
    run = models.ForeignKey(CourseRun, on_delete=models.PROTECT, related_name="enrolments")
    learner = models.ForeignKey(Learner, null=True, on_delete=models.SET_NULL, related_name="enrolments")
    application = models.ForeignKey(
        Application, null=True, on_delete=models.SET_NULL, related_name="enrolments"
    )
    restart_of = models.OneToOneField(
        "self", null=True, on_delete=models.PROTECT, related_name="restarted_as"
    )
    state = models.CharField(max_length=12, choices=State, default=State.ENROLLED)
    holds_place = models.BooleanField(default=True)

    uln = models.CharField("unique learner number", max_length=10, blank=True)
    learner_reference = models.CharField(
        max_length=12, blank=True, help_text="The provider's own (LearnRefNumber)."
    )
    learning_aim = models.CharField(max_length=8, blank=True)
    starts_on = models.DateField()
    planned_end_on = models.DateField()
    ended_on = models.DateField(null=True, help_text="When they stopped learning, whatever the result.")
    achieved_on = models.DateField(null=True)
    withdrawal_reason = models.CharField(max_length=2, choices=codes.WithdrawalReason, blank=True)
    fund_model = models.CharField(max_length=2, choices=codes.FundModel, blank=True)
    programme_type = models.CharField(max_length=2, choices=codes.ProgrammeType, blank=True)
    funding_source = models.CharField(max_length=3, choices=codes.SourceOfFunding, blank=True)
    full_funding = models.CharField(max_length=1, choices=codes.FullFunding, blank=True)
    delivery_postcode = models.CharField(max_length=8, blank=True)
    subcontractor_ukprn = models.CharField(max_length=8, blank=True)

    # As they were at the start, for reports; never changed afterwards:
    prior_level = models.CharField(max_length=2, choices=codes.PriorLevel, blank=True)
    employment_status = models.CharField(max_length=2, choices=codes.EmploymentStatus, blank=True)
    unemployed_for = models.CharField(max_length=1, choices=codes.Unemployed, blank=True)
    weekly_hours = models.CharField(max_length=1, choices=codes.WeeklyHours, blank=True)
    age_at_start = models.PositiveSmallIntegerField(null=True)
    council_code = models.CharField(max_length=9, blank=True)
    ward_code = models.CharField(max_length=9, blank=True)
    lsoa_code = models.CharField(max_length=9, blank=True)
    imd_decile = models.PositiveSmallIntegerField(null=True)

    correction = models.CharField(
        max_length=300, blank=True, default="", db_default="", help_text="Why it was put right last."
    )
    version = models.PositiveIntegerField(default=1)
    created_at = models.DateTimeField(default=timezone.now)
    changed_at = models.DateTimeField(default=timezone.now)

    objects = EnrolmentQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "learner_reference", "learning_aim", "starts_on"],
                condition=~Q(learner_reference=""),
                name="programmes_enrolment_once_in_record",
                violation_error_message="There is an enrolment of this learner on this aim and day already.",
            ),
            models.UniqueConstraint(
                fields=["learner", "run"],
                condition=Q(state__in=["enrolled", "in_learning"], learner__isnull=False),
                name="programmes_on_a_run_once",
                violation_error_message="This person is on this course run already.",
            ),
            models.CheckConstraint(
                condition=Q(planned_end_on__gte=F("starts_on")),
                name="programmes_planned_end_after_start",
                violation_error_message="The planned end is before the start.",
            ),
            models.CheckConstraint(
                condition=Q(ended_on=None) | Q(ended_on__gte=F("starts_on")),
                name="programmes_end_after_start",
                violation_error_message="The end is before the start.",
            ),
            models.CheckConstraint(
                condition=Q(achieved_on=None) | Q(achieved_on__gte=F("starts_on")),
                name="programmes_achieved_after_start",
                violation_error_message="The day of the result is before the start.",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["enrolled", "in_learning", "no_show", "cancelled"])
                | Q(ended_on=None, achieved_on=None),
                name="programmes_learning_has_no_end",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["completed", "achieved", "not_achieved", "withdrawn", "on_break"])
                | Q(ended_on__isnull=False),
                name="programmes_ended_has_day",
                violation_error_message="Enter the last day of learning.",
            ),
            models.CheckConstraint(
                condition=Q(state="withdrawn") ^ Q(withdrawal_reason=""),
                name="programmes_withdrawal_has_reason",
                violation_error_message="Choose the reason for leaving.",
            ),
            models.CheckConstraint(
                condition=Q(holds_place=False) | ~Q(state__in=["withdrawn", "no_show", "cancelled"]),
                name="programmes_who_left_holds_no_place",
            ),
            models.CheckConstraint(
                condition=Q(uln="") | Q(uln__regex=r"^[1-9][0-9]{9}$"),
                name="programmes_uln_form",
                violation_error_message="A unique learner number has 10 digits.",
            ),
            models.CheckConstraint(
                condition=Q(learner_reference="") | Q(learner_reference__regex=r"^[A-Za-z0-9 ]{1,12}$"),
                name="programmes_learner_reference_form",
                violation_error_message="A learner reference has up to 12 letters, digits and spaces.",
            ),
        ]
        indexes = [
            models.Index(fields=["run", "state"], name="programmes_enrolments_of_run"),
            models.Index(fields=["organisation", "state"], name="programmes_roster"),
        ]

    def __str__(self) -> str:
        return f"{self.learner_id} on {self.run_id}: {self.state}"

    @property
    def is_current(self) -> bool:
        return self.state in self.CURRENT

    @property
    def earns_certificate(self) -> bool:
        return self.state in self.WITH_CERTIFICATE

    @property
    def completion_status(self) -> str:
        """ILR CompStatus; empty before the first day and for those who never began."""
        return self.ILR.get(self.State(self.state), ("", ""))[0]

    @property
    def outcome(self) -> str:
        """ILR Outcome."""
        return self.ILR.get(self.State(self.state), ("", ""))[1]


class Destination(models.Model):
    """What came of it: where a person went after their course, as coded in the national record."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    enrolment = models.ForeignKey(Enrolment, on_delete=models.CASCADE, related_name="destinations")
    kind = models.CharField(max_length=3, choices=codes.DestinationType)
    code = models.CharField(max_length=1)
    starts_on = models.DateField()
    ends_on = models.DateField(null=True)
    collected_on = models.DateField()
    note = models.CharField(max_length=300, blank=True, help_text="How we know.")
    recorded_by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")

    class Meta:
        ordering = ["starts_on", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["enrolment", "kind", "code", "starts_on"],
                name="programmes_destination_once",
                violation_error_message="This is recorded already.",
            ),
            models.CheckConstraint(
                condition=Q(kind="EMP", code__in=["1", "2", "4", "5"])
                | Q(kind="NPE", code__in=["1", "2"])
                | Q(kind__in=["VOL", "GAP"], code="1")
                | Q(kind="EDU", code__in=["1", "2", "3", "4", "5", "6"])
                | Q(kind="OTH", code__in=["1", "3", "4"]),
                name="programmes_destination_code",
                violation_error_message="Choose one of the listed destinations.",
            ),
            models.CheckConstraint(
                condition=Q(ends_on=None) | Q(ends_on__gte=F("starts_on")),
                name="programmes_destination_ends_later",
                violation_error_message="The end is before the start.",
            ),
        ]

    def __str__(self) -> str:
        return codes.DESTINATIONS.get((self.kind, self.code), f"{self.kind} {self.code}")
