"""Who acts for an organisation, and in which rank.

An organisation that has members keeps an administrator.
"""

from django.db import IntegrityError, transaction
from django.utils import timezone

from district.accounts.models import User
from district.partners.actor import Actor
from district.partners.models import Membership, Organisation, Rank
from district.partners.services import letters
from district.web.errors import NotAllowed, Refused

NO_ADMIN_LEFT = "An organisation needs at least one administrator. Make somebody else an administrator first."


def lock(organisation_id: int) -> Organisation:
    """Everything that counts an organisation's members does so while holding its row."""
    return Organisation.objects.select_for_update(no_key=True).get(id=organisation_id)


def require_admin(*, organisation: Organisation, by: Actor) -> None:
    """Asked of the database, not of the actor: whoever was removed a moment ago may not."""
    if not Membership.objects.admins().filter(organisation=organisation, user=by.person).exists():
        raise NotAllowed("Only the organisation's administrators may do this. Ask one of them.")


@transaction.atomic
def add(*, organisation: Organisation, user: User, rank: str) -> Membership:
    """Make somebody a member; the first one becomes administrator. A live member stays as they are.

    Called by what has decided on it: registration, an accepted invitation, an accepted request to join.
    """
    lock(organisation.id)
    is_first = not Membership.objects.admins().filter(organisation=organisation).exists()
    try:
        with transaction.atomic():
            return Membership.objects.create(
                organisation=organisation, user=user, rank=Rank.ADMIN if is_first else rank
            )
    except IntegrityError:
        return Membership.objects.get(organisation=organisation, user=user, ended_at=None)


@transaction.atomic
def change_rank(*, membership: Membership, rank: str, by: Actor) -> Membership:
    organisation = lock(membership.organisation_id)
    require_admin(organisation=organisation, by=by)
    current = _live(membership)
    if current.rank == rank:
        return current
    if rank != Rank.ADMIN:
        _require_another_admin(current)
    current.rank = rank
    current.save(update_fields=["rank"])
    letters.rank_changed(membership=current, by=by)
    return current


@transaction.atomic
def remove(*, membership: Membership, by: Actor) -> Membership:
    """End a membership: an administrator removes a colleague, or somebody leaves.

    Takes effect on the next request.
    """
    organisation = lock(membership.organisation_id)
    is_own = membership.user_id == by.person.id
    if not is_own:
        require_admin(organisation=organisation, by=by)
    membership.refresh_from_db()
    if membership.ended_at is not None:
        return membership
    _require_another_admin(membership)
    membership.ended_at = timezone.now()
    membership.save(update_fields=["ended_at"])
    if not is_own:
        letters.member_removed(membership=membership, by=by)
    return membership


def _live(membership: Membership) -> Membership:
    membership.refresh_from_db()
    if membership.ended_at is not None:
        raise Refused("This person has left the organisation in the meantime.")
    return membership


def _require_another_admin(membership: Membership) -> None:
    others = Membership.objects.admins().filter(organisation_id=membership.organisation_id)
    if membership.is_admin and not others.exclude(id=membership.id).exists():
        raise Refused(NO_ADMIN_LEFT)
