"""What the pages of organisations read."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Exists, F, Min, OuterRef, Prefetch, Q, QuerySet
from django.db.models.functions import Lower
from django.utils import timezone

from district.partners import sic
from district.partners.models import (
    EmployerFacts,
    JoinRequest,
    Membership,
    Organisation,
    OrganisationRole,
    Role,
    RoleCheck,
    RoleQuestion,
)
from district.partners.services import merges, verification


def inner_page(organisation: Organisation) -> dict[str, Any]:
    """Everything about one organisation that its members see: three queries, and one more for each thing there is:
    questions of staff, invitations, and people who ask to join.
    """
    asked = organisation.roles.select_related("organisation__employer_facts")
    roles = list(asked.order_by("requested_at", "id"))
    is_employer = any(role.role == Role.EMPLOYER for role in roles)
    questions = RoleQuestion.objects.open().filter(organisation_role__organisation=organisation)
    members = list(
        members_of(organisation).annotate(
            are_questions_open=Exists(questions),
            are_invitations_open=Exists(organisation.invitations.unanswered()),
            are_join_requests_open=Exists(organisation.join_requests.open()),
        )
    )
    there = members[0]  # who looks is a member
    approved = {role.role for role in roles if role.state == OrganisationRole.State.APPROVED}
    return {
        "organisation": organisation,
        "roles": roles,
        "is_public": bool(approved),
        "teaches": Role.PROVIDER in approved,
        "hires": Role.EMPLOYER in approved,
        "is_employer": is_employer,
        "wants_number": wants_number(organisation, roles),
        "open_questions": list(questions.order_by("asked_at", "id")) if there.are_questions_open else [],
        "sites": list(organisation.sites.open().for_list()),
        "facts": facts_of(roles[0].organisation) if is_employer else None,
        "members": members,
        "invitations": list(
            organisation.invitations.unanswered().select_related("invited_by").order_by("created_at")
        )
        if there.are_invitations_open
        else [],
        "join_requests": list(organisation.join_requests.open().select_related("user").order_by("created_at"))
        if there.are_join_requests_open
        else [],
    }


def wants_number(organisation: Organisation, roles: list[OrganisationRole]) -> bool:
    """An employer whose number nobody gave, nor why it has none."""
    is_employer = any(role.role == Role.EMPLOYER for role in roles)
    return is_employer and not organisation.company_number and not organisation.without_number


def facts_of(organisation: Organisation) -> list[dict[str, str]]:
    """What it says as an employer, as lines of a summary."""
    facts = getattr(organisation, "employer_facts", None) or EmployerFacts(organisation=organisation)
    wage = ""
    if facts.living_wage_from and facts.living_wage_until:
        words = "Accredited" if facts.pays_living_wage() else "Not accredited today; it was or will be"
        dates = f"{facts.living_wage_from:%-d %B %Y} to {facts.living_wage_until:%-d %B %Y}"
        wage = f"{words}, {dates}"
    confident = facts.get_disability_confident_display()
    if facts.disability_confident_until:
        word = "until" if facts.disability_confident_level() else "run out on"
        confident = f"{confident}, {word} {facts.disability_confident_until:%-d %B %Y}"
    return [
        {"key": "Registered name", "value": organisation.legal_name or organisation.name},
        {"key": "People", "value": facts.get_size_band_display()},
        {"key": "Sector", "value": facts.get_sector_display()},
        {"key": "SIC codes", "value": "\n".join(sic.said(facts.sic_codes))},
        {"key": "Disability Confident", "value": confident},
        {"key": "Real Living Wage", "value": wage or "Not accredited"},
    ]


def checks_waiting() -> QuerySet[OrganisationRole]:
    """Roles that wait for a check, the oldest first."""
    return (
        OrganisationRole.objects.waiting()
        .filter(organisation__is_active=True)
        .select_related("organisation__postcode__council")
        .prefetch_related("checks", "questions")
        .order_by("requested_at", "id")
    )


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
    questions = Prefetch("questions", RoleQuestion.objects.select_related("asked_by", "answered_by"))
    asked = organisation.roles.select_related("decided_by", "organisation__employer_facts")
    roles = list(asked.prefetch_related(checks, questions).order_by("requested_at", "id"))
    members = list(members_of(organisation))
    has_admin = any(member.is_admin for member in members)
    return {
        "roles": [RoleCard.of(role) for role in roles],
        "members": members,
        "sites": list(organisation.sites.open().for_list()),
        "facts": facts_of(roles[0].organisation) if any(role.role == Role.EMPLOYER for role in roles) else [],
        "became": merges.standing(organisation) if not organisation.is_active else None,
        "claims": []
        if has_admin
        else list(organisation.join_requests.open().select_related("user").order_by("created_at")),
    }


@dataclass(frozen=True)
class WaitingCheck:
    """A role in the queue, with its clock."""

    role: OrganisationRole
    passed_count: int
    due_on: date | None  # none while it is the organisation's turn

    @classmethod
    def of(cls, role: OrganisationRole) -> "WaitingCheck":
        passed = sum(1 for check in role.checks.all() if check.passed)
        return cls(role, passed, verification.due_on(role, list(role.questions.all())))

    @property
    def check_count(self) -> int:
        return len(RoleCheck.Kind)

    @property
    def is_late(self) -> bool:
        return self.due_on is not None and self.due_on < timezone.localdate()


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
    def clock(self) -> WaitingCheck | None:
        return WaitingCheck.of(self.role) if self.role.state == OrganisationRole.State.REQUESTED else None

    @property
    def may_be_asked(self) -> bool:
        """Nothing is asked while an answer is waited for."""
        waits = self.role.state == OrganisationRole.State.REQUESTED
        return waits and not any(each.state == RoleQuestion.State.OPEN for each in self.role.questions.all())

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
