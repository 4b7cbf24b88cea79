"""The places where a provider teaches."""

from typing import Any

from django.db import IntegrityError, transaction

from district.partners.actor import Actor
from district.partners.models import Organisation
from district.web.errors import Refused
from programmes.access import require_teaching
from programmes.models import Venue

FIELDS = {"name", "reference", "address", "town", "postcode"}


@transaction.atomic
def create(*, organisation: Organisation, values: dict[str, Any], by: Actor) -> Venue:
    require_teaching(by, organisation.id)
    return _save(Venue(organisation=organisation, **_own(values)))


@transaction.atomic
def change(*, venue: Venue, values: dict[str, Any], by: Actor) -> Venue:
    venue = Venue.objects.select_for_update(of=("self",)).get(pk=venue.pk)
    require_teaching(by, venue.organisation_id)
    for name, value in _own(values).items():
        setattr(venue, name, value)
    return _save(venue)


@transaction.atomic
def remove(*, venue: Venue, by: Actor) -> None:
    venue = Venue.objects.select_for_update(of=("self",)).get(pk=venue.pk)
    require_teaching(by, venue.organisation_id)
    if venue.runs.exists():
        raise Refused("Course runs are held here. Move them to another venue before you remove it.")
    venue.delete()


def _own(values: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in values.items() if name in FIELDS}


def _save(venue: Venue) -> Venue:
    try:
        with transaction.atomic():
            venue.save()
    except IntegrityError as fault:
        if "programmes_venue_reference_once" in str(fault):
            raise Refused("Another of your venues has this reference.", field="reference") from None
        if "programmes_venue_name_once" in str(fault):
            raise Refused("You have a venue of this name already.", field="name") from None
        raise
    return venue
