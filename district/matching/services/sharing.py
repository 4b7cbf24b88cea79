"""Switches fair sharing on and off."""

from django.db import transaction

from district.matching.models import SharingSwitch
from district.matching.services import exposure, runs
from district.partners.actor import Actor
from district.web.errors import NotAllowed, Refused


@transaction.atomic
def switch(*, is_on: bool, reason: str, by: Actor) -> SharingSwitch:
    """Kept as a row of its own; the lists follow with a run that is promised here."""
    if not by.is_staff:
        raise NotAllowed("Only WMCA staff can switch fair sharing on or off.")
    if exposure.is_on() == is_on:
        raise Refused(f"Fair sharing is {'on' if is_on else 'off'} already. Load the page again.")
    made = SharingSwitch.objects.create(is_on=is_on, reason=reason, by=by.person)
    runs.promise()
    return made
