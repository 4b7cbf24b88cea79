from datetime import date
from typing import Self

from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from district.accounts.models import User
from programmes.models.run import CourseRun

OWN_ASK_AFTER, OWN_HIDE_AFTER = 90, 14  # days, where nothing else is laid down


class ListingRule(models.Model):
    """How long a listing may stand before its provider is asked whether it is still right. The newest that has begun
    holds, and without any the portal's own.
    """

    valid_from = models.DateField(unique=True)
    ask_after_days = models.PositiveSmallIntegerField(help_text="Since it was confirmed or changed last.")
    hide_after_days = models.PositiveSmallIntegerField(help_text="Since the question.")
    source = models.CharField(max_length=200, blank=True, help_text="Who decided it.")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(ask_after_days__gte=1, hide_after_days__gte=1),
                name="programmes_listing_rule_days",
            )
        ]

    def __str__(self) -> str:
        return f"ask after {self.ask_after_days} days, hide after {self.hide_after_days} more"

    @classmethod
    def on(cls, day: date) -> Self:
        begun = cls.objects.filter(valid_from__lte=day).order_by("-valid_from").first()
        return begun or cls(valid_from=day, ask_after_days=OWN_ASK_AFTER, hide_after_days=OWN_HIDE_AFTER)


class ListingCheckQuerySet(models.QuerySet["ListingCheck"]):
    def asked(self) -> Self:
        """Open questions, and listings hidden for want of an answer."""
        return self.filter(asked_at__isnull=False)


class ListingCheck(models.Model):
    """When a provider last said that an open course run is still right; whether it is asked, or the run hidden, now.

    Begun when the run is first seen open, ended with it. Hidden runs are closed until the provider confirms them.
    """

    run = models.OneToOneField(CourseRun, on_delete=models.CASCADE, related_name="listing_check")
    run_version = models.PositiveIntegerField(
        help_text="Of the run when it was confirmed: a change confirms it too."
    )
    confirmed_at = models.DateTimeField(default=timezone.now)
    confirmed_by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    asked_at = models.DateTimeField(null=True)
    hidden_at = models.DateTimeField(null=True)

    objects = ListingCheckQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(hidden_at=None) | Q(asked_at__isnull=False, asked_at__lte=F("hidden_at")),
                name="programmes_listing_hidden_after_asked",
            )
        ]
        indexes = [
            models.Index(
                fields=["asked_at"], condition=Q(asked_at__isnull=False), name="programmes_listings_asked"
            )
        ]

    def __str__(self) -> str:
        return f"listing of {self.run_id}"
