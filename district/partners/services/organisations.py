"""An organisation's own facts: from the draft of its first member, and changed by its administrators."""

from typing import Any

from django.db import IntegrityError, transaction

from district.partners.actor import Actor
from district.partners.models import Membership, Organisation, OrganisationDraft, OrganisationRole, Rank
from district.partners.services import letters, members
from district.web.errors import Refused

NUMBERS = ("company_number", "ukprn", "urn")
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
    return Organisation.objects.filter(is_active=True, **{field: value}).first()


@transaction.atomic
def register(*, draft: OrganisationDraft, by: Actor) -> Organisation:
    """Make the draft an organisation, its author the administrator, and ask for its roles. Twice is once."""
    current = OrganisationDraft.objects.select_for_update(of=("self",), no_key=True).get(id=draft.id)
    if current.user_id != by.person.id:
        raise Refused("This draft belongs to somebody else.")
    if current.organisation_id:
        return Organisation.objects.get(id=current.organisation_id)
    try:
        with transaction.atomic():
            organisation = Organisation.objects.create(
                **{field: getattr(current, field) for field in (*DETAILS, *NUMBERS)}
            )
    except IntegrityError:
        raise Refused(
            "An organisation with this number has joined in the meantime. Go back to the number and ask to join it."
        ) from None
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
    return current


def has_decided_role(organisation: Organisation) -> bool:
    """Approved or suspended: under this name it was checked."""
    decided = {OrganisationRole.State.APPROVED, OrganisationRole.State.SUSPENDED}
    return organisation.roles.filter(state__in=decided).exists()
