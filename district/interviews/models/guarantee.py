import uuid
from typing import Self

import pghistory
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from district.accounts.models import User
from district.interviews.models.commitment import InterviewCommitment
from district.partners.actor import Actor
from district.partners.models import Role
from programmes.models import Enrolment, Programme


@pghistory.track()
class InterviewPromise(models.Model):
    """Whoever completes a programme's course from a day on is offered an interview within so many working days."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    programme = models.ForeignKey(Programme, on_delete=models.PROTECT, related_name="interview_promises")
    applies_from = models.DateField(help_text="For courses completed on this day or later.")
    working_days = models.PositiveSmallIntegerField()
    source = models.CharField(max_length=300, help_text="Where it is laid down.")
    made_by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    made_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["programme_id", "-applies_from"]
        constraints = [
            models.UniqueConstraint(
                fields=["programme", "applies_from"],
                name="interviews_one_promise_a_day",
                violation_error_message="There is a promise from this day already.",
            ),
            models.CheckConstraint(
                condition=Q(working_days__range=(1, 130)), name="interviews_promise_within_half_a_year"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.working_days} working days from {self.applies_from}"


class InterviewGuaranteeQuerySet(models.QuerySet["InterviewGuarantee"]):
    def visible_to(self, actor: Actor) -> Self:
        """WMCA staff all, a provider's members those of their own learners."""
        if actor.is_staff:
            return self.all()
        if actor.organisation and actor.acts_as(Role.PROVIDER):
            return self.filter(enrolment__organisation=actor.organisation)
        return self.none()

    def standing(self) -> Self:
        """Of those who have completed, and whose record still says so."""
        return self.filter(enrolment__state__in=Enrolment.COMPLETERS)

    def unkept(self) -> Self:
        """Nobody has offered them a real interview yet; those who have left the portal cannot be offered one."""
        return self.standing().filter(kept_on=None, enrolment__learner__isnull=False)

    def breached(self) -> Self:
        """The promised day has passed."""
        return self.unkept().filter(due_on__lt=timezone.localdate())

    def kept_in_time(self) -> Self:
        return self.standing().filter(kept_on__lte=F("due_on"))

    def for_list(self) -> Self:
        return self.select_related(
            "enrolment__learner__user", "enrolment__run__course", "enrolment__organisation", "programme"
        ).defer("enrolment__run__course__search")


@pghistory.track()
class InterviewGuarantee(models.Model):
    """What one completer was promised: an interview offered by a day. Kept by the first real offer."""

    enrolment = models.OneToOneField(Enrolment, on_delete=models.CASCADE, related_name="interview_guarantee")
    programme = models.ForeignKey(Programme, on_delete=models.PROTECT, related_name="+")
    due_on = models.DateField()
    kept_on = models.DateField(null=True, help_text="The day of the first real offer.")
    told_on = models.DateField(
        null=True, help_text="When provider and WMCA staff were told that it is overdue."
    )

    objects = InterviewGuaranteeQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["programme", "due_on"], name="interviews_guarantees_due")]

    def __str__(self) -> str:
        return f"{self.enrolment_id} by {self.due_on}"

    @property
    def is_late(self) -> bool:
        return self.kept_on is None and self.due_on < timezone.localdate()


class Meet(models.TextChoices):
    ANY = "any", "Either"
    IN_PERSON = "in_person", "In person only"
    ONLINE = "online", "Online only"


@pghistory.track()
class InterviewPreference(models.Model):
    """What a completer would like: which employers first, and how to meet. Without one, anything goes."""

    enrolment = models.OneToOneField(Enrolment, on_delete=models.CASCADE, related_name="interview_preference")
    meet = models.CharField(max_length=9, choices=Meet, default=Meet.ANY)
    first = models.ForeignKey(InterviewCommitment, null=True, on_delete=models.SET_NULL, related_name="+")
    second = models.ForeignKey(InterviewCommitment, null=True, on_delete=models.SET_NULL, related_name="+")
    third = models.ForeignKey(InterviewCommitment, null=True, on_delete=models.SET_NULL, related_name="+")
    said_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=(Q(first=None) | Q(second=None) | ~Q(first=F("second")))
                & (Q(first=None) | Q(third=None) | ~Q(first=F("third")))
                & (Q(second=None) | Q(third=None) | ~Q(second=F("third"))),
                name="interviews_choices_differ",
                violation_error_message="Choose different employers.",
            )
        ]

    def __str__(self) -> str:
        return f"preference of {self.enrolment_id}"

    @property
    def choices(self) -> list[int]:
        """Ids of commitments, the best liked first."""
        return [pk for pk in (self.first_id, self.second_id, self.third_id) if pk is not None]
