from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Value

from district.web.search import SearchEntry
from district.web.shelf import ChangeMark
from district.web.spelling import SearchWord
from employers.models.vacancy import Vacancy

SALARY_STEPS = (20_000, 25_000, 30_000, 40_000, 50_000, 60_000)


class VacancyEntry(SearchEntry):
    """What the search of jobs reads of an open vacancy. Triggers write it (migration 0002) and nothing else does."""

    vacancy = models.OneToOneField(Vacancy, primary_key=True, on_delete=models.CASCADE, related_name="entry")
    kind = models.CharField(max_length=20)
    mode = models.CharField(max_length=10)
    pattern = models.CharField(max_length=10, blank=True)
    council_code = models.CharField(
        max_length=9, null=True
    )  # of the main place: what an earlier release reads
    council_codes = ArrayField(models.CharField(max_length=9), default=list, db_default=Value("{}"))
    other_eastings = ArrayField(
        models.IntegerField(), null=True, help_text="Of its other places, if it has any."
    )
    other_northings = ArrayField(models.IntegerField(), null=True)
    salary_step = models.PositiveSmallIntegerField(
        null=True, help_text="How many of SALARY_STEPS it reaches."
    )
    level = models.PositiveSmallIntegerField(null=True, help_text="The highest level asked as essential.")
    skill_ids = ArrayField(models.BigIntegerField(), default=list)
    closes_on = models.DateField(null=True)

    nearest_place = "employers_nearest_place"

    class Meta(SearchEntry.Meta):
        pass

    def __str__(self) -> str:
        return f"search entry of vacancy {self.vacancy_id}"


class VacancyChange(ChangeMark):
    """What the search of jobs finds or shows has changed (migration 0004)."""


class VacancyWord(SearchWord):
    """A word of the adverts, for spelling help."""
