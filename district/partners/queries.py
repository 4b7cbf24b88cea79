"""What the pages of organisations read."""

from dataclasses import dataclass
from typing import Any

from django.db.models import Exists, F, Min, OuterRef, Prefetch, Q, QuerySet
from django.db.models.functions import Lower

from district.partners.models import (
    JoinRequest,
    Membership,
    Organisation,
    OrganisationRole,
    Role,
    RoleCheck,
)


def inner_page(organisation: Organisation) -> dict[str, Any]:
    """Everything about one organisation that its members see: four queries."""
    roles = list(organisation.roles.order_by("requested_at", "id"))
    approved = {role.role for role in roles if role.state == OrganisationRole.State.APPROVED}
    return {
        "organisation": organisation,
        "roles": roles,
        "is_public": bool(approved),
        "teaches": Role.PROVIDER in approved,
        "hires": Role.EMPLOYER in approved,
        "members": list(members_of(organisation)),
        "invitations": list(
            organisation.invitations.unanswered().select_related("invited_by").order_by("created_at")
        ),
        "join_requests": list(
            organisation.join_requests.open().select_related("user").order_by("created_at")
        ),
    }


def members_of(organisation: Organisation) -> QuerySet[Membership]:
    """Administrators first, then by name."""
    live = Membership.objects.live().filter(organisation=organisation).select_related("user")
    return live.order_by("rank", Lower("user__name"), Lower("user__email"))


def for_staff(queryset: QuerySet[Organisation]) -> QuerySet[Organisation]:
    """What waits stands first, the oldest request before all others; then by name."""
    waiting = Min("roles__requested_at", filter=Q(roles__state=OrganisationRole.State.REQUESTED))
    claims = JoinRequest.objects.open().filter(organisation=OuterRef("pk"))
    admins = Membership.objects.admins().filter(organisation=OuterRef("pk"))
    roles = Prefetch("roles", OrganisationRole.objects.order_by("requested_at", "id"))
    return (
        queryset.annotate(waiting_since=waiting, has_claim=Exists(claims) & ~Exists(admins))
        .select_related("postcode__council")
        .prefetch_related(roles)
        .order_by(F("waiting_since").asc(nulls_last=True), "-has_claim", Lower("name"), "id")
    )


def staff_page(organisation: Organisation) -> dict[str, Any]:
    """What WMCA staff see of one organisation: its roles with their checks, its members, who claims it."""
    checks = Prefetch("checks", RoleCheck.objects.select_related("checked_by"))
    roles = organisation.roles.select_related("decided_by").prefetch_related(checks)
    members = list(members_of(organisation))
    has_admin = any(member.is_admin for member in members)
    return {
        "roles": [RoleCard.of(role) for role in roles.order_by("requested_at", "id")],
        "members": members,
        "claims": []
        if has_admin
        else list(organisation.join_requests.open().select_related("user").order_by("created_at")),
    }


@dataclass(frozen=True)
class CheckLine:
    kind: str
    label: str
    check: RoleCheck | None


@dataclass(frozen=True)
class RoleCard:
    """A role with each thing to be checked, done or not."""

    role: OrganisationRole
    lines: list[CheckLine]

    @classmethod
    def of(cls, role: OrganisationRole) -> "RoleCard":
        done = {check.kind: check for check in role.checks.all()}
        return cls(role, [CheckLine(kind.value, kind.label, done.get(kind.value)) for kind in RoleCheck.Kind])

    @property
    def may_be_checked(self) -> bool:
        return self.role.state in {OrganisationRole.State.REQUESTED, OrganisationRole.State.SUSPENDED}

    @property
    def is_shown_with_checks(self) -> bool:
        """A role that was approved without checks (an import, the authority itself) has none to show."""
        return self.may_be_checked or any(line.check for line in self.lines)

    @property
    def is_ready(self) -> bool:
        return all(line.check and line.check.passed for line in self.lines)

    @property
    def passed_count(self) -> int:
        return sum(1 for line in self.lines if line.check and line.check.passed)

    @property
    def may_become(self) -> set[str]:
        return {
            state.value for state in OrganisationRole.TRANSITIONS[OrganisationRole.State(self.role.state)]
        }
