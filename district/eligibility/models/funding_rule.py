import pghistory
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import ArrayField, DateRangeField, RangeBoundary, RangeOperators
from django.db import models
from django.db.models import F, Func, Q

from learners.models import Work
from programmes.models import ProgrammeKind


class FundingStream(models.Model):
    """Money that makes courses of one kind, at some levels, free to people who fit its rules."""

    code = models.SlugField(max_length=40, unique=True)
    kind = models.CharField(max_length=20, choices=ProgrammeKind)
    levels = models.CharField(max_length=40, help_text="Of the courses it pays for, as 3 or E,1.")
    name = models.CharField(max_length=100)
    summary = models.CharField(max_length=300)
    position = models.PositiveSmallIntegerField()

    def __str__(self) -> str:
        return self.name

    def pays_at(self, level: str) -> bool:
        """A course that does not say its level may be at any."""
        return not level or level in self.levels.split(",")


@pghistory.track()
class FundingRule(models.Model):
    """One rule of a funding stream as it stood from one day to another; a change of policy is a new row.

    All its conditions must hold. Rules of a stream must all hold, but of those that share a `one_of` one is enough.
    """

    stream = models.ForeignKey(FundingStream, on_delete=models.PROTECT, related_name="rules")
    code = models.SlugField(max_length=60, help_text="The same for all versions of the rule.")
    name = models.CharField(max_length=120)
    one_of = models.SlugField(max_length=40, blank=True)
    least_age = models.PositiveSmallIntegerField(
        null=True, blank=True, help_text="On 31 August of the funding year."
    )
    most_age = models.PositiveSmallIntegerField(null=True, blank=True)
    councils = ArrayField(
        models.CharField(max_length=9), default=list, blank=True, help_text="Where people must live."
    )
    work = models.CharField(max_length=12, choices=Work, blank=True)
    pay_below = models.DecimalField(
        max_digits=9,
        decimal_places=2,
        null=True,
        blank=True,
        help_text="Pounds a year before tax: less than this.",
    )
    without_level = models.PositiveSmallIntegerField(
        null=True, blank=True, help_text="People who have no full qualification at this level or above."
    )
    is_confirmed = models.BooleanField(default=True, help_text="False: shown as to be confirmed.")
    note = models.CharField(max_length=300, blank=True)
    source_title = models.CharField(max_length=200)
    source_url = models.URLField(max_length=400)
    valid_from = models.DateField()
    valid_to = models.DateField(null=True, blank=True, help_text="The last day; empty while it goes on.")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(valid_to=None) | Q(valid_to__gte=F("valid_from")),
                name="eligibility_rule_ends_after_start",
                violation_error_message="The rule ends before it starts.",
            ),
            models.CheckConstraint(
                condition=Q(least_age__isnull=False)
                | Q(most_age__isnull=False)
                | ~Q(councils=[])
                | ~Q(work="")
                | Q(pay_below__isnull=False)
                | Q(without_level__isnull=False),
                name="eligibility_rule_has_a_condition",
                violation_error_message="A rule needs a condition.",
            ),
            ExclusionConstraint(
                name="eligibility_rule_one_version_a_day",
                expressions=[
                    (F("code"), RangeOperators.EQUAL),
                    (
                        Func(
                            F("valid_from"),
                            F("valid_to"),
                            RangeBoundary(inclusive_upper=True),
                            function="DATERANGE",
                            output_field=DateRangeField(),
                        ),
                        RangeOperators.OVERLAPS,
                    ),
                ],
                violation_error_message="Two versions of a rule are in force on the same day.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name} from {self.valid_from}"
