"""Who may do what with money."""

from district.funding.models import Contract
from district.partners.actor import Actor
from district.partners.models import Role
from district.web.errors import NotAllowed, Refused


def require_staff(by: Actor) -> None:
    if not by.is_staff:
        raise NotAllowed("Only WMCA staff set up funds and contracts.")


def require_deciding(by: Actor) -> None:
    if not by.is_staff_admin:
        raise NotAllowed("Only administrators at WMCA decide on money.")


def require_own(by: Actor, contract: Contract) -> None:
    if not (by.acts_for(contract.organisation_id) and by.acts_as(Role.PROVIDER)):
        raise NotAllowed("Only the provider of this contract may do this.")


def require_other(by: Actor, first_id: int | None, sentence: str) -> None:
    """Two people: whoever did the first step cannot do the second."""
    if first_id is not None and by.person.pk == first_id:
        raise Refused(sentence, code="same person")
