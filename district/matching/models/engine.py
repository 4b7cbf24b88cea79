from django.db import models
from django.db.models import Q
from django.utils import timezone

from district.skills.models import Skill
from employers.models import VacancySkill


class EngineVersion(models.Model):
    """A frozen set of rules and weights. Scores are only ever compared and explained within one version."""

    code = models.SlugField(primary_key=True, max_length=40)
    made_at = models.DateTimeField(default=timezone.now)
    is_current = models.BooleanField(default=False)
    mean_raw = models.PositiveBigIntegerField(
        help_text="Mean over open vacancies of the sum of raw weights; the pivot."
    )
    note = models.CharField(max_length=300, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["is_current"], condition=Q(is_current=True), name="matching_one_current_engine"
            )
        ]

    def __str__(self) -> str:
        return self.code


class SkillWeight(models.Model):
    """How telling a skill is in one engine version: idf squared, as a whole number."""

    engine = models.ForeignKey(EngineVersion, on_delete=models.CASCADE, related_name="skill_weights")
    skill = models.ForeignKey(Skill, on_delete=models.CASCADE, related_name="+")
    weight = models.PositiveIntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["engine", "skill"], name="matching_weight_once")]

    def __str__(self) -> str:
        return f"{self.skill_id}: {self.weight}"


class SkillCredit(models.Model):
    """How much of an asked skill a held one counts for (per cent), and why. A skill counts 100 for itself without a row."""

    class Reason(models.TextChoices):
        NARROWER = "narrower", "a special kind of it"
        BROADER = "broader", "the wider skill"
        SIBLING = "sibling", "a skill of the same family"
        NEEDS = "needs", "a skill that builds on it"
        RELATED = "related", "a related skill"
        TOGETHER = "together", "often asked together"

    engine = models.ForeignKey(EngineVersion, on_delete=models.CASCADE, related_name="credits")
    asked = models.ForeignKey(Skill, on_delete=models.CASCADE, related_name="+")
    held = models.ForeignKey(Skill, on_delete=models.CASCADE, related_name="+")
    percent = models.PositiveSmallIntegerField()
    reason = models.CharField(max_length=10, choices=Reason)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["engine", "held", "asked"], name="matching_credit_once"),
            models.CheckConstraint(condition=Q(percent__range=(1, 99)), name="matching_credit_1_to_99"),
        ]
        indexes = [
            models.Index(
                fields=["engine", "asked", "held"], include=["percent"], name="matching_credit_by_asked"
            )
        ]

    def __str__(self) -> str:
        return f"{self.held_id} counts {self.percent} % for {self.asked_id}"


class AskedWeight(models.Model):
    """W of MATCHING: the share of the fit index that one asked skill of a vacancy carries, of about 10,000 in all."""

    vacancy_skill = models.OneToOneField(
        VacancySkill, on_delete=models.CASCADE, primary_key=True, related_name="+"
    )
    engine = models.ForeignKey(EngineVersion, on_delete=models.CASCADE, related_name="+")
    weight = models.PositiveIntegerField()

    def __str__(self) -> str:
        return f"{self.vacancy_skill_id}: {self.weight}"
