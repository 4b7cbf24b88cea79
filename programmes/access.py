"""Who may change what is taught: members of the provider it belongs to, and WMCA staff."""

from district.partners.actor import Actor
from district.partners.models import Role
from district.web.errors import NotAllowed


def require_teaching(by: Actor, organisation_id: int) -> None:
    is_own = by.acts_for(organisation_id) and by.acts_as(Role.PROVIDER)
    if not (is_own or by.is_staff):
        raise NotAllowed("Only the provider who teaches this, or WMCA staff, may change it.")
