"""What the portal writes to organisations and their members. Each act writes once."""

from collections.abc import Iterable
from datetime import date

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
    OrganisationMerge,
    OrganisationRole,
    Role,
    RoleQuestion,
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


def role_question_asked(*, question: RoleQuestion, answer_by: date) -> None:
    organisation = question.organisation_role.organisation
    for user in _admins(organisation):
        mail.send(
            to=user.email,
            subject=f"{organisation.name}: we need to know something more",
            template="partners/mail/role_question_asked",
            context={"question": question, "answer_by": answer_by, "url": _page(organisation)},
            key=f"question {question.public_id}",
        )


def role_question_answered(*, question: RoleQuestion) -> None:
    organisation = question.organisation_role.organisation
    mail.send(
        to=question.asked_by.email,
        subject=f"{organisation.name} has answered",
        template="partners/mail/role_question_answered",
        context={"question": question, "url": _full("authority_organisation_show", organisation.public_id)},
        key=f"question {question.public_id} answered",
    )


def checks_late(*, late: list[OrganisationRole], today: date) -> None:
    for user in _staff_admins():
        mail.send(
            to=user.email,
            subject="Organisations wait longer than we promised",
            template="partners/mail/checks_late",
            context={"late": late, "url": settings.SITE_URL.rstrip("/") + reverse("authority_check_list")},
            key=f"late checks {today}",
        )


def merged(*, merge: OrganisationMerge, readers: Iterable[User]) -> None:
    """To the administrators of both, as they were before it."""
    for user in readers:
        mail.send(
            to=user.email,
            subject=f"{merge.gone.name} and {merge.kept.name} are one on the portal now",
            template="partners/mail/merged",
            context={"merge": merge, "url": _page(merge.kept)},
            key=f"merge {merge.public_id}",
        )


def merge_undone(*, merge: OrganisationMerge, readers: Iterable[User]) -> None:
    for user in readers:
        mail.send(
            to=user.email,
            subject=f"{merge.gone.name} and {merge.kept.name} are two on the portal again",
            template="partners/mail/merge_undone",
            context={"merge": merge, "url": _full_list()},
            key=f"merge {merge.public_id} undone",
        )


def admins_of(*organisations: Organisation) -> list[User]:
    """Each once."""
    return list({user.id: user for each in organisations for user in _admins(each)}.values())


def _full_list() -> str:
    return settings.SITE_URL.rstrip("/") + reverse("organisation_list")


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
