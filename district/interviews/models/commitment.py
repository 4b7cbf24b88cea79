import uuid
from typing import ClassVar, Self

import pghistory
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from district.accounts.models import User
from district.partners.actor import Actor
from district.partners.models import Organisation, OrganisationRole, Role
from employers.models import Vacancy
from programmes.models import Programme

LEAST_WEEKS = 12
HOLDING = ("offered", "accepted", "attended", "no_show", "job_offer", "not_selected", "unrecorded")


class InterviewCommitmentQuerySet(models.QuerySet["InterviewCommitment"]):
    def visible_to(self, actor: Actor) -> Self:
        """WMCA staff all, an employer's members their own."""
        if actor.is_staff:
            return self.all()
        if actor.organisation and actor.acts_as(Role.EMPLOYER):
            return self.filter(organisation=actor.organisation)
        return self.none()

    def standing(self) -> Self:
        """Open, and of an employer in good standing."""
        withheld = OrganisationRole.objects.withheld(Role.EMPLOYER)
        return self.filter(
            ~Exists(withheld.filter(organisation=OuterRef("organisation"))),
            organisation__is_active=True,
            state=InterviewCommitment.State.OPEN,
        )

    def for_list(self) -> Self:
        return self.select_related("organisation", "programme", "vacancy").fetch_mode(models.FETCH_RAISE)


@pghistory.track()
class InterviewCommitment(models.Model):
    """An employer's word to interview so many people who complete a programme, for one real job.

    Ended by the employer, or on its last day. Practice interviews may be committed too; they never count.
    """

    class State(models.TextChoices):
        OPEN = "open", "Open"
        ENDED = "ended", "Ended"

    TRANSITIONS: ClassVar[dict[str, set[str]]] = {State.OPEN: {State.ENDED}, State.ENDED: set()}

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    organisation = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, related_name="interview_commitments"
    )
    programme = models.ForeignKey(Programme, on_delete=models.PROTECT, related_name="interview_commitments")
    vacancy = models.ForeignKey(
        Vacancy, null=True, on_delete=models.PROTECT, related_name="interview_commitments"
    )
    job_title = models.CharField(max_length=120)
    job_weeks = models.PositiveSmallIntegerField(
        null=True, help_text="How long the job lasts; empty: no end."
    )
    is_mock = models.BooleanField(default=False, help_text="For practice: never counts.")
    promised = models.PositiveSmallIntegerField(help_text="How many people will be interviewed.")
    ends_on = models.DateField(help_text="The last day of interviews.")
    state = models.CharField(max_length=5, choices=State, default=State.OPEN)
    made_by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    made_at = models.DateTimeField(default=timezone.now)
    is_fictional = models.BooleanField(default=False)

    objects = InterviewCommitmentQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(promised__range=(1, 200)),
                name="interviews_promised_one_to_200",
                violation_error_message="Promise between 1 and 200 interviews.",
            ),
            models.CheckConstraint(
                condition=Q(is_mock=True) | Q(job_weeks=None) | Q(job_weeks__gte=LEAST_WEEKS),
                name="interviews_genuine_job",
                violation_error_message="An interview counts for a job of at least 12 weeks.",
            ),
        ]
        indexes = [models.Index(fields=["programme", "state"], name="interviews_commitments_to")]

    def __str__(self) -> str:
        return self.job_title

    @property
    def is_open(self) -> bool:
        return self.state == self.State.OPEN


class InterviewSlotQuerySet(models.QuerySet["InterviewSlot"]):
    def free(self) -> Self:
        """Ahead, not called off, held by nobody, of a commitment that stands."""
        holding = InterviewSlot.objects.filter(offers__state__in=HOLDING, pk=OuterRef("pk"))
        return self.filter(
            ~Exists(holding),
            state=InterviewSlot.State.OPEN,
            starts_at__gt=timezone.now(),
            commitment__in=InterviewCommitment.objects.standing(),
        )


@pghistory.track()
class InterviewSlot(models.Model):
    """A time and place at which an employer interviews one person. Held by one offer at most (see InterviewOffer)."""

    class State(models.TextChoices):
        OPEN = "open", "Open"
        CANCELLED = "cancelled", "Called off"

    TRANSITIONS: ClassVar[dict[str, set[str]]] = {State.OPEN: {State.CANCELLED}, State.CANCELLED: set()}

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    commitment = models.ForeignKey(InterviewCommitment, on_delete=models.CASCADE, related_name="slots")
    starts_at = models.DateTimeField()
    minutes = models.PositiveSmallIntegerField(default=30)
    is_online = models.BooleanField(default=False)
    place = models.CharField(max_length=300, help_text="The address, or the link to join.")
    state = models.CharField(max_length=9, choices=State, default=State.OPEN)
    cancelled_because = models.CharField(max_length=200, blank=True)

    objects = InterviewSlotQuerySet.as_manager()

    class Meta:
        ordering = ["starts_at", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(minutes__range=(10, 240)), name="interviews_10_to_240_minutes"
            ),
        ]
        indexes = [models.Index(fields=["commitment", "starts_at"], name="interviews_slots_of")]

    def __str__(self) -> str:
        return f"{self.starts_at:%Y-%m-%d %H:%M}"
