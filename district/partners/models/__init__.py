from district.partners.models.draft import OrganisationDraft
from district.partners.models.join_request import JoinRequest
from district.partners.models.membership import Invitation, Membership, Rank
from district.partners.models.organisation import Organisation, OrganisationRole, Role, RoleCheck

__all__ = [
    "Invitation",
    "JoinRequest",
    "Membership",
    "Organisation",
    "OrganisationDraft",
    "OrganisationRole",
    "Rank",
    "Role",
    "RoleCheck",
]
