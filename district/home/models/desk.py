from django.db import models
from django.utils import timezone


class DeskFigures(models.Model):
    """What the pictures on the desk of WMCA staff show, counted once an hour and kept for a day."""

    taken_at = models.DateTimeField(default=timezone.now, db_index=True)
    figures = models.JSONField()

    def __str__(self) -> str:
        return f"the desk at {self.taken_at:%d %B %Y %H:%M}"
