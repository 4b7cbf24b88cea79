from district.partners.models.draft import OrganisationDraft
from district.partners.models.employer_facts import DisabilityConfident, EmployerFacts, Sector, SizeBand
from district.partners.models.join_request import JoinRequest
from district.partners.models.membership import Invitation, Membership, Rank
from district.partners.models.merge import DifferentOrganisations, MergedRow, OrganisationMerge
from district.partners.models.organisation import (
    Organisation,
    OrganisationRole,
    Role,
    RoleCheck,
    WithoutNumber,
)
from district.partners.models.role_question import RoleQuestion
from district.partners.models.site import Site

__all__ = [
    "DifferentOrganisations",
    "DisabilityConfident",
    "EmployerFacts",
    "Invitation",
    "JoinRequest",
    "Membership",
    "MergedRow",
    "Organisation",
    "OrganisationDraft",
    "OrganisationMerge",
    "OrganisationRole",
    "Rank",
    "Role",
    "RoleCheck",
    "RoleQuestion",
    "Sector",
    "Site",
    "SizeBand",
    "WithoutNumber",
]
