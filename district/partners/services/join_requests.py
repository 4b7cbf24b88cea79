"""Requests to act for an organisation that is here already."""

from datetime import timedelta

from django.db import IntegrityError, transaction
from django.utils import timezone

from district.partners.actor import Actor
from district.partners.models import JoinRequest, Membership, Organisation, Rank
from district.partners.services import letters, members
from district.web.errors import NotAllowed, Refused

OPEN_FOR = timedelta(days=30)


@transaction.atomic
def ask(*, organisation: Organisation, message: str, by: Actor) -> JoinRequest:
    """Ask its administrators, or WMCA staff where it has none. Asking twice is asking once."""
    if Membership.objects.live().filter(organisation=organisation, user=by.person).exists():
        raise Refused("You are a member of this organisation already.")
    try:
        with transaction.atomic():
            request = JoinRequest.objects.create(organisation=organisation, user=by.person, message=message)
    except IntegrityError:
        return JoinRequest.objects.open().get(organisation=organisation, user=by.person)
    letters.join_asked(request=request)
    return request


@transaction.atomic
def accept(*, request: JoinRequest, by: Actor) -> JoinRequest:
    """Whom WMCA staff let into an organisation without members becomes its administrator."""
    current = _for_answer(request, by)
    if current.state == JoinRequest.State.ACCEPTED:
        return current
    _end(current, JoinRequest.State.ACCEPTED, by)
    members.add(organisation=current.organisation, user=current.user, rank=Rank.MEMBER)
    Organisation.objects.filter(id=current.organisation_id, is_imported=True).update(is_imported=False)
    letters.join_answered(request=current)
    return current


@transaction.atomic
def decline(*, request: JoinRequest, by: Actor) -> JoinRequest:
    current = _for_answer(request, by)
    if current.state == JoinRequest.State.DECLINED:
        return current
    _end(current, JoinRequest.State.DECLINED, by)
    letters.join_answered(request=current)
    return current


@transaction.atomic
def withdraw(*, request: JoinRequest, by: Actor) -> JoinRequest:
    current = _locked(request)
    if current.user_id != by.person.id:
        raise NotAllowed("Only the person who asked may withdraw this.")
    if current.state != JoinRequest.State.WITHDRAWN:
        _end(current, JoinRequest.State.WITHDRAWN, by)
    return current


@transaction.atomic
def expire_old() -> int:
    """End what nobody answered for thirty days, and say so to those who asked."""
    old = JoinRequest.objects.open().filter(created_at__lt=timezone.now() - OPEN_FOR)
    ended = list(old.select_for_update(skip_locked=True, no_key=True).order_by("id"))
    for request in ended:
        request.state, request.decided_at = JoinRequest.State.EXPIRED, timezone.now()
        request.save(update_fields=["state", "decided_at"])
        letters.join_answered(request=request)
    return len(ended)


def _for_answer(request: JoinRequest, by: Actor) -> JoinRequest:
    organisation = members.lock(request.organisation_id)
    has_admin = Membership.objects.admins().filter(organisation=organisation).exists()
    if has_admin or not by.is_staff_admin:
        members.require_admin(organisation=organisation, by=by)
    return _locked(request)


def _locked(request: JoinRequest) -> JoinRequest:
    return (
        JoinRequest.objects.select_related("organisation", "user")
        .select_for_update(of=("self",), no_key=True)
        .get(id=request.id)
    )


def _end(request: JoinRequest, state: str, by: Actor) -> None:
    if state not in JoinRequest.TRANSITIONS[JoinRequest.State(request.state)]:
        raise Refused(f"This request has ended: {request.get_state_display().lower()}.")
    request.state, request.decided_at, request.decided_by = state, timezone.now(), by.person
    request.save(update_fields=["state", "decided_at", "decided_by"])
