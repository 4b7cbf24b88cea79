import uuid
from typing import TYPE_CHECKING, Self

import pghistory
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.utils import timezone

from district.partners.models.organisation import Organisation
from district.places.models import Postcode

if TYPE_CHECKING:
    from district.partners.actor import Actor


class SiteQuerySet(models.QuerySet["Site"]):
    def open(self) -> Self:
        return self.filter(closed_at=None)

    def visible_to(self, actor: "Actor") -> Self:
        """All to WMCA staff; to others those of the organisation they act for."""
        if actor.is_staff:
            return self
        return self.filter(organisation=actor.organisation) if actor.organisation else self.none()

    def for_list(self) -> Self:
        return (
            self.select_related("postcode__council")
            .order_by(Lower("name"), "id")
            .fetch_mode(models.FETCH_RAISE)
        )


@pghistory.track()
class Site(models.Model):
    """A place where an organisation works. It is closed, never deleted: what was offered there stays true.

    Which one is the main site stands on the organisation.
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="sites")
    name = models.CharField(max_length=100)
    postcode = models.ForeignKey(Postcode, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField(default=timezone.now)
    closed_at = models.DateTimeField(null=True)

    objects = SiteQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(name=""), name="partners_site_has_name"),
            models.UniqueConstraint(
                Lower("name"),
                "organisation",
                "postcode",
                condition=Q(closed_at=None),
                name="partners_site_once",
                violation_error_message="You have a site of this name there already.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name}, {self.postcode_id}"
