import secrets
import uuid
from typing import Self

from django.db import models
from django.db.models import Q
from django.utils import timezone

from employers.models.vacancy import Vacancy
from learners.models import Learner


def alert_key() -> str:
    return secrets.token_urlsafe(32)


class AlertReader(models.Model):
    """Who asked to be written to about jobs: a learner, or an address without an account here.

    The row is locked by whatever counts its alerts or writes to it, so that nobody has too many or is told twice.
    """

    learner = models.OneToOneField(Learner, null=True, on_delete=models.CASCADE, related_name="+")
    email = models.EmailField(max_length=254, blank=True, help_text="Empty: where the learner is written to.")
    key = models.CharField(
        max_length=64, unique=True, default=alert_key, help_text="In the address that stops the reminders."
    )
    is_reminded = models.BooleanField(default=True, help_text="Before a job closes that they keep.")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(learner=None) ^ Q(email=""), name="employers_reader_is_learner_or_address"
            ),
            models.UniqueConstraint(
                fields=["email"], condition=~Q(email=""), name="employers_one_reader_an_address"
            ),
        ]

    def __str__(self) -> str:
        return f"reader {self.pk}"

    @property
    def address(self) -> str | None:
        return self.learner.user.email if self.learner else self.email


class JobAlertQuerySet(models.QuerySet["JobAlert"]):
    def of(self, learner: Learner) -> Self:
        return self.filter(reader__learner=learner)

    def counted(self) -> Self:
        """Those that count towards the most that a person may have."""
        return self.filter(state=JobAlert.State.ON)


class JobAlert(models.Model):
    """A saved search of jobs: what is new in it is sent by e-mail until it is stopped or its year is over."""

    class Often(models.TextChoices):
        DAILY = "daily", "At most once a day"
        WEEKLY = "weekly", "At most once a week"

    class State(models.TextChoices):
        WAITING = "waiting", "Waits to be confirmed"
        ON = "on", "On"
        STOPPED = "stopped", "Stopped"

    TRANSITIONS = {
        State.WAITING: {State.ON},
        State.ON: {State.STOPPED},
        State.STOPPED: {State.ON, State.WAITING},
    }

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    reader = models.ForeignKey(AlertReader, on_delete=models.CASCADE, related_name="alerts")
    name = models.CharField(max_length=100)
    query = models.CharField(
        max_length=1000, blank=True, help_text="As in the address of the list of jobs, in one fixed order."
    )
    often = models.CharField(max_length=10, choices=Often)
    state = models.CharField(max_length=10, choices=State)
    key = models.CharField(
        max_length=64,
        unique=True,
        default=alert_key,
        help_text="In the addresses that confirm it and stop it.",
    )
    asked_at = models.DateTimeField(default=timezone.now)
    since = models.DateTimeField(null=True, help_text="When it was switched on: older jobs are no news.")
    ends_on = models.DateField(null=True)
    stopped_at = models.DateTimeField(null=True)
    told_on = models.DateField(null=True, help_text="The day of the last e-mail.")

    objects = JobAlertQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["reader", "query"],
                name="employers_search_saved_once",
                violation_error_message="You have an alert for this search already.",
            ),
            models.CheckConstraint(
                condition=~Q(state="on") | Q(since__isnull=False, ends_on__isnull=False),
                name="employers_alert_on_has_clock",
            ),
            models.CheckConstraint(
                condition=~Q(state="stopped") | Q(stopped_at__isnull=False),
                name="employers_alert_stopped_has_time",
            ),
        ]
        indexes = [models.Index(fields=["often"], condition=Q(state="on"), name="employers_alert_on")]

    def __str__(self) -> str:
        return self.name


class AlertTold(models.Model):
    """A reader was told of this vacancy by e-mail, and is not told again by any alert."""

    reader = models.ForeignKey(AlertReader, on_delete=models.CASCADE, related_name="+", db_index=False)
    vacancy = models.ForeignKey(Vacancy, on_delete=models.CASCADE, related_name="+")
    told_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["reader", "vacancy"], name="employers_told_once"),
        ]

    def __str__(self) -> str:
        return f"{self.reader_id} was told of {self.vacancy_id}"


class KeptVacancy(models.Model):
    """A job that a learner keeps, to come back to it before it closes."""

    learner = models.ForeignKey(Learner, on_delete=models.CASCADE, related_name="+", db_index=False)
    vacancy = models.ForeignKey(Vacancy, on_delete=models.CASCADE, related_name="+")
    kept_at = models.DateTimeField(default=timezone.now)
    reminded_for = models.DateField(null=True, help_text="The closing date of which they were reminded.")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["learner", "vacancy"], name="employers_kept_once"),
        ]

    def __str__(self) -> str:
        return f"{self.learner_id} keeps {self.vacancy_id}"
