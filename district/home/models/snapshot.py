from django.db import models
from django.utils import timezone


class RegionSnapshot(models.Model):
    """The region's figures as they stood at one moment, for the home page. Taken every five minutes, kept a day."""

    DEFINITION = 1

    taken_at = models.DateTimeField(default=timezone.now, db_index=True)
    definition = models.PositiveSmallIntegerField(default=DEFINITION)
    figures = models.JSONField()

    def __str__(self) -> str:
        return f"figures of {self.taken_at:%d %B %Y %H:%M}"
