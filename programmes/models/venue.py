import uuid

from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower

from district.partners.models import Organisation
from district.places.models import Postcode


class Venue(models.Model):
    """A place where an organisation teaches."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="venues")
    name = models.CharField(max_length=250)
    reference = models.CharField(max_length=255, blank=True)
    address = models.CharField(max_length=300, blank=True)
    town = models.CharField(max_length=75, blank=True)
    postcode = models.ForeignKey(Postcode, on_delete=models.PROTECT, related_name="+")

    run_count: int  # what reads may add (see queries)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                Lower("name"),
                "organisation",
                name="programmes_venue_name_once",
                violation_error_message="You have a venue of this name already.",
            ),
            models.UniqueConstraint(
                Lower("reference"),
                "organisation",
                condition=~Q(reference=""),
                name="programmes_venue_reference_once",
                violation_error_message="Another of your venues has this reference.",
            ),
        ]

    def __str__(self) -> str:
        return self.name
