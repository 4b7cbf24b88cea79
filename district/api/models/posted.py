from typing import Self

import pghistory
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from district.api.models.token import ApiToken
from district.partners.actor import Actor
from district.partners.models import Organisation, Role
from employers.models import Vacancy


class PostedVacancyQuerySet(models.QuerySet["PostedVacancy"]):
    def visible_to(self, actor: Actor) -> Self:
        """What the employer's own systems have posted; the vacancy must still be the employer's."""
        if actor.organisation is None or not actor.acts_as(Role.EMPLOYER):
            return self.none()
        return self.filter(organisation=actor.organisation, vacancy__organisation=F("organisation"))

    def for_list(self) -> Self:
        loaded = self.select_related("vacancy__organisation", "vacancy__postcode", "vacancy__council")
        return loaded.order_by("-posted_at", "-id").fetch_mode(models.FETCH_RAISE)


@pghistory.track()
class PostedVacancy(models.Model):
    """A vacancy that an employer's own system posted, by the reference it has there."""

    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    reference = models.CharField(max_length=100)
    vacancy = models.OneToOneField(Vacancy, on_delete=models.CASCADE, related_name="posted")
    digest = models.CharField(max_length=64, help_text="SHA-256 of what was last sent, to see changes.")
    token = models.ForeignKey(
        ApiToken, null=True, on_delete=models.SET_NULL, related_name="+", help_text="That sent it last."
    )
    posted_at = models.DateTimeField(default=timezone.now)
    changed_at = models.DateTimeField(default=timezone.now)

    objects = PostedVacancyQuerySet.as_manager()

    class Meta:
        verbose_name = "vacancy posted by its own system"
        verbose_name_plural = "vacancies posted by their own systems"
        constraints = [
            models.UniqueConstraint(fields=["organisation", "reference"], name="api_reference_once"),
            models.CheckConstraint(condition=~Q(reference=""), name="api_has_reference"),
        ]

    def __str__(self) -> str:
        return self.reference
