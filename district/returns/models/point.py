import uuid
from typing import Self

import pghistory
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from district.accounts.models import User
from district.figures import measures
from district.partners.actor import Actor
from district.partners.models import Role


class ReviewPointQuerySet(models.QuerySet["ReviewPoint"]):
    def visible_to(self, actor: Actor) -> Self:
        return self.all() if actor.is_staff or actor.acts_as(Role.PROVIDER) else self.none()

    def opened(self) -> Self:
        return self.filter(opens_on__lte=timezone.localdate())


@pghistory.track()
class ReviewPoint(models.Model):
    """A day up to which providers report, as R03, R06, R09 and R12 of an academic year, and by when they do."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    code = models.CharField(max_length=10)
    year = models.PositiveSmallIntegerField(help_text="The academic year begins in it.")
    covers_until = models.DateField(help_text="The last day that the reports tell of.")
    opens_on = models.DateField()
    due_on = models.DateField()
    source = models.CharField(max_length=300, help_text="Where it is laid down.")
    made_by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    made_at = models.DateTimeField(default=timezone.now)

    objects = ReviewPointQuerySet.as_manager()

    class Meta:
        ordering = ["-covers_until", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["year", "code"],
                name="returns_point_once_a_year",
                violation_error_message="There is a review point with this code in that year already.",
            ),
            models.CheckConstraint(
                condition=Q(opens_on__gt=F("covers_until"), due_on__gte=F("opens_on")),
                name="returns_point_days_in_order",
                violation_error_message="It opens after the days it covers, and is due after it opens.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.code} {measures.year_name(self.year)}"
