from decimal import Decimal

import pghistory
from django.db import models
from django.db.models import Q
from django.utils import timezone

from learners.models.learner import Learner


class Work(models.TextChoices):
    PAID = "paid", "I am in paid work"
    LOOKING = "looking", "I am not in paid work and I am looking for it"
    NOT_LOOKING = "not_looking", "I am not in paid work and I am not looking for it now"
    UNSURE = "unsure", "I am not sure, or I would rather not say"


class PriorLevel(models.TextChoices):
    """The highest qualification somebody has, in the order of the national framework."""

    NONE = "none", "No qualifications"
    BELOW_2 = "below_2", "Entry level or Level 1"
    PART_2 = "part_2", "Some Level 2, but not a full one"
    FULL_2 = "full_2", "A full Level 2"
    PART_3 = "part_3", "Some Level 3, but not a full one"
    FULL_3 = "full_3", "A full Level 3"
    HIGHER = "higher", "Level 4 or higher"
    UNSURE = "unsure", "I am not sure, or it is from another country"


class PayPeriod(models.TextChoices):
    HOUR = "hour", "An hour"
    WEEK = "week", "A week"
    MONTH = "month", "A month"
    YEAR = "year", "A year"


PERIODS_A_YEAR = {PayPeriod.WEEK: 52, PayPeriod.MONTH: 12, PayPeriod.YEAR: 1}
WEEKS_A_YEAR = 52


def pay_of_a_year(*, pay: Decimal | None, per: str, hours: Decimal | None) -> Decimal | None:
    """Pounds a year before tax; None where what was said does not give it."""
    if pay is None or per not in PayPeriod.values:
        return None
    if per != PayPeriod.HOUR:
        return pay * PERIODS_A_YEAR[PayPeriod(per)]
    return None if hours is None else pay * hours * WEEKS_A_YEAR


@pghistory.track(exclude=["born_on", "pay", "pay_per", "hours"])
class FundingFacts(models.Model):
    """What a learner chose to keep of their answers to "Is it likely free for me?".

    Only they see it. Where they live is in their profile. Matching does not read it. It ends when they remove it or
    delete their profile.
    """

    learner = models.OneToOneField(
        Learner, on_delete=models.CASCADE, related_name="funding_facts", primary_key=True
    )
    born_on = models.DateField()
    work = models.CharField(max_length=12, choices=Work)
    pay = models.DecimalField(max_digits=9, decimal_places=2, null=True, help_text="Pounds before tax.")
    pay_per = models.CharField(max_length=5, choices=PayPeriod, blank=True)
    hours = models.DecimalField(max_digits=5, decimal_places=2, null=True, help_text="In a usual week.")
    prior_level = models.CharField(max_length=10, choices=PriorLevel)
    kept_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(pay=None, pay_per="") | Q(pay__gte=0, pay_per__in=PayPeriod.values),
                name="learners_pay_says_for_how_long",
                violation_error_message="Say whether the pay is for an hour, a week, a month or a year.",
            ),
            models.CheckConstraint(
                condition=~Q(pay_per=PayPeriod.HOUR) | Q(hours__gt=0),
                name="learners_pay_an_hour_has_hours",
                violation_error_message="Say how many hours you work in a usual week.",
            ),
        ]

    def __str__(self) -> str:
        return f"funding facts of {self.learner_id}"

    @property
    def yearly_pay(self) -> Decimal | None:
        return pay_of_a_year(pay=self.pay, per=self.pay_per, hours=self.hours)
