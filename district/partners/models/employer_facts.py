from datetime import date

import pghistory
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from district.partners.models.organisation import Organisation

MOST_SIC_CODES = 4


class SizeBand(models.TextChoices):
    MICRO = "micro", "1 to 9 people"
    SMALL = "small", "10 to 49 people"
    MEDIUM = "medium", "50 to 249 people"
    LARGE = "large", "250 people or more"


class Sector(models.TextChoices):
    """In the words that employers use, not those of a classification: the SIC codes are that."""

    DIGITAL = "digital", "Software, data and IT services"
    CREATIVE = "creative", "Creative and media"
    MANUFACTURING = "manufacturing", "Manufacturing and engineering"
    CONSTRUCTION = "construction", "Construction and property"
    ENERGY = "energy", "Energy, water and waste"
    TRANSPORT = "transport", "Transport and logistics"
    RETAIL = "retail", "Retail and wholesale"
    HOSPITALITY = "hospitality", "Hospitality, tourism and sport"
    FINANCE = "finance", "Finance and insurance"
    PROFESSIONAL = "professional", "Professional and business services"
    HEALTH = "health", "Health and social care"
    EDUCATION = "education", "Education and training"
    PUBLIC = "public", "Public services"
    CHARITY = "charity", "Charities and community"
    OTHER = "other", "Something else"


class DisabilityConfident(models.IntegerChoices):
    """The levels of the government's scheme."""

    NONE = 0, "Not a member"
    COMMITTED = 1, "Disability Confident Committed (level 1)"
    EMPLOYER = 2, "Disability Confident Employer (level 2)"
    LEADER = 3, "Disability Confident Leader (level 3)"


@pghistory.track()
class EmployerFacts(models.Model):
    """What an employer says of itself beyond its details; its administrators keep it.

    An accreditation counts between its dates alone, so that what has run out says so by itself.
    """

    organisation = models.OneToOneField(Organisation, on_delete=models.CASCADE, related_name="employer_facts")
    size_band = models.CharField(max_length=10, choices=SizeBand, blank=True)
    sector = models.CharField(max_length=15, choices=Sector, blank=True)
    sic_codes = ArrayField(
        models.CharField(max_length=5), default=list, blank=True, help_text="SIC 2007, at most four."
    )
    disability_confident = models.PositiveSmallIntegerField(
        choices=DisabilityConfident, default=DisabilityConfident.NONE
    )
    disability_confident_until = models.DateField(null=True)
    living_wage_from = models.DateField(null=True, help_text="Accredited as a Real Living Wage employer.")
    living_wage_until = models.DateField(null=True)
    version = models.PositiveIntegerField(default=1)
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(sic_codes__len__lte=MOST_SIC_CODES), name="partners_at_most_four_sic_codes"
            ),
            models.CheckConstraint(
                condition=Q(disability_confident__range=(0, 3)), name="partners_disability_confident_level"
            ),
            models.CheckConstraint(
                condition=Q(disability_confident_until=None) | Q(disability_confident__gte=1),
                name="partners_disability_confident_end_has_level",
            ),
            models.CheckConstraint(
                condition=Q(living_wage_from=None, living_wage_until=None)
                | Q(
                    living_wage_from__isnull=False,
                    living_wage_until__isnull=False,
                    living_wage_until__gt=F("living_wage_from"),
                ),
                name="partners_living_wage_has_both_dates",
            ),
        ]

    def __str__(self) -> str:
        return f"What {self.organisation_id} says of itself as an employer"

    def pays_living_wage(self, on: date | None = None) -> bool:
        """Accredited on that day, today unless said otherwise."""
        day = on or timezone.localdate()
        return bool(
            self.living_wage_from
            and self.living_wage_until
            and self.living_wage_from <= day <= self.living_wage_until
        )

    def disability_confident_level(self, on: date | None = None) -> int:
        """The level on that day; none once it has run out."""
        end = self.disability_confident_until
        return 0 if end and end < (on or timezone.localdate()) else self.disability_confident

    @property
    def disability_confident_now(self) -> str:
        """The level that holds today, in words; empty without one."""
        level = self.disability_confident_level()
        return str(DisabilityConfident(level).label) if level else ""
