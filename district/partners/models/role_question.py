import uuid
from typing import TYPE_CHECKING, Self

import pghistory
from django.db import models
from django.db.models import Q
from django.utils import timezone

from district.accounts.models import User
from district.partners.models.organisation import OrganisationRole

if TYPE_CHECKING:
    from district.partners.actor import Actor


class RoleQuestionQuerySet(models.QuerySet["RoleQuestion"]):
    def open(self) -> Self:
        return self.filter(state=RoleQuestion.State.OPEN)

    def visible_to(self, actor: "Actor") -> Self:
        """WMCA staff, and the members of the organisation that is asked."""
        if actor.is_staff:
            return self
        if not actor.is_signed_in:
            return self.none()
        return self.filter(
            organisation_role__organisation__is_active=True,
            organisation_role__organisation__memberships__user=actor.person,
            organisation_role__organisation__memberships__ended_at__isnull=True,
        )


@pghistory.track()
class RoleQuestion(models.Model):
    """What WMCA staff still want to know before they decide on a role.

    While it is open the clock of the check stands still; with the answer it begins anew. It ends by an answer,
    by being taken back, with the decision, or after twenty-eight days without an answer, which refuses the role.
    """

    class State(models.TextChoices):
        OPEN = "open", "Waiting for an answer"
        ANSWERED = "answered", "Answered"
        WITHDRAWN = "withdrawn", "No longer needed"
        EXPIRED = "expired", "Not answered in time"

    TRANSITIONS = {
        State.OPEN: {State.ANSWERED, State.WITHDRAWN, State.EXPIRED},
        State.ANSWERED: set(),
        State.WITHDRAWN: set(),
        State.EXPIRED: set(),
    }

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    organisation_role = models.ForeignKey(
        OrganisationRole, on_delete=models.CASCADE, related_name="questions"
    )
    question = models.CharField(max_length=1000)
    asked_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField(default=timezone.now)
    state = models.CharField(max_length=10, choices=State, default=State.OPEN)
    answer = models.TextField(max_length=2000, blank=True)
    answered_by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    ended_at = models.DateTimeField(null=True)

    objects = RoleQuestionQuerySet.as_manager()

    class Meta:
        ordering = ["asked_at", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["organisation_role"],
                condition=Q(state="open"),
                name="partners_one_open_question",
            ),
            models.CheckConstraint(
                condition=Q(state="open") ^ Q(ended_at__isnull=False), name="partners_question_end_has_time"
            ),
            models.CheckConstraint(
                condition=~Q(state="answered") | ~Q(answer=""), name="partners_answered_has_answer"
            ),
        ]

    def __str__(self) -> str:
        return self.question
