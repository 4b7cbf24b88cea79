import uuid
from typing import Self

import pghistory
from django.db import models
from django.db.models import Q
from django.utils import timezone

from district.accounts.models import User
from district.partners.actor import Actor
from district.partners.models import Role
from employers.models.vacancy import Vacancy


class RefusalReason(models.TextChoices):
    DISCRIMINATES = "discriminates", "It shuts people out whom the law protects"
    UNSAFE = "unsafe", "It puts people or their data at risk"
    PAY = "pay", "Its pay is not lawful or not clear"
    NOT_AN_OPENING = "not_opening", "It is not an opening for work or training"
    REPEATS = "repeats", "It repeats an advert that is open"
    MISLEADS = "misleads", "It misleads people about the work or the employer"


class VacancyReviewQuerySet(models.QuerySet["VacancyReview"]):
    def waiting(self) -> Self:
        return self.filter(state=VacancyReview.State.WAITING)

    def visible_to(self, actor: Actor) -> Self:
        """All to WMCA staff, those of its own vacancies to an employer."""
        if actor.is_staff:
            return self
        if actor.organisation is None or not actor.acts_as(Role.EMPLOYER):
            return self.none()
        return self.filter(vacancy__organisation=actor.organisation)

    def for_list(self) -> Self:
        return self.select_related("vacancy__organisation").fetch_mode(models.FETCH_RAISE)


@pghistory.track()
class VacancyReview(models.Model):
    """One look of WMCA staff at a vacancy that raised a doubt: what they saw, and what they made of it.

    Made when the vacancy is sent to be published; ends with a decision, or when its employer takes it back.
    """

    class State(models.TextChoices):
        WAITING = "waiting", "Waiting"
        APPROVED = "approved", "Approved"
        CHANGES = "changes", "Changes asked for"
        REFUSED = "refused", "Refused"
        TAKEN_BACK = "taken_back", "Taken back"

    TRANSITIONS = {
        State.WAITING: {State.APPROVED, State.CHANGES, State.REFUSED, State.TAKEN_BACK},
        State.APPROVED: set(),
        State.CHANGES: set(),
        State.REFUSED: set(),
        State.TAKEN_BACK: set(),
    }

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    vacancy = models.ForeignKey(Vacancy, on_delete=models.CASCADE, related_name="reviews")
    state = models.CharField(max_length=10, choices=State, default=State.WAITING)
    turn = models.PositiveSmallIntegerField(default=1, help_text="How many times it has been sent by now.")
    findings = models.JSONField(help_text="A list of {field, rule, words, message}: what raised the doubt.")
    snapshot = models.JSONField(help_text="What each field said when it was sent, in words.")
    submitted_at = models.DateTimeField(default=timezone.now)
    due_on = models.DateField(help_text="The day by whose end staff have promised an answer.")
    reminded_at = models.DateTimeField(null=True)
    decided_at = models.DateTimeField(null=True)
    decided_by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    requests = models.JSONField(default=dict, help_text="What to change, by the name of the field.")
    reason = models.CharField(max_length=15, choices=RefusalReason, blank=True)
    note = models.CharField(max_length=1000, blank=True, help_text="To the employer.")
    answer_by = models.DateField(
        null=True, help_text="When changes were asked for: withdrawn after this day."
    )

    objects = VacancyReviewQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["vacancy"], condition=Q(state="waiting"), name="employers_one_review_waits"
            ),
            models.CheckConstraint(
                condition=Q(state="waiting") ^ Q(decided_at__isnull=False), name="employers_review_has_end"
            ),
            models.CheckConstraint(
                condition=~Q(state="refused") | ~Q(reason=""), name="employers_refusal_has_reason"
            ),
        ]
        indexes = [
            models.Index(fields=["due_on"], condition=Q(state="waiting"), name="employers_review_due"),
            models.Index(fields=["answer_by"], condition=Q(state="changes"), name="employers_review_answers"),
        ]

    def __str__(self) -> str:
        return f"review {self.turn} of vacancy {self.vacancy_id}"

    @property
    def is_late(self) -> bool:
        return self.state == self.State.WAITING and self.due_on < timezone.localdate()
