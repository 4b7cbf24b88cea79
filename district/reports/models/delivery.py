import uuid
from datetime import datetime, timedelta
from typing import Self

import pghistory
from django.db import models
from django.db.models import Q
from django.utils import timezone

from district.accounts.models import User
from district.partners.actor import Actor
from district.reports.models.run import ReportRun


def a_day_from_now() -> datetime:
    return timezone.now() + Delivery.KEPT_FOR


class StandingOrderQuerySet(models.QuerySet["StandingOrder"]):
    def live(self) -> Self:
        return self.filter(ended_at=None)

    def visible_to(self, actor: Actor) -> Self:
        """Everybody their own."""
        return self.filter(person=actor.person) if actor.is_staff else self.none()


@pghistory.track()
class StandingOrder(models.Model):
    """Somebody's wish to get a report by e-mail each month, over the new snapshot. Ended by them."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    person = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+")
    code = models.CharField(max_length=4)
    scope = models.JSONField(default=dict)
    scope_words = models.CharField(max_length=500)
    made_at = models.DateTimeField(default=timezone.now)
    ended_at = models.DateTimeField(null=True)

    objects = StandingOrderQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["person", "code", "scope_words"],
                condition=Q(ended_at=None),
                name="reports_ordered_once",
                violation_error_message="You get this report each month already.",
            )
        ]

    def __str__(self) -> str:
        return f"{self.code} for {self.person_id}"


class Delivery(models.Model):
    """One report sent to one person as a link, which opens for them alone and for a day. The hash of what it led to is
    kept.
    """

    KEPT_FOR = timedelta(hours=24)

    order = models.ForeignKey(StandingOrder, on_delete=models.CASCADE, related_name="deliveries")
    run = models.ForeignKey(ReportRun, on_delete=models.PROTECT, related_name="+")
    token_digest = models.CharField(max_length=64, unique=True, blank=True, null=True)
    file_digest = models.CharField(max_length=64, blank=True, help_text="SHA-256 of the file.")
    sent_at = models.DateTimeField(null=True)
    ends_at = models.DateTimeField(default=a_day_from_now)
    opened_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["order", "run"], name="reports_delivered_once")]

    def __str__(self) -> str:
        return f"{self.run_id} to {self.order_id}"
