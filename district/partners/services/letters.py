"""What the portal writes to organisations and their members. Each act writes once."""

from collections.abc import Iterable

from django.conf import settings
from django.urls import reverse

from district.accounts.models import User
from district.outbox.services import mail
from district.partners.actor import Actor
from district.partners.models import (
    Invitation,
    JoinRequest,
    Membership,
    Organisation,
    OrganisationRole,
    Role,
)


def registered(*, organisation: Organisation, by: Actor) -> None:
    mail.send(
        to=by.person.email,
        subject=f"{organisation.name} has asked to join the district",
        template="partners/mail/registered",
        context={"organisation": organisation, "url": _page(organisation)},
        key=f"registered {organisation.public_id}",
    )


def role_decided(*, role: OrganisationRole, before: str) -> None:
    """To all administrators of the organisation."""
    subject = {
        OrganisationRole.State.APPROVED: f"{role.organisation.name} is approved",
        OrganisationRole.State.REFUSED: f"{role.organisation.name}: we could not approve this",
        OrganisationRole.State.SUSPENDED: f"{role.organisation.name} is suspended",
    }[OrganisationRole.State(role.state)]
    for user in _admins(role.organisation):
        mail.send(
            to=user.email,
            subject=subject,
            template="partners/mail/role_decided",
            context={
                "organisation": role.organisation,
                "role": role,
                "is_restored": before == OrganisationRole.State.SUSPENDED,
                "url": _page(role.organisation),
            },
            key=f"role {role.public_id} {role.state} {role.decided_at:%Y-%m-%dT%H:%M:%S.%f}",
        )


def invited(*, invitation: Invitation, token: str) -> None:
    mail.send(
        to=invitation.email,
        subject=f"Join {invitation.organisation.name} on the Digital Skills District portal",
        template="partners/mail/invited",
        context={"invitation": invitation, "url": _full("invitation_accept", token)},
        key=f"invitation {invitation.public_id}",
        is_secret=True,
    )


def rank_changed(*, membership: Membership, by: Actor) -> None:
    mail.send(
        to=membership.user.email,
        subject=f"You are now {membership.get_rank_display().lower()} of {membership.organisation.name}",
        template="partners/mail/rank_changed",
        context={"membership": membership, "by": by.person, "url": _page(membership.organisation)},
    )


def member_removed(*, membership: Membership, by: Actor) -> None:
    mail.send(
        to=membership.user.email,
        subject=f"You no longer act for {membership.organisation.name}",
        template="partners/mail/member_removed",
        context={"membership": membership, "by": by.person},
        key=f"removed {membership.public_id}",
    )


def join_asked(*, request: JoinRequest) -> None:
    """To its administrators, or to WMCA's where it has none."""
    organisation = request.organisation
    readers = list(_admins(organisation))
    url = _page(organisation)
    if not readers:
        readers = list(_staff_admins())
        url = _full("authority_organisation_show", organisation.public_id)
    for user in readers:
        mail.send(
            to=user.email,
            subject=f"{request.user} asks to join {organisation.name}",
            template="partners/mail/join_asked",
            context={"request": request, "url": url},
            key=f"join {request.public_id}",
        )


def join_answered(*, request: JoinRequest) -> None:
    subject = {
        JoinRequest.State.ACCEPTED: f"You can now act for {request.organisation.name}",
        JoinRequest.State.DECLINED: f"{request.organisation.name} has not added you",
        JoinRequest.State.EXPIRED: f"{request.organisation.name} has not answered",
    }[JoinRequest.State(request.state)]
    mail.send(
        to=request.user.email,
        subject=subject,
        template="partners/mail/join_answered",
        context={"request": request, "url": _page(request.organisation)},
        key=f"join {request.public_id} {request.state}",
    )


def _admins(organisation: Organisation) -> Iterable[User]:
    memberships = Membership.objects.admins().filter(organisation=organisation)
    return [membership.user for membership in memberships.select_related("user").order_by("id")]


def _staff_admins() -> Iterable[User]:
    authorities = Organisation.objects.with_role(Role.AUTHORITY)
    memberships = Membership.objects.admins().filter(organisation__in=authorities)
    return [membership.user for membership in memberships.select_related("user").order_by("id")]


def _page(organisation: Organisation) -> str:
    return _full("organisation_show", organisation.public_id)


def _full(name: str, argument: object) -> str:
    return settings.SITE_URL.rstrip("/") + reverse(name, args=[argument])
