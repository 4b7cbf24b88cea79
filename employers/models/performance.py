from django.db import models
from django.db.models import Q

from employers.models.vacancy import Vacancy


class VisitKind(models.TextChoices):
    SEEN = "seen", "Seen"
    APPLY = "apply", "Went to apply"


class VisitSource(models.TextChoices):
    LIST = "list", "The list of jobs"
    MATCH = "match", "Their matches"
    ALERT = "alert", "An e-mail"
    DIRECT = "direct", "A link or another site"


class VisitSalt(models.Model):
    """What makes one day's visitors different from those of any other; thrown away with the day."""

    day = models.DateField(primary_key=True)
    salt = models.CharField(max_length=64)

    def __str__(self) -> str:
        return f"salt of {self.day}"


class VacancyVisit(models.Model):
    """One browser's first look at a vacancy on a day, or its first step to apply; gone once the day is counted.

    The number stands for the browser on that day alone, and cannot be turned back. The table is unlogged, so that
    writing to it costs a page next to nothing; all but its last hour stands in VacancyDay as well.
    """

    pk = models.CompositePrimaryKey("day", "vacancy_id", "kind", "visitor")
    day = models.DateField()
    vacancy_id = models.BigIntegerField()
    kind = models.CharField(max_length=5, choices=VisitKind)
    visitor = models.BigIntegerField()
    source = models.CharField(max_length=6, choices=VisitSource)

    def __str__(self) -> str:
        return f"{self.vacancy_id} {self.kind} on {self.day}"


class VacancyDay(models.Model):
    """How many browsers saw a vacancy on a day, or went to apply, by where they came from. Holds nobody's data."""

    vacancy = models.ForeignKey(Vacancy, on_delete=models.CASCADE, related_name="+", db_index=False)
    day = models.DateField()
    kind = models.CharField(max_length=5, choices=VisitKind)
    source = models.CharField(max_length=6, choices=VisitSource)
    count = models.PositiveIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["vacancy", "day", "kind", "source"], name="employers_counted_once_a_day"
            ),
            models.CheckConstraint(condition=Q(count__gt=0), name="employers_counted_something"),
        ]

    def __str__(self) -> str:
        return f"{self.vacancy_id} {self.kind} {self.count} times on {self.day}"
