from datetime import date, timedelta
from typing import Self

from django.db import models
from django.db.models import F, Q

OWN_WARN_AFTER, OWN_RELEASE_AFTER = 7, 14  # days, where nothing else is laid down


class PlaceRule(models.Model):
    """How long an accepted place is kept for somebody whom nobody enrols. The newest that has begun holds,
    and without any the portal's own.
    """

    valid_from = models.DateField(unique=True)
    warn_after_days = models.PositiveSmallIntegerField(help_text="Since the first day of the course run.")
    release_after_days = models.PositiveSmallIntegerField(help_text="Since the same day.")
    source = models.CharField(max_length=200, blank=True, help_text="Who decided it.")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(warn_after_days__gte=1, release_after_days__gt=F("warn_after_days")),
                name="programmes_place_rule_warns_first",
            )
        ]

    def __str__(self) -> str:
        return f"warn after {self.warn_after_days} days, give up after {self.release_after_days}"

    @property
    def notice(self) -> timedelta:
        """What lies at least between the warning and the day on which the place is given up."""
        return timedelta(days=self.release_after_days - self.warn_after_days)

    def kept_until(self, starts_on: date, warned_on: date | None = None) -> date:
        """The day on which the place is given up, unless somebody enrols them before."""
        ends = starts_on + timedelta(days=self.release_after_days)
        return max(ends, warned_on + self.notice) if warned_on else ends

    @classmethod
    def on(cls, day: date) -> Self:
        begun = cls.objects.filter(valid_from__lte=day).order_by("-valid_from").first()
        return begun or cls(
            valid_from=day, warn_after_days=OWN_WARN_AFTER, release_after_days=OWN_RELEASE_AFTER
        )
