from django.db import models
from django.db.models import Q
from django.utils import timezone

from learners.models import Learner


class CalendarFeed(models.Model):
    """The secret address under which a learner's calendar reads their sessions.

    Whoever knows it can read it, so it ends when the learner says so, and a new one is never the same.
    """

    learner = models.OneToOneField(
        Learner, on_delete=models.CASCADE, related_name="calendar_feed", primary_key=True
    )
    key = models.CharField(max_length=43, unique=True)
    made_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(key__regex=r"^[A-Za-z0-9_-]{43}$"), name="programmes_feed_key_is_long"
            )
        ]

    def __str__(self) -> str:
        return f"calendar of {self.learner_id}"
