import uuid
from typing import Self

import pghistory
from django.db import models
from django.db.models import Q
from django.utils import timezone

from district.partners.actor import Actor
from programmes.models.enrolment import Enrolment

STATEMENTS: dict[str, str] = {
    "confidence": "I feel able to do this course",
    "routine": "I can fit it into my week",
    "support": "There is somebody I can turn to when it gets hard",
    "calm": "I feel calm about the next weeks",
}


class Agreement(models.IntegerChoices):
    NOT_AT_ALL = 1, "Not at all"
    A_LITTLE = 2, "A little"
    HALF = 3, "Half and half"
    MOSTLY = 4, "Mostly"
    COMPLETELY = 5, "Completely"


class CheckInQuerySet(models.QuerySet["CheckIn"]):
    def of(self, actor: Actor) -> Self:
        """The person's own."""
        if not actor.is_signed_in:
            return self.none()
        return self.filter(enrolment__learner__user_id=actor.user.pk)

    def open(self) -> Self:
        """Those that may still be answered."""
        return self.filter(
            answered_at=None,
            closes_on__gte=timezone.localdate(),
            enrolment__state__in=[Enrolment.State.ENROLLED, Enrolment.State.IN_LEARNING],
        )

    def answered(self) -> Self:
        return self.filter(answered_at__isnull=False)


def _statement(name: str) -> models.PositiveSmallIntegerField:
    return models.PositiveSmallIntegerField(STATEMENTS[name].lower(), choices=Agreement, null=True)


@pghistory.track(exclude=[*STATEMENTS, "wants_contact", "words"])
class CheckIn(models.Model):
    """How somebody on a course says they are doing: four statements, at set points, never a condition of anything.

    Asked by the portal before the first day and every four weeks; ended by the answer, or unanswered after two weeks.
    Only the learner and the provider's tutors read it, and it is in no match and no report. It goes with the profile.
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    enrolment = models.ForeignKey(Enrolment, on_delete=models.CASCADE, related_name="check_ins")
    point = models.PositiveSmallIntegerField(help_text="0 before the first day, then 1, 2, 3 …")
    asked_on = models.DateField()
    closes_on = models.DateField()
    confidence = _statement("confidence")
    routine = _statement("routine")
    support = _statement("support")
    calm = _statement("calm")
    wants_contact = models.BooleanField(default=False, help_text="Asks for the tutor to get in touch.")
    words = models.TextField(max_length=1000, blank=True, help_text="For the tutor.")
    answered_at = models.DateTimeField(null=True)

    objects = CheckInQuerySet.as_manager()

    class Meta:
        ordering = ["point", "id"]
        constraints = [
            models.UniqueConstraint(fields=["enrolment", "point"], name="programmes_check_in_once_a_point"),
            models.CheckConstraint(
                condition=Q(
                    answered_at=None,
                    confidence=None,
                    routine=None,
                    support=None,
                    calm=None,
                    wants_contact=False,
                    words="",
                )
                | Q(
                    answered_at__isnull=False,
                    **{f"{name}__isnull": False for name in STATEMENTS},
                    **{f"{name}__range": (1, 5) for name in STATEMENTS},
                ),
                name="programmes_check_in_whole_or_open",
                violation_error_message="Answer all four statements.",
            ),
            models.CheckConstraint(
                condition=Q(closes_on__gte=models.F("asked_on")), name="programmes_check_in_closes_later"
            ),
        ]

    def __str__(self) -> str:
        return f"check-in {self.point} of {self.enrolment_id}"

    @property
    def answers(self) -> dict[str, int | None]:
        return {name: getattr(self, name) for name in STATEMENTS}

    @property
    def is_open(self) -> bool:
        return self.answered_at is None and self.closes_on >= timezone.localdate()

    @property
    def is_low(self) -> bool:
        """One “not at all”, two of “a little” or less, or a wish to be called."""
        said = [number for number in self.answers.values() if number is not None]
        return self.wants_contact or 1 in said or sum(number <= 2 for number in said) >= 2
