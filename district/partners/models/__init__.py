from district.partners.models.membership import Invitation, Membership, Rank
from district.partners.models.organisation import Organisation, OrganisationRole, Role, RoleCheck

__all__ = ["Invitation", "Membership", "Organisation", "OrganisationRole", "Rank", "Role", "RoleCheck"]
