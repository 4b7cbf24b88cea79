from django.db import models
from django.utils import timezone

from district.web.spelling import SearchWord


class CatalogueChange(models.Model):
    """A mark that triggers leave when courses, runs, venues or taught skills change: copies made before are old.

    The newest mark and the number of marks together name a state of the catalogue: a transaction that commits
    late adds to the number, though its mark is not the newest.
    """

    made_at = models.DateTimeField(default=timezone.now)

    def __str__(self) -> str:
        return f"change {self.pk}"


class CourseWord(SearchWord):
    """A word of the course catalogue, for spelling help."""
