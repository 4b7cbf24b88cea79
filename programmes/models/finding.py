import uuid

import pghistory
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from programmes.models.course import Course

FEWEST_HIRES = 5


@pghistory.track()
class OutcomeFinding(models.Model):
    """What employers say of the people they hired from a course: how many can do what a learning outcome promises.

    Counted from their ratings, of five people or more, and anew only once as many have been rated since, so that
    no two of its figures tell anything about fewer. It goes with the outcome's `key` through all versions.
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    course = models.ForeignKey(Course, on_delete=models.CASCADE, related_name="outcome_findings")
    key = models.UUIDField(help_text="Of the learning outcome, the same in all versions.")
    hires = models.PositiveIntegerField(help_text="People who were rated.")
    can_do = models.PositiveIntegerField(help_text="Of these, who can do it.")
    counts_lower = models.BooleanField(
        help_text="Most hires surely cannot do it, so completing confirms its skills one level lower."
    )
    found_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["course", "key"], name="programmes_finding_once"),
            models.CheckConstraint(condition=Q(hires__gte=FEWEST_HIRES), name="programmes_finding_of_five"),
            models.CheckConstraint(
                condition=Q(can_do__lte=F("hires")), name="programmes_finding_part_of_whole"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.can_do} of {self.hires} can do {self.key}"
