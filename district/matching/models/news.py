import secrets

from django.db import models
from django.utils import timezone

from employers.models import Vacancy
from learners.models import Learner


def stop_key() -> str:
    return secrets.token_urlsafe(32)


class NewsChoice(models.Model):
    """How often a learner wants to be told by e-mail what is new among their jobs. Nobody is told who did not ask."""

    class Often(models.TextChoices):
        WEEKLY = "weekly", "At most once a week"
        DAILY = "daily", "At most once a day"
        NEVER = "never", "Never"

    learner = models.OneToOneField(Learner, on_delete=models.CASCADE, primary_key=True, related_name="+")
    often = models.CharField(max_length=10, choices=Often, default=Often.NEVER)
    key = models.CharField(
        max_length=64, unique=True, default=stop_key, help_text="In the address that stops the e-mails."
    )
    chosen_at = models.DateTimeField(default=timezone.now)
    told_on = models.DateField(null=True, help_text="The day of the last e-mail.")

    def __str__(self) -> str:
        return self.get_often_display()


class Told(models.Model):
    """A learner knows of this vacancy, and is not told again: not after a retry, nor when it leaves their list and
    comes back.
    """

    learner = models.ForeignKey(Learner, on_delete=models.CASCADE, related_name="+", db_index=False)
    vacancy = models.ForeignKey(Vacancy, on_delete=models.CASCADE, related_name="+")
    told_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["learner", "vacancy"], name="matching_told_once")]

    def __str__(self) -> str:
        return f"{self.learner_id} knows of {self.vacancy_id}"
