from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils import timezone

from district.matching.models.engine import EngineVersion
from learners.models import Learner


class LearnerMatch(models.Model):
    """A learner's best vacancies and courses, best first: ids beside scores. Explanations are computed when read."""

    learner = models.OneToOneField(Learner, on_delete=models.CASCADE, primary_key=True, related_name="+")
    engine = models.ForeignKey(EngineVersion, on_delete=models.PROTECT, related_name="+")
    vacancies = ArrayField(models.IntegerField(), default=list)
    scores = ArrayField(models.IntegerField(), default=list)
    courses = ArrayField(models.IntegerField(), default=list)
    course_scores = ArrayField(models.IntegerField(), default=list)
    matched_at = models.DateTimeField(default=timezone.now)

    def __str__(self) -> str:
        return f"{len(self.vacancies)} vacancies, {len(self.courses)} courses"


class WrongMatch(models.Model):
    """A learner says that a match is wrong, and in which way."""

    class What(models.TextChoices):
        SKILL = "skill", "A skill of mine is missing or wrong"
        PLACE = "place", "The place or the distance is wrong"
        ADVERT = "advert", "The advert asks for something else"
        OTHER = "other", "Something else"

    learner = models.ForeignKey(Learner, on_delete=models.CASCADE, related_name="+")
    vacancy_id = models.IntegerField(null=True)
    course_id = models.IntegerField(null=True)
    what = models.CharField(max_length=10, choices=What)
    words = models.TextField(max_length=1000, blank=True)
    receipt = models.JSONField(help_text="The lines as they were shown, kept as evidence.")
    said_at = models.DateTimeField(default=timezone.now)
    answered_at = models.DateTimeField(null=True)
    answer = models.TextField(max_length=1000, blank=True)

    def __str__(self) -> str:
        return f"{self.get_what_display()} ({self.said_at:%d %B %Y})"
