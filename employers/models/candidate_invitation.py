import uuid
from typing import ClassVar, Self

import pghistory
from django.db import models
from django.db.models import Q
from django.utils import timezone

from district.accounts.models import User
from district.partners.actor import Actor
from district.partners.models import Organisation, Role
from employers.models.job_application import JobApplication
from employers.models.vacancy import Vacancy
from learners.models import Learner


class InvitationReason(models.TextChoices):
    """Why somebody says no to an invitation."""

    KIND = "kind", "I look for another kind of work"
    PLACE = "place", "It is too far away"
    HOURS = "hours", "The hours do not suit me"
    PAY = "pay", "The pay is too low"
    NOT_NOW = "not_now", "Not now"
    EMPLOYER = "employer", "I would rather not work for this employer"
    OTHER = "other", "Another reason"


class CandidateInvitationQuerySet(models.QuerySet["CandidateInvitation"]):
    def of(self, actor: Actor) -> Self:
        """What the person was sent."""
        return self.filter(learner__user_id=actor.user.pk) if actor.is_signed_in else self.none()

    def visible_to(self, actor: Actor) -> Self:
        """What the actor's employer sent."""
        if actor.organisation is None or not actor.acts_as(Role.EMPLOYER):
            return self.none()
        return self.filter(vacancy__organisation=actor.organisation)

    def waiting(self) -> Self:
        return self.filter(state=CandidateInvitation.State.SENT)


@pghistory.track()
class CandidateInvitation(models.Model):
    """An employer asks a candidate, whose lines it has seen and whose name it has not, to apply for its vacancy.

    Ends accepted (the candidate is known from then on), declined with a reason (they are never shown to this employer
    again), or expired after two weeks.
    """

    class State(models.TextChoices):
        SENT = "sent", "Waiting for an answer"
        ACCEPTED = "accepted", "Accepted"
        DECLINED = "declined", "Declined"
        EXPIRED = "expired", "Not answered in time"

    TRANSITIONS: ClassVar[dict[str, set[str]]] = {
        State.SENT: {State.ACCEPTED, State.DECLINED, State.EXPIRED},
        State.ACCEPTED: set(),
        State.DECLINED: set(),
        State.EXPIRED: set(),
    }

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    vacancy = models.ForeignKey(Vacancy, on_delete=models.PROTECT, related_name="candidate_invitations")
    learner = models.ForeignKey(Learner, on_delete=models.CASCADE, related_name="job_invitations")
    state = models.CharField(max_length=8, choices=State, default=State.SENT)
    sent_at = models.DateTimeField(default=timezone.now)
    sent_by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    expires_at = models.DateTimeField()
    answered_at = models.DateTimeField(null=True)
    reason = models.CharField(max_length=10, choices=InvitationReason, blank=True)
    application = models.OneToOneField(
        JobApplication, null=True, on_delete=models.SET_NULL, related_name="invitation"
    )

    objects = CandidateInvitationQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["vacancy", "learner"],
                name="employers_invited_once",
                violation_error_message="This person has been invited already.",
            ),
            models.CheckConstraint(
                condition=~Q(state="declined") | ~Q(reason=""),
                name="employers_decline_has_reason",
                violation_error_message="Choose why not: it helps employers to ask the right people.",
            ),
            models.CheckConstraint(
                condition=Q(state__in=["sent", "expired"], answered_at=None)
                | Q(state__in=["accepted", "declined"], answered_at__isnull=False),
                name="employers_invitation_answered_has_time",
            ),
        ]
        indexes = [
            models.Index(
                fields=["expires_at"], condition=Q(state="sent"), name="employers_invitations_by_end"
            )
        ]

    def __str__(self) -> str:
        return f"invitation {self.public_id}"

    @property
    def is_waiting(self) -> bool:
        return self.state == self.State.SENT and self.expires_at > timezone.now()


class HiddenEmployer(models.Model):
    """An employer that a learner is hidden from: it never sees their lines, and cannot invite them."""

    learner = models.ForeignKey(Learner, on_delete=models.CASCADE, related_name="hidden_employers")
    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="+")
    hidden_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["learner", "organisation"], name="employers_hidden_once")
        ]

    def __str__(self) -> str:
        return f"{self.learner_id} from {self.organisation_id}"
