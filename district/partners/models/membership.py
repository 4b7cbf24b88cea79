import uuid
from typing import Self

import pghistory
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.utils import timezone

from district.accounts.models import User
from district.partners.models.organisation import Organisation


class Rank(models.TextChoices):
    MEMBER = "member", "Member"
    ADMIN = "admin", "Administrator"


class MembershipQuerySet(models.QuerySet["Membership"]):
    def live(self) -> Self:
        return self.filter(ended_at=None, organisation__is_active=True, user__is_active=True)

    def admins(self) -> Self:
        return self.live().filter(rank=Rank.ADMIN)


@pghistory.track()
class Membership(models.Model):
    """A person who acts for an organisation, from joining until removed.

    An organisation that has members keeps at least one administrator.
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="memberships")
    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="memberships")
    rank = models.CharField(max_length=10, choices=Rank, default=Rank.MEMBER)
    joined_at = models.DateTimeField(default=timezone.now)
    ended_at = models.DateTimeField(null=True)

    # Only on rows read by actors.memberships_of:
    approved_roles: list[str]
    has_mfa: bool

    objects = MembershipQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["user", "organisation"],
                condition=Q(ended_at=None),
                name="partners_one_live_membership",
            )
        ]

    def __str__(self) -> str:
        return f"{self.user} at {self.organisation}"

    @property
    def is_admin(self) -> bool:
        return self.rank == Rank.ADMIN


class InvitationQuerySet(models.QuerySet["Invitation"]):
    def unanswered(self) -> Self:
        """Neither accepted nor withdrawn; some of them may have run out."""
        return self.filter(accepted_at=None, withdrawn_at=None)

    def open(self) -> Self:
        return self.unanswered().filter(expires_at__gt=timezone.now())


@pghistory.track(exclude=["token_digest"])
class Invitation(models.Model):
    """An invitation by e-mail to act for an organisation.

    It ends by being accepted, by being withdrawn, or after seven days. Only the e-mail holds its token.
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="invitations")
    email = models.EmailField(max_length=254)
    rank = models.CharField(max_length=10, choices=Rank, default=Rank.MEMBER)
    token_digest = models.CharField(max_length=64, unique=True, editable=False)
    invited_by = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+")
    created_at = models.DateTimeField(default=timezone.now)
    expires_at = models.DateTimeField()
    accepted_at = models.DateTimeField(null=True)
    withdrawn_at = models.DateTimeField(null=True)

    objects = InvitationQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                Lower("email"),
                "organisation",
                condition=Q(accepted_at=None, withdrawn_at=None),
                name="partners_one_open_invitation",
                violation_error_message="This person has an open invitation already.",
            ),
            models.CheckConstraint(
                condition=Q(accepted_at=None) | Q(withdrawn_at=None), name="partners_invitation_ends_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.email} to {self.organisation}"

    @property
    def is_open(self) -> bool:
        return self.accepted_at is None and self.withdrawn_at is None and self.expires_at > timezone.now()
