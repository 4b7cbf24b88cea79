import uuid
from typing import ClassVar, Self

import pghistory
from django.db import models
from django.db.models import Q
from django.utils import timezone

from district.accounts.models import User
from district.partners.actor import Actor
from district.partners.models import Role
from district.workplace.models.hire import Hire
from programmes.models import LearningOutcome


class Moment(models.IntegerChoices):
    """Days after the first day of work."""

    MONTH = 30, "after 30 days"
    QUARTER = 90, "after 90 days"


class Seen(models.TextChoices):
    CAN = "can", "Can do it"
    NOT_YET = "not_yet", "Cannot do it yet"
    NOT_SEEN = "not_seen", "Not part of this job"


class RatingRequestQuerySet(models.QuerySet["RatingRequest"]):
    def visible_to(self, actor: Actor) -> Self:
        """The employer's of the hire, and nobody else's."""
        if actor.organisation is None or not actor.acts_as(Role.EMPLOYER):
            return self.none()
        return self.filter(hire__organisation=actor.organisation)

    def open(self) -> Self:
        return self.filter(state=RatingRequest.State.ASKED)


@pghistory.track()
class RatingRequest(models.Model):
    """An employer is asked once, and reminded once, what somebody it hired can do. Closed by time if nobody answers."""

    class State(models.TextChoices):
        ASKED = "asked", "Waits for the employer"
        ANSWERED = "answered", "Answered"
        LEFT = "left", "They had left"
        CLOSED = "closed", "Closed unanswered"

    TRANSITIONS: ClassVar[dict[str, set[str]]] = {
        State.ASKED: {State.ANSWERED, State.LEFT, State.CLOSED},
        State.ANSWERED: set(),
        State.LEFT: set(),
        State.CLOSED: set(),
    }

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    hire = models.ForeignKey(Hire, on_delete=models.CASCADE, related_name="rating_requests")
    moment = models.PositiveSmallIntegerField(choices=Moment)
    state = models.CharField(max_length=8, choices=State, default=State.ASKED)
    asked_at = models.DateTimeField(default=timezone.now)
    closes_on = models.DateField()
    reminded_at = models.DateTimeField(null=True)
    answered_at = models.DateTimeField(null=True)
    answered_by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")

    objects = RatingRequestQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["hire", "moment"], name="workplace_asked_once"),
            models.CheckConstraint(
                condition=Q(moment__in=[30, 90]), name="workplace_asked_after_30_or_90_days"
            ),
            models.CheckConstraint(
                condition=~Q(state="answered") | Q(answered_at__isnull=False),
                name="workplace_rated_has_time",
            ),
        ]
        indexes = [models.Index(fields=["state", "closes_on"], name="workplace_requests_by_end")]

    def __str__(self) -> str:
        return f"hire {self.hire_id} {self.get_moment_display()}"

    @property
    def is_open(self) -> bool:
        return self.state == self.State.ASKED and self.closes_on >= timezone.localdate()


@pghistory.track()
class OutcomeRating(models.Model):
    """What an employer says of one person, one learning outcome, at one moment: said once, never shown by itself.

    `is_counted`: it is in what the page of the course says (see programmes.OutcomeFinding).
    """

    hire = models.ForeignKey(Hire, on_delete=models.CASCADE, related_name="ratings")
    outcome = models.ForeignKey(LearningOutcome, on_delete=models.PROTECT, related_name="ratings")
    moment = models.PositiveSmallIntegerField(choices=Moment)
    seen = models.CharField(max_length=8, choices=Seen)
    is_counted = models.BooleanField(default=False)
    rated_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["hire", "outcome", "moment"], name="workplace_rated_once"),
            models.CheckConstraint(
                condition=Q(moment__in=[30, 90]), name="workplace_rated_after_30_or_90_days"
            ),
            models.CheckConstraint(
                condition=Q(seen__in=["can", "not_yet", "not_seen"]), name="workplace_rated_in_one_way"
            ),
        ]

    def __str__(self) -> str:
        return f"hire {self.hire_id}, outcome {self.outcome_id}, {self.get_moment_display()}"
