"""What an employer says of itself: size, sector, SIC codes, accreditations."""

from typing import Any

from django.db import transaction

from district.partners.actor import Actor
from district.partners.models import EmployerFacts, Organisation, Role
from district.partners.services import members
from district.partners.services.organisations import has_decided_role
from district.web.errors import Refused

FIELDS = (
    "size_band",
    "sector",
    "sic_codes",
    "disability_confident",
    "disability_confident_until",
    "living_wage_from",
    "living_wage_until",
)


class Changed(Refused):
    """Somebody else saved in the meantime; `current` holds what stands now."""

    def __init__(self, current: EmployerFacts) -> None:
        super().__init__("Somebody else has changed this in the meantime. Compare both and save again.")
        self.current = current


def of(organisation: Organisation) -> EmployerFacts:
    """What is kept, or an empty sheet."""
    known = EmployerFacts.objects.filter(organisation=organisation).first()
    return known or EmployerFacts(organisation=organisation)


@transaction.atomic
def change(*, organisation: Organisation, version: int, values: dict[str, Any], by: Actor) -> EmployerFacts:
    """Save what an administrator entered; `version` is the one they had before them."""
    current = members.lock(organisation.id)
    members.require_admin(organisation=current, by=by)
    if not current.roles.filter(role=Role.EMPLOYER).exists():
        raise Refused("This is asked of employers only. Ask for the role of employer first.")
    facts = of(current)
    if facts.version != version:
        raise Changed(facts)
    _rename(current, values)
    if facts.pk and all(getattr(facts, field) == values[field] for field in FIELDS):
        return facts
    for field in FIELDS:
        setattr(facts, field, values[field])
    facts.version = version + 1
    facts.save()
    return facts


def _rename(organisation: Organisation, values: dict[str, Any]) -> None:
    """The registered name; once it has been checked under one, it stands."""
    legal_name = values.get("legal_name", organisation.legal_name)
    if legal_name == organisation.legal_name:
        return
    if organisation.legal_name and has_decided_role(organisation):
        raise Refused(
            "The registered name has been checked and stands. Ask WMCA staff to change it.",
            field="legal_name",
        )
    organisation.legal_name = legal_name
    organisation.version += 1
    organisation.save(update_fields=["legal_name", "version"])
