from django.db import models
from django.db.models import Q


class LearningAim(models.Model):
    """A learning aim of the national register (LARS), where one has been loaded: what LARS numbers are checked with."""

    reference = models.CharField(max_length=8, primary_key=True)
    title = models.CharField(max_length=300)
    level = models.CharField(max_length=2, blank=True)
    last_start_on = models.DateField(null=True, help_text="Nobody may start on it after this day.")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(reference__regex=r"^[0-9A-Z]{8}$"), name="programmes_aim_reference_form"
            )
        ]

    def __str__(self) -> str:
        return f"{self.reference} {self.title}"
