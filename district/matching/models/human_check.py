import uuid
from typing import Self

from django.db import models
from django.db.models import Q
from django.utils import timezone

from district.accounts.models import User
from district.matching.models.engine import EngineVersion
from employers.models import Vacancy
from learners.models import Learner


class CheckConsent(models.Model):
    """A learner lets people who check matching see their skills, without name or place. Ends when they say so."""

    learner = models.OneToOneField(Learner, on_delete=models.CASCADE, primary_key=True, related_name="+")
    agreed_at = models.DateTimeField(default=timezone.now)

    def __str__(self) -> str:
        return f"agreed {self.agreed_at:%d %B %Y}"


class RatedPairQuerySet(models.QuerySet["RatedPair"]):
    def usable(self) -> Self:
        """Of learners who still agree and have matching switched on."""
        agreed = CheckConsent.objects.values("learner")
        return self.filter(learner__matching_on=True, learner__in=agreed)


class RatedPair(models.Model):
    """A profile and a job that people judge without knowing the score or each other's judgement.

    What they see is kept as it was drawn, so that all judge the same. It names nobody, and goes with the learner.
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    engine = models.ForeignKey(EngineVersion, on_delete=models.PROTECT, related_name="rated_pairs")
    learner = models.ForeignKey(Learner, on_delete=models.CASCADE, related_name="+")
    vacancy = models.ForeignKey(Vacancy, on_delete=models.CASCADE, related_name="+")
    fit = models.PositiveIntegerField(help_text="F, by which the engine orders these jobs for this profile.")
    title = models.CharField(max_length=200)
    held = models.JSONField(help_text="Labels and levels, as drawn.")
    asked = models.JSONField(help_text="Labels, levels and whether essential, as drawn.")
    drawn_at = models.DateTimeField(default=timezone.now)

    objects = RatedPairQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["engine", "learner", "vacancy"], name="matching_pair_drawn_once")
        ]

    def __str__(self) -> str:
        return f"{self.title}: {self.fit}"


class Rater(models.Model):
    """One of the people, two or more, who judge the pairs of an engine version. Named by WMCA staff."""

    engine = models.ForeignKey(EngineVersion, on_delete=models.CASCADE, related_name="raters")
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+")
    seat = models.PositiveSmallIntegerField()
    named_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["seat"]
        constraints = [
            models.UniqueConstraint(fields=["engine", "user"], name="matching_rater_once"),
            models.UniqueConstraint(fields=["engine", "seat"], name="matching_rater_has_own_seat"),
        ]

    def __str__(self) -> str:
        return f"rater {self.seat}"


class Rating(models.Model):
    """What a rater makes of a pair; they may change it."""

    class Value(models.IntegerChoices):
        NO = 0, "No: not for this person"
        POSSIBLY = 1, "Possibly: with a lot of learning"
        GOOD = 2, "Good: most of what is asked"
        EXCELLENT = 3, "Excellent: could start now"

    pair = models.ForeignKey(RatedPair, on_delete=models.CASCADE, related_name="ratings")
    rater = models.ForeignKey(Rater, on_delete=models.CASCADE, related_name="ratings")
    value = models.PositiveSmallIntegerField(choices=Value)
    rated_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["pair", "rater"], name="matching_rated_once"),
            models.CheckConstraint(condition=Q(value__range=(0, 3)), name="matching_rating_0_to_3"),
        ]

    def __str__(self) -> str:
        return f"{self.value}"
