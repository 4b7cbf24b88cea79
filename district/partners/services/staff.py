"""The first WMCA staff: made on the server, since nobody is there yet who could approve them."""

import pghistory
from allauth.account.models import EmailAddress
from django.db import transaction
from django.utils import timezone

from district.accounts.models import User
from district.partners.models import Membership, Organisation, OrganisationRole, Rank, Role

NAME = "West Midlands Combined Authority"


@transaction.atomic
def make_staff(*, email: str, name: str = "", rank: str = Rank.ADMIN) -> Membership:
    """Make the person of this address act for the combined authority; both are made if they are missing."""
    with pghistory.context(command="make_staff"):
        user = User.objects.filter(email=email.lower()).first()
        if user is None:
            user = User.objects.create_user(email, name=name)
            EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
        membership, _ = Membership.objects.get_or_create(
            user=user, organisation=authority(), ended_at=None, defaults={"rank": rank}
        )
        if membership.rank != rank:
            membership.rank = rank
            membership.save(update_fields=["rank"])
    return membership


def authority() -> Organisation:
    """The organisation whose approved role is combined authority; made if there is none."""
    known = Organisation.objects.with_role(Role.AUTHORITY).order_by("id").first()
    if known is not None:
        return known
    organisation = Organisation.objects.create(name=NAME)
    OrganisationRole.objects.create(
        organisation=organisation,
        role=Role.AUTHORITY,
        state=OrganisationRole.State.APPROVED,
        decided_at=timezone.now(),
    )
    return organisation
