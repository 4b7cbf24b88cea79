from typing import Self

from django.db import models
from django.db.models import Q


class CouncilQuerySet(models.QuerySet["Council"]):
    def inside(self) -> Self:
        """The seven constituent councils of the West Midlands Combined Authority."""
        return self.filter(is_inside=True).order_by("name")


class Council(models.Model):
    """A local authority district of the United Kingdom, by its ONS code."""

    code = models.CharField(max_length=9, primary_key=True)
    name = models.CharField(max_length=100, blank=True)
    slug = models.SlugField(max_length=100, blank=True)
    is_inside = models.BooleanField(default=False)
    easting = models.IntegerField(null=True, help_text="Centre, OSGB metres.")
    northing = models.IntegerField(null=True, help_text="Centre, OSGB metres.")
    outline = models.JSONField(
        null=True, help_text="Simplified outline for maps: list of rings of [easting, northing] in metres."
    )

    objects = CouncilQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(code__regex=r"^[EKNSWLM]\d{8}$"), name="places_council_code_is_gss"
            ),
            models.CheckConstraint(
                condition=Q(is_inside=False) | ~Q(name=""), name="places_inside_council_has_name"
            ),
        ]

    def __str__(self) -> str:
        return self.name or self.code


class Ward(models.Model):
    code = models.CharField(max_length=9, primary_key=True)
    name = models.CharField(max_length=100)
    council = models.ForeignKey(Council, on_delete=models.PROTECT, related_name="wards")

    def __str__(self) -> str:
        return self.name


class Lsoa(models.Model):
    """A lower-layer super output area (2021) with its decile of multiple deprivation (1 is the most deprived)."""

    code = models.CharField(max_length=9, primary_key=True)
    council = models.ForeignKey(Council, on_delete=models.PROTECT, related_name="lsoas")
    imd_decile = models.PositiveSmallIntegerField(null=True, help_text="Indices of Deprivation 2025.")
    imd_rank = models.PositiveIntegerField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(imd_decile=None) | Q(imd_decile__range=(1, 10)), name="places_imd_decile_1_to_10"
            )
        ]

    def __str__(self) -> str:
        return self.code
