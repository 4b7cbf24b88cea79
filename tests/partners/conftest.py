from dataclasses import dataclass

import pytest
from django.test import Client
from django.utils import timezone

from district.accounts.models import User
from district.partners.models import (
    Invitation,
    JoinRequest,
    Membership,
    Organisation,
    OrganisationRole,
    Rank,
    Role,
)
from tests.factories.accounts import make_user
from tests.factories.partners import (
    make_invitation,
    make_join_request,
    make_membership,
    make_organisation,
    make_role,
    make_staff,
)
from tests.factories.places import make_postcode

TOKEN = "the-token-in-the-e-mail"


@dataclass
class Town:
    """One organisation with all that belongs to it, and one person for every part in it."""

    organisation: Organisation
    role: OrganisationRole
    waiting: OrganisationRole
    admin: User
    member: User
    removed: User
    learner: User
    stranger: User
    staff: User
    staff_member: User
    invited: User
    invitation: Invitation
    join_request: JoinRequest

    def client_of(self, part: str) -> Client:
        client = Client()
        if part != "visitor":
            client.force_login(getattr(self, part))
        return client

    def membership_of(self, part: str) -> Membership:
        return Membership.objects.get(user=getattr(self, part), organisation=self.organisation)


@pytest.fixture
def town(db: None) -> Town:
    organisation = make_organisation(
        name="Canal Works",
        company_number="01234567",
        website="https://canal.example",
        description="Teaches coding beside the water.",
        postcode=make_postcode(),
    )
    people = {
        part: make_user(name=f"{part.title()} O'Brien") for part in ("admin", "member", "removed", "invited")
    }
    make_membership(user=people["admin"], organisation=organisation)
    make_membership(user=people["member"], organisation=organisation, rank=Rank.MEMBER)
    make_membership(
        user=people["removed"], organisation=organisation, rank=Rank.ADMIN, ended_at=timezone.now()
    )
    stranger = make_membership(organisation=make_organisation(role=Role.PROVIDER)).user
    return Town(
        organisation=organisation,
        role=make_role(organisation=organisation, role=Role.PROVIDER),
        waiting=make_role(organisation=organisation, role=Role.EMPLOYER, approved=False),
        learner=make_user(name="Learner Lee"),
        stranger=stranger,
        staff=make_staff(),
        staff_member=make_staff(rank=Rank.MEMBER),
        invitation=make_invitation(organisation=organisation, email=people["invited"].email, token=TOKEN),
        join_request=make_join_request(organisation=organisation),
        **people,
    )
