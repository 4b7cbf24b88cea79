"""An organisation's own facts: from the draft of its first member, and changed by its administrators."""

from typing import Any

from django.db import IntegrityError, transaction

from district.partners.actor import Actor
from district.partners.models import Membership, Organisation, OrganisationDraft, OrganisationRole, Rank
from district.partners.services import letters, members, merges, sites
from district.web.errors import Refused

NUMBERS = ("company_number", "ukprn", "urn")
WITHOUT_NUMBER = ("without_number", "without_number_note")
DETAILS = ("name", "website", "postcode", "description")


class Changed(Refused):
    """Somebody else saved in the meantime; `current` holds what stands now."""

    def __init__(self, current: Organisation) -> None:
        super().__init__(
            "Somebody else has changed these details in the meantime. Compare both and save again."
        )
        self.current = current


def with_number(*, field: str, value: str) -> Organisation | None:
    """The organisation that is here already under this register number."""
    if not value:
        return None
    found = Organisation.objects.filter(**{field: value}).first()
    return merges.standing(found) if found else None


@transaction.atomic
def register(*, draft: OrganisationDraft, by: Actor) -> Organisation:
    """Make the draft an organisation, its author the administrator, and ask for its roles. Twice is once."""
    current = OrganisationDraft.objects.select_for_update(of=("self",), no_key=True).get(id=draft.id)
    if current.user_id != by.person.id:
        raise Refused("This draft belongs to somebody else.")
    if current.organisation_id:
        return Organisation.objects.get(id=current.organisation_id)
    if current.company_number:
        current.without_number = current.without_number_note = ""
    try:
        with transaction.atomic():
            organisation = Organisation.objects.create(
                **{field: getattr(current, field) for field in (*DETAILS, *NUMBERS, *WITHOUT_NUMBER)}
            )
    except IntegrityError:
        raise Refused(
            "An organisation with this number has joined in the meantime. Go back to the number and ask to join it."
        ) from None
    sites.first_of(organisation)
    Membership.objects.create(user=by.person, organisation=organisation, rank=Rank.ADMIN)
    for role in current.roles:
        OrganisationRole.objects.create(organisation=organisation, role=role)
    current.organisation = organisation
    current.save(update_fields=["organisation", "updated_at"])
    letters.registered(organisation=organisation, by=by)
    return organisation


@transaction.atomic
def change(*, organisation: Organisation, version: int, values: dict[str, Any], by: Actor) -> Organisation:
    """Save changed details; `version` is the one the person had before them."""
    current = members.lock(organisation.id)
    members.require_admin(organisation=current, by=by)
    if current.version != version:
        raise Changed(current)
    if values.get("name", current.name) != current.name and has_decided_role(current):
        raise Refused("The name has been checked and stands. Ask WMCA staff to change it.", field="name")
    changed = [field for field in DETAILS if field in values and getattr(current, field) != values[field]]
    if not changed:
        return current
    for field in changed:
        setattr(current, field, values[field])
    current.version += 1
    current.save(update_fields=[*changed, "version"])
    if "postcode" in changed:
        sites.follow_postcode(current)
    return current


@transaction.atomic
def give_number(*, organisation: Organisation, values: dict[str, str], by: Actor) -> Organisation:
    """The company number of one that came in without it, or why it has none."""
    current = members.lock(organisation.id)
    members.require_admin(organisation=current, by=by)
    if current.company_number:
        raise Refused(
            "The company number stands already. Ask WMCA staff to change it.", field="company_number"
        )
    for field in ("company_number", *WITHOUT_NUMBER):
        setattr(current, field, values[field])
    current.version += 1
    try:
        with transaction.atomic():
            current.save(update_fields=["company_number", *WITHOUT_NUMBER, "version"])
    except IntegrityError:
        raise Refused(
            "Another organisation is here under this number. If it is yours, tell WMCA staff: they make both one.",
            field="company_number",
        ) from None
    return current


def has_decided_role(organisation: Organisation) -> bool:
    """Approved or suspended: under this name it was checked."""
    decided = {OrganisationRole.State.APPROVED, OrganisationRole.State.SUSPENDED}
    return organisation.roles.filter(state__in=decided).exists()
