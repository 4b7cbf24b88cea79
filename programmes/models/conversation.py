import uuid
from typing import Self

from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.db.models.functions import Length
from django.db.models.lookups import LessThanOrEqual
from django.utils import timezone

from district.accounts.models import User
from district.partners.actor import Actor
from district.partners.models import Role
from learners.models import Learner
from programmes.models.run import CourseRun

LONGEST = 2000


class ConversationQuerySet(models.QuerySet["Conversation"]):
    def of(self, actor: Actor) -> Self:
        """The person's own."""
        return self.filter(learner__user_id=actor.user.pk) if actor.is_signed_in else self.none()

    def visible_to(self, actor: Actor) -> Self:
        """A provider's members those about their own course runs; nobody else, WMCA staff neither."""
        if actor.organisation and actor.acts_as(Role.PROVIDER):
            return self.filter(run__course__organisation=actor.organisation)
        return self.none()

    def with_unread(self, *, by_provider: bool) -> Self:
        """`has_unread`: something that this side wrote and the other has not opened."""
        return self.annotate(has_unread=_waiting(by_provider=by_provider))

    def unread(self, *, by_provider: bool) -> Self:
        return self.filter(_waiting(by_provider=by_provider))


def _waiting(*, by_provider: bool) -> Exists:
    return Exists(
        ConversationMessage.objects.filter(conversation=OuterRef("pk"), by_provider=by_provider, read_at=None)
    )


class Conversation(models.Model):
    """What a learner and the provider of a course run write to each other about it: one for each learner and run.

    Begun by the first message of either, closed when the application or the enrolment has ended for a while. It goes
    with the profile.
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    learner = models.ForeignKey(Learner, on_delete=models.CASCADE, related_name="conversations")
    run = models.ForeignKey(CourseRun, on_delete=models.PROTECT, related_name="conversations")
    begun_at = models.DateTimeField(default=timezone.now)
    latest_at = models.DateTimeField(default=timezone.now, help_text="When the last message was sent.")

    objects = ConversationQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["learner", "run"], name="programmes_one_conversation"),
        ]
        indexes = [models.Index(fields=["run", "-latest_at"], name="programmes_conversations")]

    def __str__(self) -> str:
        return f"{self.learner_id} about {self.run_id}"


class ConversationMessage(models.Model):
    """A few plain words from one side to the other. Never changed once it is sent."""

    conversation = models.ForeignKey(Conversation, on_delete=models.CASCADE, related_name="messages")
    key = models.UUIDField(default=uuid.uuid4, help_text="Of the form: a second click sends nothing.")
    by_provider = models.BooleanField()
    is_to_all = models.BooleanField(default=False, help_text="The same went to everybody on the course run.")
    written_by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    words = models.TextField(max_length=LONGEST)
    sent_at = models.DateTimeField(default=timezone.now)
    read_at = models.DateTimeField(null=True, help_text="When the other side opened it first.")

    class Meta:
        ordering = ["sent_at", "id"]
        constraints = [
            models.UniqueConstraint(fields=["conversation", "key"], name="programmes_message_sent_once"),
            models.CheckConstraint(
                condition=~Q(words="") & LessThanOrEqual(Length("words"), LONGEST),  # type: ignore[arg-type] # it is a Q
                name="programmes_message_length",
                violation_error_message="Write between 1 and 2,000 characters.",
            ),
            models.CheckConstraint(
                condition=Q(is_to_all=False) | Q(by_provider=True),
                name="programmes_only_providers_write_to_all",
            ),
        ]
        indexes = [
            models.Index(
                fields=["conversation", "by_provider"],
                condition=Q(read_at=None),
                name="programmes_messages_unread",
            )
        ]

    def __str__(self) -> str:
        return f"message in {self.conversation_id}"
