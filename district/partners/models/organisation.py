import uuid
from typing import TYPE_CHECKING, Self

import pghistory
from django.db import models
from django.db.models import Q
from django.utils import timezone

from district.accounts.models import User
from district.places.models import Postcode

if TYPE_CHECKING:
    from district.partners.actor import Actor


class Role(models.TextChoices):
    """What an organisation may be in the district. Each takes effect once WMCA staff have approved it."""

    PROVIDER = "provider", "Training provider"
    EMPLOYER = "employer", "Employer"
    AUTHORITY = "authority", "Combined authority"
    SCHOOL = "school", "School"
    CIVIC = "civic", "Civic body"
    COMMUNITY = "community", "Community organisation"


class WithoutNumber(models.TextChoices):
    """Why an employer has no company number."""

    SOLE_TRADER = "sole_trader", "A sole trader"
    PARTNERSHIP = "partnership", "A partnership that is not registered"
    CHARITY = "charity", "A charity or club that is not a company"
    PUBLIC = "public", "A public body"
    OTHER = "other", "Something else"


class OrganisationQuerySet(models.QuerySet["Organisation"]):
    def with_role(self, role: str) -> Self:
        """Active organisations whose role has been approved."""
        return self.filter(
            is_active=True,
            id__in=OrganisationRole.objects.approved().filter(role=role).values("organisation_id"),
        )

    def public(self) -> Self:
        """Those with any approved role: everybody may see that they are partners."""
        return self.filter(
            is_active=True, id__in=OrganisationRole.objects.approved().values("organisation_id")
        )

    def visible_to(self, actor: "Actor") -> Self:
        """Whose inner page the actor may open: all for WMCA staff, else those they are a live member of."""
        if actor.is_staff:
            return self
        if not actor.is_signed_in:
            return self.none()
        return self.filter(is_active=True, memberships__user=actor.person, memberships__ended_at__isnull=True)


@pghistory.track()
class Organisation(models.Model):
    """A partner of the district.

    It exists from sign-up or from an import; it may act once a role of it is approved.
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    name = models.CharField(max_length=200)
    legal_name = models.CharField(max_length=200, blank=True)
    company_number = models.CharField(max_length=8, blank=True)
    without_number = models.CharField(
        "why it has no company number", max_length=12, choices=WithoutNumber, blank=True, db_default=""
    )
    without_number_note = models.CharField(
        "how else to look it up", max_length=300, blank=True, default="", db_default=""
    )
    ukprn = models.CharField("UKPRN", max_length=8, blank=True)
    urn = models.CharField("URN", max_length=6, blank=True)
    website = models.URLField(blank=True)
    description = models.TextField(blank=True, max_length=4000)
    postcode = models.ForeignKey(Postcode, null=True, on_delete=models.PROTECT, related_name="+")
    main_site = models.ForeignKey(
        "Site", null=True, on_delete=models.SET_NULL, related_name="+", help_text="Its postcode stands above."
    )
    is_active = models.BooleanField(default=True)
    is_fictional = models.BooleanField(default=False)
    is_imported = models.BooleanField(
        default=False, help_text="Known only from an import; nobody has claimed it yet."
    )
    version = models.PositiveIntegerField(default=1, help_text="Goes up by one with each saved change.")
    created_at = models.DateTimeField(default=timezone.now)

    objects = OrganisationQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(company_number="") | Q(company_number__regex=r"^([0-9]{8}|[A-Z]{2}[0-9]{6})$"),
                name="partners_company_number_form",
                violation_error_message="A company number has 8 digits, or 2 letters and 6 digits.",
            ),
            models.CheckConstraint(
                condition=Q(ukprn="") | Q(ukprn__regex=r"^[1-9][0-9]{7}$"),
                name="partners_ukprn_form",
                violation_error_message="A UKPRN has 8 digits and does not start with 0.",
            ),
            models.CheckConstraint(
                condition=Q(urn="") | Q(urn__regex=r"^[0-9]{6}$"),
                name="partners_urn_form",
                violation_error_message="A school's URN has 6 digits.",
            ),
            models.UniqueConstraint(fields=["ukprn"], condition=~Q(ukprn=""), name="partners_one_per_ukprn"),
            models.UniqueConstraint(
                fields=["company_number"], condition=~Q(company_number=""), name="partners_one_per_company"
            ),
            models.UniqueConstraint(fields=["urn"], condition=~Q(urn=""), name="partners_one_per_urn"),
        ]

    def __str__(self) -> str:
        return self.name


class OrganisationRoleQuerySet(models.QuerySet["OrganisationRole"]):
    def approved(self) -> Self:
        return self.filter(state=OrganisationRole.State.APPROVED)

    def waiting(self) -> Self:
        return self.filter(state=OrganisationRole.State.REQUESTED)

    def withheld(self, role: str) -> Self:
        """Asked for and not approved, or not any more: nothing that stands on this role is shown to anybody."""
        return self.filter(role=role).exclude(state=OrganisationRole.State.APPROVED)


@pghistory.track()
class OrganisationRole(models.Model):
    """A role an organisation asks for, and what WMCA staff decided about it."""

    class State(models.TextChoices):
        REQUESTED = "requested", "Waiting for a check"
        APPROVED = "approved", "Approved"
        REFUSED = "refused", "Refused"
        SUSPENDED = "suspended", "Suspended"

    TRANSITIONS = {
        State.REQUESTED: {State.APPROVED, State.REFUSED},
        State.APPROVED: {State.SUSPENDED},
        State.REFUSED: {State.REQUESTED},
        State.SUSPENDED: {State.APPROVED, State.REFUSED},
    }

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="roles")
    role = models.CharField(max_length=10, choices=Role)
    state = models.CharField(max_length=10, choices=State, default=State.REQUESTED)
    requested_at = models.DateTimeField(default=timezone.now)
    decided_at = models.DateTimeField(null=True)
    decided_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    reason = models.CharField(max_length=500, blank=True, help_text="Told to the organisation.")

    objects = OrganisationRoleQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["organisation", "role"], name="partners_role_once"),
            models.CheckConstraint(
                condition=Q(state="requested") | Q(decided_at__isnull=False),
                name="partners_decision_has_time",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["refused", "suspended"]) | ~Q(reason=""),
                name="partners_refusal_has_reason",
                violation_error_message="Give the reason: the organisation will read it.",
            ),
        ]
        indexes = [
            models.Index(
                fields=["requested_at"], condition=Q(state="requested"), name="partners_roles_waiting"
            )
        ]

    def __str__(self) -> str:
        return f"{self.organisation} as {self.get_role_display()}: {self.get_state_display()}"

    def may_become(self, state: str) -> bool:
        return state in self.TRANSITIONS[self.State(self.state)]


@pghistory.track()
class RoleCheck(models.Model):
    """One thing WMCA staff checked before deciding on a role: where they looked and what they found."""

    class Kind(models.TextChoices):
        REGISTER = "register", "Found on the public register (Companies House, UKRLP, GIAS)"
        ADDRESS = "address", "Address and website belong to it"
        CONTACT = "contact", "The person who asked works there"
        CONDUCT = "conduct", "Nothing known against it"

    organisation_role = models.ForeignKey(OrganisationRole, on_delete=models.CASCADE, related_name="checks")
    kind = models.CharField(max_length=10, choices=Kind)
    passed = models.BooleanField()
    note = models.CharField(max_length=500)
    checked_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    checked_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["checked_at", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["organisation_role", "kind"], name="partners_one_check_of_a_kind"
            ),
            models.CheckConstraint(condition=~Q(note=""), name="partners_check_has_note"),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {'yes' if self.passed else 'no'}"
