from django.db import models

from district.skills.models.skill import Skill


class SkillDecision(models.Model):
    """What a person made of a skill that was suggested for a text. The text itself is not kept, only its digest;
    `words` are those that gave the skill. Made by whoever accepts or refuses; the last decision counts."""

    text_digest = models.CharField(max_length=64)
    skill = models.ForeignKey(Skill, on_delete=models.CASCADE, related_name="decisions")
    words = models.CharField(max_length=300, help_text="Folded as SkillLabel.phrase is.")
    is_accepted = models.BooleanField()
    decided_at = models.DateTimeField(auto_now=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["text_digest", "skill"], name="skills_decided_once_per_text")
        ]
        indexes = [models.Index(fields=["skill", "words"], name="skills_decision_words")]

    def __str__(self) -> str:
        return f"{'accepted' if self.is_accepted else 'refused'} {self.skill_id}"
