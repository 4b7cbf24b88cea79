from django.db import models
from django.db.models import Q

from district.figures.disclosure.profiles import DESK
from district.matching.models import MatchRun

LEAST = DESK.sensitive.threshold  # people that a group has to have to be told


class FairnessFigure(models.Model):
    """How one group of people fared in one run: rounded counts, or nothing at all where the group is hidden.

    What was counted is never kept.
    """

    class Asked(models.TextChoices):
        SEX = "sex", "Sex"
        ETHNICITY = "ethnicity", "Ethnic group"
        DISABILITY = "disability", "Disability"
        CARE = "care", "Been in care"
        AGE = "age", "Age"

    run = models.ForeignKey(MatchRun, on_delete=models.CASCADE, related_name="+", db_index=False)
    question = models.CharField(max_length=10, choices=Asked)
    group = models.CharField(max_length=10)
    people = models.PositiveIntegerField(null=True)
    listed = models.PositiveIntegerField(
        null=True, help_text="Those of them who have at least one job on their list."
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["run", "question", "group"], name="home_fairness_told_once"),
            models.CheckConstraint(
                condition=Q(people=None, listed=None)
                | Q(people__isnull=False, people__gte=LEAST, listed__isnull=False),
                name="home_fairness_hides_small_groups",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.question} {self.group} in run {self.run_id}"
