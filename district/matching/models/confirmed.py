from django.db import models
from django.db.models import F, Q

from district.matching.engine import evidence
from district.skills.models import Skill
from programmes.models import Course


class ConfirmedSkill(models.Model):
    """How much a skill counts that people hold from a course, by what employers find of all whom they hired from it.

    Follows the findings of the learning outcomes that lead to the skill (see `OutcomeFinding`), of several the one that
    is least sure. Says nothing of any one person: whose list it touches is worked out when somebody is matched.
    """

    course = models.ForeignKey(Course, on_delete=models.CASCADE, related_name="+", db_index=False)
    skill = models.ForeignKey(Skill, on_delete=models.PROTECT, related_name="+", db_index=False)
    can_do = models.PositiveIntegerField()
    hires = models.PositiveIntegerField()
    weight = models.PositiveSmallIntegerField(help_text="Per cent, by the rule of `engine.evidence`.")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["course", "skill"], name="matching_confirmed_once"),
            models.CheckConstraint(
                condition=Q(hires__gte=evidence.FEWEST, can_do__lte=F("hires")),
                name="matching_confirmed_of_five",
            ),
            models.CheckConstraint(
                condition=Q(weight__range=(evidence.WORD, evidence.MOST)), name="matching_confirmed_weight"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.course_id}: {self.skill_id} counts {self.weight} %"
