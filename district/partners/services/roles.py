"""What an organisation may be: asked for by its administrators, checked and decided by WMCA staff."""

from django.db import transaction
from django.utils import timezone

from district.accounts.models import User
from district.partners import signals
from district.partners.actor import Actor
from district.partners.models import Membership, Organisation, OrganisationRole, Role, RoleCheck, RoleQuestion
from district.partners.services import letters, members
from district.web.errors import NotAllowed, Refused

State = OrganisationRole.State


@transaction.atomic
def ask(*, organisation: Organisation, role: str, by: Actor) -> OrganisationRole:
    """Ask for a role, or ask again after a refusal: what was checked then is checked afresh."""
    members.lock(organisation.id)
    members.require_admin(organisation=organisation, by=by)
    if role == Role.AUTHORITY:
        raise NotAllowed("The combined authority is set up by itself.")
    asked, is_new = OrganisationRole.objects.select_for_update(no_key=True).get_or_create(
        organisation=organisation, role=role
    )
    if is_new or asked.state == State.REQUESTED:
        return asked
    _require_transition(asked, State.REQUESTED)
    asked.checks.all().delete()
    asked.state, asked.requested_at, asked.reason = State.REQUESTED, timezone.now(), ""
    asked.decided_at = asked.decided_by = None
    asked.save(update_fields=["state", "requested_at", "reason", "decided_at", "decided_by"])
    return asked


@transaction.atomic
def record_check(*, role: OrganisationRole, kind: str, passed: bool, note: str, by: Actor) -> RoleCheck:
    """Write down what was looked at and found; a second look at the same thing replaces the first."""
    current = for_decision(role, by)
    if current.state not in {State.REQUESTED, State.SUSPENDED}:
        raise Refused(
            f"This role is decided: {current.get_state_display().lower()}. Nothing is being checked."
        )
    check, _ = RoleCheck.objects.update_or_create(
        organisation_role=current,
        kind=kind,
        defaults={"passed": passed, "note": note, "checked_by": by.person, "checked_at": timezone.now()},
    )
    return check


@transaction.atomic
def approve(*, role: OrganisationRole, by: Actor) -> OrganisationRole:
    """Let the role take effect, once everything has been checked and found right.

    Restores a suspended one too.
    """
    current = for_decision(role, by)
    if current.state == State.APPROVED:
        return current
    _require_transition(current, State.APPROVED)
    missing = missing_checks(current)
    if missing:
        words = "; ".join(RoleCheck.Kind(kind).label for kind in missing)
        raise Refused(f"Not everything is checked and found right yet. Missing: {words}.")
    return _decide(current, State.APPROVED, "", by.person)


@transaction.atomic
def refuse(*, role: OrganisationRole, reason: str, by: Actor) -> OrganisationRole:
    return _decide_with_reason(role, State.REFUSED, reason, by)


@transaction.atomic
def suspend(*, role: OrganisationRole, reason: str, by: Actor) -> OrganisationRole:
    """Take effect away for a time: on its members' next request the role is gone."""
    return _decide_with_reason(role, State.SUSPENDED, reason, by)


def refuse_by_clock(*, role: OrganisationRole, reason: str) -> OrganisationRole:
    """Nobody decided: time did. Called by the clock, inside its transaction."""
    current = (
        OrganisationRole.objects.select_related("organisation")
        .select_for_update(of=("self",), no_key=True)
        .get(id=role.id)
    )
    if current.state != State.REQUESTED:
        return current
    return _decide(current, State.REFUSED, reason, None)


def missing_checks(role: OrganisationRole) -> list[str]:
    """The kinds that have not been checked or were not found right, in their order."""
    passed = {check.kind for check in role.checks.all() if check.passed}
    return [kind for kind in RoleCheck.Kind.values if kind not in passed]


def _decide_with_reason(role: OrganisationRole, state: State, reason: str, by: Actor) -> OrganisationRole:
    current = for_decision(role, by)
    if current.state == state:
        return current
    _require_transition(current, state)
    if not reason.strip():
        raise Refused("Give the reason: the organisation will read it.", field="reason")
    return _decide(current, state, reason.strip(), by.person)


def _decide(role: OrganisationRole, state: State, reason: str, person: User | None) -> OrganisationRole:
    before = role.state
    role.state, role.reason = state, reason
    role.decided_at, role.decided_by = timezone.now(), person
    role.save(update_fields=["state", "reason", "decided_at", "decided_by"])
    role.questions.filter(state=RoleQuestion.State.OPEN).update(
        state=RoleQuestion.State.WITHDRAWN, ended_at=role.decided_at
    )
    letters.role_decided(role=role, before=before)
    signals.role_decided.send(sender=OrganisationRole, organisation_id=role.organisation_id, role=role.role)
    return role


def for_decision(role: OrganisationRole, by: Actor) -> OrganisationRole:
    """The role, locked; for WMCA administrators who have no part in the organisation."""
    members.lock(role.organisation_id)
    if not by.is_staff_admin:
        raise NotAllowed("Only administrators among WMCA staff may do this.")
    if Membership.objects.live().filter(organisation_id=role.organisation_id, user=by.person).exists():
        raise NotAllowed("You act for this organisation yourself. Ask a colleague to decide.")
    return (
        OrganisationRole.objects.select_related("organisation")
        .select_for_update(of=("self",), no_key=True)
        .get(id=role.id)
    )


def _require_transition(role: OrganisationRole, state: State) -> None:
    if not role.may_become(state):
        raise Refused(
            f"{role.get_role_display()} is “{role.get_state_display().lower()}” and cannot become "
            f"“{state.label.lower()}” from there."
        )
