from typing import Self

from django.db import models
from django.db.models import Q
from django.utils import timezone

from district.skills.models import Level, Skill
from employers.models import Vacancy


class EngineVersionQuerySet(models.QuerySet["EngineVersion"]):
    def current(self) -> Self:
        return self.filter(is_current=True)


class EngineVersion(models.Model):
    """A frozen set of rules and weights. Scores are only ever compared and explained within one version."""

    code = models.SlugField(primary_key=True, max_length=40)
    number = models.PositiveIntegerField(unique=True)
    made_at = models.DateTimeField(default=timezone.now)
    is_current = models.BooleanField(default=False)
    rules = models.PositiveSmallIntegerField(
        help_text="Version of the rules in code that the weights are for."
    )
    mean_raw = models.PositiveBigIntegerField(
        help_text="Mean over open vacancies of the sum of raw weights; the pivot."
    )
    default_weight = models.PositiveIntegerField(
        help_text="Of skills that no vacancy asked for when it was frozen."
    )
    vacancy_count = models.PositiveIntegerField(
        help_text="Open vacancies with skills that it was frozen over."
    )
    skill_count = models.PositiveIntegerField(help_text="Live skills that it was frozen over.")
    credit_count = models.PositiveIntegerField(help_text="Pairs of skills of which one counts for the other.")

    objects = EngineVersionQuerySet.as_manager()

    class Meta:
        ordering = ["-number"]
        constraints = [
            models.UniqueConstraint(
                fields=["is_current"], condition=Q(is_current=True), name="matching_one_current_engine"
            ),
            models.CheckConstraint(condition=Q(mean_raw__gte=1), name="matching_pivot_is_positive"),
        ]

    def __str__(self) -> str:
        return self.code


class SkillWeight(models.Model):
    """How telling a skill is in one engine version: idf squared, in thousandths."""

    engine = models.ForeignKey(
        EngineVersion, on_delete=models.CASCADE, related_name="skill_weights", db_index=False
    )
    skill = models.ForeignKey(Skill, on_delete=models.CASCADE, related_name="+")
    weight = models.PositiveIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["engine", "skill"], name="matching_weight_once"),
            models.CheckConstraint(condition=Q(weight__gte=1), name="matching_weight_is_positive"),
        ]

    def __str__(self) -> str:
        return f"{self.skill_id}: {self.weight}"


class SkillCredit(models.Model):
    """How much of an asked skill a held one counts for (per cent), and why; each skill is 100 for itself."""

    class Reason(models.TextChoices):
        RENAMED = "renamed", "another name for it"
        NARROWER = "narrower", "a special kind of it"
        BROADER = "broader", "the wider skill"
        SIBLING = "sibling", "a skill of the same family"
        BUILDS_ON = "builds_on", "a skill that builds on it"
        GROUNDS = "grounds", "a skill it builds on"
        RELATED = "related", "a related skill"
        TOGETHER = "together", "often asked together with it"

    engine = models.ForeignKey(
        EngineVersion, on_delete=models.CASCADE, related_name="credits", db_index=False
    )
    asked = models.ForeignKey(Skill, on_delete=models.CASCADE, related_name="+", db_index=False)
    held = models.ForeignKey(Skill, on_delete=models.CASCADE, related_name="+", db_index=False)
    percent = models.PositiveSmallIntegerField()
    reason = models.CharField(max_length=10, choices=Reason)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["engine", "held", "asked"], name="matching_credit_once"),
            models.CheckConstraint(condition=Q(percent__range=(1, 100)), name="matching_credit_1_to_100"),
            models.CheckConstraint(
                condition=~Q(asked=models.F("held")), name="matching_credit_between_two_skills"
            ),
        ]
        indexes = [
            models.Index(
                fields=["engine", "asked", "held"], include=["percent"], name="matching_credit_by_asked"
            )
        ]

    def __str__(self) -> str:
        return f"{self.held_id} counts {self.percent} % for {self.asked_id}"


class AskedWeight(models.Model):
    """W: the share of the fit index that one asked skill of an open vacancy carries, of up to 10,000 in all.

    A copy of the vacancy's accepted skills as one engine version weighs them; matching reads nothing else of
    what a vacancy asks, so that a list and its receipts always agree.
    """

    engine = models.ForeignKey(EngineVersion, on_delete=models.CASCADE, related_name="+", db_index=False)
    vacancy = models.ForeignKey(Vacancy, on_delete=models.CASCADE, related_name="+")
    skill = models.ForeignKey(Skill, on_delete=models.PROTECT, related_name="+", db_index=False)
    level = models.PositiveSmallIntegerField(choices=Level)
    is_essential = models.BooleanField()
    weight = models.PositiveIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["engine", "vacancy", "skill"], name="matching_asked_once")
        ]
        indexes = [
            models.Index(
                fields=["engine", "skill", "level"],
                include=["vacancy", "weight"],
                name="matching_asked_by_skill",
            )
        ]

    def __str__(self) -> str:
        return f"{self.vacancy_id} asks {self.skill_id}: {self.weight}"
