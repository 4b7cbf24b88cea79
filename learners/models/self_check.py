import uuid

import pghistory
from django.db import models
from django.db.models import Q
from django.utils import timezone

from learners.models.learner import Learner


@pghistory.track(exclude=["answers"])
class SelfCheck(models.Model):
    """One time that a learner went through the digital self-check: begun, answered area by area, finished.

    Only the learner sees it. Neither matching nor providers read it, and nothing depends on it.
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    learner = models.ForeignKey(Learner, on_delete=models.CASCADE, related_name="self_checks")
    answers = models.JSONField(default=dict, help_text="Code of the statement: 1 to 4.")
    started_at = models.DateTimeField(default=timezone.now)
    finished_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["learner"], condition=Q(finished_at=None), name="learners_one_self_check_at_a_time"
            )
        ]

    def __str__(self) -> str:
        return f"self-check of {self.learner_id}"


@pghistory.track(exclude=["text"])
class PlanStep(models.Model):
    """A line of the action plan that came of a self-check: what its learner wants to do, and by when."""

    self_check = models.ForeignKey(SelfCheck, on_delete=models.CASCADE, related_name="plan_steps")
    position = models.PositiveSmallIntegerField()
    text = models.CharField(max_length=200)
    due_on = models.DateField(null=True)
    is_done = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["self_check", "position"], name="learners_plan_step_once"),
            models.CheckConstraint(condition=~Q(text=""), name="learners_plan_step_says_something"),
        ]

    def __str__(self) -> str:
        return self.text
