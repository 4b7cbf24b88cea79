from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.utils import timezone

from district.matching.models.engine import EngineVersion
from employers.models import Vacancy
from learners.models import Learner
from programmes.models import Course


class LearnerMatch(models.Model):
    """A learner's best vacancies and courses, best first: ids beside scores. Explanations are computed when
    read.

    Holds no fact about the person; gone when they switch matching off or delete their profile.
    """

    learner = models.OneToOneField(Learner, on_delete=models.CASCADE, primary_key=True, related_name="+")
    engine = models.ForeignKey(EngineVersion, on_delete=models.PROTECT, related_name="+", db_index=False)
    learner_version = models.PositiveIntegerField(help_text="Of the profile that was matched.")
    vacancies = ArrayField(models.IntegerField(), default=list)
    scores = ArrayField(models.IntegerField(), default=list)
    courses = ArrayField(models.IntegerField(), default=list)
    course_scores = ArrayField(
        models.BigIntegerField(),
        default=list,
        help_text="A million million for each vacancy it opens, plus the rise of fit over all.",
    )
    courses_version = models.PositiveIntegerField(
        default=0,
        db_default=0,
        help_text="Of the profile for which the courses were worked out, just after the vacancies.",
    )
    from_scratch = models.BooleanField(
        default=False, help_text="The courses are foundation courses, for somebody who holds few skills."
    )
    matched_at = models.DateTimeField(default=timezone.now)

    class Meta:
        indexes = [GinIndex(fields=["vacancies"], name="matching_in_whose_lists")]

    def __str__(self) -> str:
        return f"{len(self.vacancies)} vacancies, {len(self.courses)} courses"


class WrongMatch(models.Model):
    """A learner says that a match is wrong, and in which way; the receipt as they saw it stays beside it."""

    class What(models.TextChoices):
        SKILL = "skill", "A skill of mine is missing or wrong"
        PLACE = "place", "The place or the distance is wrong"
        ADVERT = "advert", "The advert asks for something else"
        OTHER = "other", "Something else"

    learner = models.ForeignKey(Learner, on_delete=models.CASCADE, related_name="+")
    vacancy = models.ForeignKey(Vacancy, null=True, on_delete=models.SET_NULL, related_name="+")
    course = models.ForeignKey(Course, null=True, on_delete=models.SET_NULL, related_name="+")
    what = models.CharField(max_length=10, choices=What)
    words = models.TextField(max_length=1000, blank=True)
    receipt = models.JSONField(help_text="The lines as they were shown, kept as evidence.")
    said_at = models.DateTimeField(default=timezone.now)
    answered_at = models.DateTimeField(null=True, help_text="When staff had looked at it.")

    class Meta:
        ordering = ["-said_at", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["learner", "vacancy", "course", "what"],
                condition=models.Q(answered_at=None),
                nulls_distinct=False,
                name="matching_said_once_until_answered",
            ),
            models.CheckConstraint(
                condition=models.Q(vacancy=None) | models.Q(course=None),
                name="matching_wrong_about_one_thing",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_what_display()} ({self.said_at:%d %B %Y})"
