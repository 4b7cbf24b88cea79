import uuid
from typing import ClassVar, Self

import pghistory
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from district.interviews.models import InterviewOffer
from district.partners.actor import Actor
from district.partners.models import Organisation, OrganisationRole, Role
from employers.models import JobApplication
from learners.models import Learner


class HireKind(models.TextChoices):
    JOB = "job", "Job"
    APPRENTICESHIP = "apprenticeship", "Apprenticeship"


class DisputeReason(models.TextChoices):
    NOT_STARTED = "not_started", "I never began there"
    DATE = "date", "I began on another day"
    HOURS = "hours", "My hours are different"
    OTHER = "other", "Something else is wrong"


class HireQuerySet(models.QuerySet["Hire"]):
    def of(self, actor: Actor) -> Self:
        """The person's own."""
        return self.filter(learner__user_id=actor.user.pk) if actor.is_signed_in else self.none()

    def visible_to(self, actor: Actor) -> Self:
        """An employer's own. A provider sees what is proposed to it (see OutcomeProposal)."""
        if actor.organisation is None or not actor.acts_as(Role.EMPLOYER):
            return self.none()
        return self.filter(organisation=actor.organisation)

    def in_good_standing(self) -> Self:
        """Of employers that act here and have not been suspended, and of people who are still here."""
        withheld = OrganisationRole.objects.withheld(Role.EMPLOYER)
        return self.filter(
            ~Exists(withheld.filter(organisation=OuterRef("organisation"))),
            organisation__is_active=True,
            learner__isnull=False,
        )

    def for_list(self) -> Self:
        return self.select_related("learner__user", "organisation").fetch_mode(models.FETCH_RAISE)


@pghistory.track(exclude=["dispute_words"])
class Hire(models.Model):
    """Somebody whom an employer found here and took on.

    Begun when a job application ends with a job, or a guaranteed interview with an offer. The employer says when the
    work begins and for how many hours, the person agrees or says what is wrong. Whatever nobody answers is closed by
    time. It outlives the person's profile, without saying any more whose it was.
    """

    class State(models.TextChoices):
        TO_DESCRIBE = "to_describe", "Waits for the first day"
        PROPOSED = "proposed", "Waits for the person"
        UNANSWERED = "unanswered", "The person has not answered"
        AGREED = "agreed", "Agreed"
        DISPUTED = "disputed", "Said to be wrong"
        NOT_STARTED = "not_started", "Never began"
        CLOSED = "closed", "Closed without agreement"

    DESCRIBED = (State.PROPOSED, State.UNANSWERED, State.AGREED, State.DISPUTED)
    STANDING = (State.PROPOSED, State.UNANSWERED, State.AGREED)
    WAITS_FOR_EMPLOYER = (State.TO_DESCRIBE, State.DISPUTED)
    TRANSITIONS: ClassVar[dict[str, set[str]]] = {
        State.TO_DESCRIBE: {State.PROPOSED, State.NOT_STARTED, State.CLOSED},
        State.PROPOSED: {State.AGREED, State.DISPUTED, State.UNANSWERED, State.NOT_STARTED},
        State.UNANSWERED: {State.AGREED, State.DISPUTED, State.PROPOSED, State.NOT_STARTED},
        State.AGREED: {State.DISPUTED},
        State.DISPUTED: {State.PROPOSED, State.AGREED, State.NOT_STARTED, State.CLOSED},
        State.NOT_STARTED: set(),
        State.CLOSED: set(),
    }

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    organisation = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, related_name="hires", help_text="The employer."
    )
    learner = models.ForeignKey(Learner, null=True, on_delete=models.SET_NULL, related_name="hires")
    application = models.OneToOneField(
        JobApplication, null=True, on_delete=models.SET_NULL, related_name="hire"
    )
    interview = models.OneToOneField(
        InterviewOffer, null=True, on_delete=models.SET_NULL, related_name="hire"
    )
    kind = models.CharField(max_length=14, choices=HireKind, default=HireKind.JOB)
    job_title = models.CharField(max_length=120)
    state = models.CharField(max_length=11, choices=State, default=State.TO_DESCRIBE)
    starts_on = models.DateField(null=True, help_text="The first day of work.")
    weekly_hours = models.PositiveSmallIntegerField(null=True)
    may_rate = models.BooleanField(
        null=True, help_text="The person lets the employer know their course and say what they can do."
    )
    dispute = models.CharField(max_length=11, choices=DisputeReason, blank=True)
    dispute_words = models.CharField(max_length=300, blank=True)
    hired_at = models.DateTimeField(default=timezone.now)
    moved_at = models.DateTimeField(default=timezone.now, help_text="When it last came to another state.")
    reminded_at = models.DateTimeField(null=True, help_text="When the employer was reminded, in this state.")
    version = models.PositiveIntegerField(default=1)

    objects = HireQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "learner"],
                condition=Q(state="to_describe", learner__isnull=False),
                name="workplace_one_hire_to_describe",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["proposed", "unanswered", "agreed", "disputed"])
                | Q(starts_on__isnull=False, weekly_hours__isnull=False),
                name="workplace_described_has_day_and_hours",
                violation_error_message="Say when the work begins, and for how many hours a week.",
            ),
            models.CheckConstraint(
                condition=Q(weekly_hours=None) | Q(weekly_hours__range=(1, 60)),
                name="workplace_1_to_60_hours_a_week",
                violation_error_message="Enter 1 to 60 hours a week.",
            ),
            models.CheckConstraint(
                condition=~Q(state="disputed") | ~Q(dispute=""),
                name="workplace_disputed_has_reason",
                violation_error_message="Say what is wrong.",
            ),
        ]
        indexes = [
            models.Index(fields=["organisation", "state"], name="workplace_hires_of"),
            models.Index(fields=["state", "moved_at"], name="workplace_hires_by_move"),
        ]

    def __str__(self) -> str:
        return f"hire {self.public_id}"

    @property
    def may_be_described(self) -> bool:
        return self.state in {self.State.TO_DESCRIBE, *self.STANDING, self.State.DISPUTED} - {
            self.State.AGREED
        }

    @property
    def state_to_person(self) -> str:
        """As the person reads it."""
        asked = {self.State.PROPOSED, self.State.UNANSWERED}
        return "Waits for you" if self.state in asked else str(self.get_state_display())

    def may_become(self, state: str) -> bool:
        return state in self.TRANSITIONS[self.State(self.state)]
