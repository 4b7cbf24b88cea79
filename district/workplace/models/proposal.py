import uuid
from typing import ClassVar, Self

import pghistory
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from district.accounts.models import User
from district.partners.actor import Actor
from district.partners.models import OrganisationRole, Role
from district.workplace.models.hire import Hire
from programmes.models import Destination, Enrolment


class OutcomeProposalQuerySet(models.QuerySet["OutcomeProposal"]):
    def visible_to(self, actor: Actor) -> Self:
        """A provider's own, of employers in good standing."""
        if actor.organisation is None or not actor.acts_as(Role.PROVIDER):
            return self.none()
        return self.of_employers_in_good_standing().filter(enrolment__organisation=actor.organisation)

    def of_employers_in_good_standing(self) -> Self:
        withheld = OrganisationRole.objects.withheld(Role.EMPLOYER)
        return self.filter(
            ~Exists(withheld.filter(organisation=OuterRef("hire__organisation"))),
            hire__organisation__is_active=True,
        )

    def standing(self) -> Self:
        return self.filter(state__in=OutcomeProposal.STANDING)

    def for_list(self) -> Self:
        related = self.select_related(
            "hire__organisation", "enrolment__learner__user", "enrolment__run__course", "destination"
        )
        return related.defer("enrolment__run__course__search").fetch_mode(models.FETCH_RAISE)


@pghistory.track()
class OutcomeProposal(models.Model):
    """A hire as what came of a course, put before the provider who taught it.

    The provider records it as the destination of the national record, as proposed or put right, or says why not.
    """

    class State(models.TextChoices):
        WAITING = "waiting", "Waits for the provider"
        RECORDED = "recorded", "Recorded"
        REFUSED = "refused", "Not recorded"
        WITHDRAWN = "withdrawn", "Taken back"
        CLOSED = "closed", "Closed unanswered"

    STANDING = (State.WAITING, State.RECORDED)
    TRANSITIONS: ClassVar[dict[str, set[str]]] = {
        State.WAITING: {State.RECORDED, State.REFUSED, State.WITHDRAWN, State.CLOSED},
        State.RECORDED: {State.WAITING, State.WITHDRAWN},
        State.REFUSED: {State.WAITING},
        State.WITHDRAWN: set(),
        State.CLOSED: {State.RECORDED, State.WAITING, State.WITHDRAWN},
    }

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    hire = models.ForeignKey(Hire, on_delete=models.CASCADE, related_name="proposals")
    enrolment = models.ForeignKey(Enrolment, on_delete=models.CASCADE, related_name="outcome_proposals")
    state = models.CharField(max_length=9, choices=State, default=State.WAITING)
    destination = models.ForeignKey(
        Destination, null=True, on_delete=models.SET_NULL, related_name="proposals", help_text="As recorded."
    )
    is_put_right = models.BooleanField(default=False, help_text="Recorded otherwise than proposed.")
    why_not = models.CharField(max_length=300, blank=True)
    asked_at = models.DateTimeField(default=timezone.now)
    reminded_at = models.DateTimeField(null=True)
    answered_at = models.DateTimeField(null=True)
    answered_by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")

    objects = OutcomeProposalQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["hire", "enrolment"], name="workplace_proposed_once"),
            models.CheckConstraint(
                condition=~Q(state="refused") | ~Q(why_not=""),
                name="workplace_not_recorded_has_reason",
                violation_error_message="Say why not: the person will read it.",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["recorded", "refused"]) | Q(answered_at__isnull=False),
                name="workplace_answered_has_time",
            ),
        ]
        indexes = [models.Index(fields=["state", "asked_at"], name="workplace_proposals_by_age")]

    def __str__(self) -> str:
        return f"hire {self.hire_id} proposed for enrolment {self.enrolment_id}"

    def may_become(self, state: str) -> bool:
        return state in self.TRANSITIONS[self.State(self.state)]
