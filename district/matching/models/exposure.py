from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils import timezone

from district.accounts.models import User
from district.matching.engine.arrays import FULL_PRICE
from district.matching.engine.exposure import LEAST_PRICE
from district.matching.models.run import MatchRun
from employers.models import Vacancy


class SharingSwitch(models.Model):
    """Fair sharing was switched on or off: the newest row is in force, and off where there is none."""

    is_on = models.BooleanField()
    reason = models.TextField(max_length=500)
    by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    switched_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["-id"]

    def __str__(self) -> str:
        return f"{'on' if self.is_on else 'off'} since {self.switched_at:%d %B %Y}"


class VacancyPrice(models.Model):
    """What share of its score a vacancy keeps for everybody, in 1024ths, since the last run began. Those that keep it
    whole have no row.
    """

    vacancy = models.OneToOneField(Vacancy, on_delete=models.CASCADE, primary_key=True, related_name="+")
    price = models.PositiveSmallIntegerField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(price__gte=LEAST_PRICE, price__lt=FULL_PRICE), name="matching_price_in_bounds"
            )
        ]

    def __str__(self) -> str:
        return f"{self.vacancy_id} keeps {self.price} of {FULL_PRICE}"


class RunExposure(models.Model):
    """How evenly the lists of one run are shared among vacancies. What is `before` and `score_lost` was found as it
    began, over the lists of `people_count` learners, and only where fair sharing was on; the rest is of the lists it
    left.
    """

    run = models.OneToOneField(MatchRun, on_delete=models.CASCADE, primary_key=True, related_name="exposure")
    is_on = models.BooleanField()
    people_count = models.PositiveIntegerField(default=0)
    gini_before = models.FloatField(null=True)
    listed_before = models.PositiveIntegerField(null=True)
    median_before = models.PositiveIntegerField(null=True)
    tenths_before = ArrayField(models.PositiveSmallIntegerField(), default=list)
    score_lost = models.FloatField(
        null=True, help_text="The share of all scores that more even lists give up."
    )
    gini = models.FloatField(null=True)
    vacancy_count = models.PositiveIntegerField(null=True)
    listed_count = models.PositiveIntegerField(null=True, help_text="Vacancies in at least one list.")
    median = models.PositiveIntegerField(null=True, help_text="Lists that the vacancy in the middle is in.")
    most = models.PositiveIntegerField(null=True, help_text="Lists that the most listed vacancy is in.")
    tenths = ArrayField(
        models.PositiveSmallIntegerField(),
        default=list,
        help_text="Of 1,000 places on lists, those of each tenth of vacancies, the least listed first.",
    )
    measured_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"exposure of run {self.run_id}"
