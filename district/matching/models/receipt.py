from typing import Any, ClassVar

import pgtrigger
from django.db import models
from django.db.models import Q
from django.utils import timezone

from district.matching.models.engine import EngineVersion
from employers.models import Vacancy
from learners.models import Learner
from programmes.models import CourseRun


class FrozenReceipt(models.Model):
    """Why something fitted somebody at the moment when they applied for it: evidence, so it is never changed.

    Made with the application, in its transaction; gone with the learner. With the engine version and what the learner
    held it can be worked out again. Holds no name, no place and no equality answer.
    """

    application = models.UUIDField(
        unique=True, help_text="The public id of what was applied with, to a course run or to a vacancy."
    )
    learner = models.ForeignKey(Learner, on_delete=models.CASCADE, related_name="+")
    run = models.ForeignKey(CourseRun, null=True, on_delete=models.PROTECT, related_name="+")
    vacancy = models.ForeignKey(Vacancy, null=True, on_delete=models.PROTECT, related_name="+")
    engine = models.ForeignKey(EngineVersion, on_delete=models.PROTECT, related_name="+")
    learner_version = models.PositiveIntegerField(help_text="Of the profile.")
    held = models.JSONField(
        help_text="[skill, level] of all that the learner held, and its weight where that adds to a line."
    )
    lines = models.JSONField(help_text="One a skill that is asked or taught, in the order shown.")
    sums = models.JSONField(help_text="How the lines became the total.")
    total = models.BigIntegerField(help_text="The score by which the lists are ordered.")
    taken_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(run=None, vacancy__isnull=False) | Q(run__isnull=False, vacancy=None),
                name="matching_receipt_of_one_thing",
            )
        ]
        triggers: ClassVar[list[Any]] = [
            pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete)
        ]

    def __str__(self) -> str:
        return f"{self.total} on {self.taken_at:%d %B %Y}"
