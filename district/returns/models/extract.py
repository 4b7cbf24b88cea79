import uuid
from datetime import datetime, timedelta
from typing import ClassVar, Self

import pghistory
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from district.accounts.models import User
from district.partners.actor import Actor
from district.partners.models import Organisation
from programmes.models import ExportPurpose, ExportRecord


def end_of_waiting() -> datetime:
    return timezone.now() + LearnerExtract.WAITS_FOR


class LearnerExtractQuerySet(models.QuerySet["LearnerExtract"]):
    def visible_to(self, actor: Actor) -> Self:
        return self.all() if actor.is_staff_admin else self.none()

    def waiting(self) -> Self:
        """For a second person."""
        return self.filter(state=LearnerExtract.State.ASKED, ends_at__gt=timezone.now())

    def run_out(self) -> Self:
        """Past their end, and not yet said to be."""
        return self.filter(state__in=LearnerExtract.OPEN, ends_at__lte=timezone.now())

    def for_list(self) -> Self:
        return self.select_related("organisation", "asked_by", "decided_by").fetch_mode(models.FETCH_RAISE)


@pghistory.track()
class LearnerExtract(models.Model):
    """Leave to take rows of learners with something wrong in them out of the portal.

    Asked for with a reason by one administrator at WMCA and allowed by another; then who asked can download the file
    for some days. It ends refused, taken back, or by the clock.
    """

    class State(models.TextChoices):
        ASKED = "asked", "Waits for a second person"
        ALLOWED = "allowed", "Allowed"
        REFUSED = "refused", "Refused"
        WITHDRAWN = "withdrawn", "Taken back"
        ENDED = "ended", "Ended"

    OPEN = (State.ASKED, State.ALLOWED)
    TRANSITIONS: ClassVar[dict[str, set[str]]] = {
        State.ASKED: {State.ALLOWED, State.REFUSED, State.WITHDRAWN, State.ENDED},
        State.ALLOWED: {State.WITHDRAWN, State.ENDED},
        State.REFUSED: set(),
        State.WITHDRAWN: set(),
        State.ENDED: set(),
    }
    WAITS_FOR = timedelta(days=14)
    OPEN_FOR = timedelta(days=3)

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    state = models.CharField(max_length=9, choices=State, default=State.ASKED)
    organisation = models.ForeignKey(
        Organisation,
        null=True,
        on_delete=models.PROTECT,
        related_name="+",
        help_text="The provider; none: all of them.",
    )
    issue = models.CharField(max_length=11, blank=True, help_text="Which thing is wrong; blank: any.")
    purpose = models.CharField(max_length=10, choices=ExportPurpose)
    reason = models.CharField(max_length=500)
    asked_by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    asked_at = models.DateTimeField(default=timezone.now)
    decided_by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    decided_at = models.DateTimeField(null=True)
    note = models.CharField(max_length=500, blank=True, help_text="What the second person says.")
    ends_at = models.DateTimeField(
        default=end_of_waiting, help_text="Until then it waits, or can be downloaded."
    )

    objects = LearnerExtractQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(decided_by=None) | Q(asked_by=None) | ~Q(decided_by=F("asked_by")),
                name="returns_extract_two_people",
                violation_error_message="Somebody else decides on what you have asked for.",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["allowed", "refused"]) | Q(decided_at__isnull=False),
                name="returns_extract_decided_has_time",
            ),
            models.CheckConstraint(
                condition=~Q(reason=""),
                name="returns_extract_has_reason",
                violation_error_message="Say why you need it.",
            ),
            models.CheckConstraint(
                condition=~Q(state="refused") | ~Q(note=""),
                name="returns_extract_no_has_reason",
                violation_error_message="Say why not: who asked reads it.",
            ),
        ]
        indexes = [models.Index(fields=["state", "ends_at"], name="returns_extracts_by_state")]

    def __str__(self) -> str:
        return f"{self.issue or 'anything'} of {self.organisation_id or 'all'}: {self.state}"

    @property
    def is_over(self) -> bool:
        """Its time has passed, whether the clock has said so yet or not."""
        return self.state in self.OPEN and self.ends_at <= timezone.now()

    @property
    def stands_at(self) -> str:
        return self.State.ENDED if self.is_over else self.state

    @property
    def is_waiting(self) -> bool:
        return self.stands_at == self.State.ASKED

    @property
    def is_allowed(self) -> bool:
        return self.stands_at == self.State.ALLOWED


@pghistory.track()
class ExtractOpening(models.Model):
    """One download of an extract. Written down before the first byte leaves; the digest once the last one has."""

    extract = models.ForeignKey(LearnerExtract, on_delete=models.PROTECT, related_name="openings")
    record = models.OneToOneField(ExportRecord, on_delete=models.PROTECT, related_name="+")
    digest = models.CharField(max_length=64, blank=True, help_text="SHA-256 of the file.")

    def __str__(self) -> str:
        return f"{self.extract_id} by record {self.record_id}"
