import uuid
from typing import Self

import pghistory
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.utils import timezone

from district.accounts.models import User
from district.partners.actor import Actor
from district.partners.models import Organisation, Role


class ApiTokenQuerySet(models.QuerySet["ApiToken"]):
    def live(self) -> Self:
        return self.filter(revoked_at=None, expires_at__gt=timezone.now())

    def visible_to(self, actor: Actor) -> Self:
        """An employer's own; nobody else's, not even to WMCA staff."""
        if actor.organisation is None or not actor.acts_as(Role.EMPLOYER):
            return self.none()
        return self.filter(organisation=actor.organisation)

    def for_list(self) -> Self:
        return self.select_related("use", "created_by").fetch_mode(models.FETCH_RAISE)


@pghistory.track(exclude=["digest", "former_digest"])
class ApiToken(models.Model):
    """Lets an employer's own system post vacancies. We keep its digest alone: whoever makes it sees it once.

    Rotating gives it a new secret; the former one goes on working for a while, so that nothing stands still.
    It ends when it is revoked, or on its day.
    """

    class State(models.TextChoices):
        LIVE = "live", "In use"
        EXPIRED = "expired", "Expired"
        REVOKED = "revoked", "Revoked"

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="api_tokens")
    name = models.CharField(max_length=60)
    digest = models.CharField(max_length=64, unique=True, help_text="SHA-256 of the secret.")
    ending = models.CharField(max_length=4, help_text="The last four characters, to tell tokens apart.")
    expires_at = models.DateTimeField()
    created_at = models.DateTimeField(default=timezone.now)
    created_by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    rotated_at = models.DateTimeField(null=True)
    former_digest = models.CharField(max_length=64, null=True, unique=True)
    former_until = models.DateTimeField(null=True, help_text="So long the former secret works.")
    revoked_at = models.DateTimeField(null=True)
    revoked_by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    warned_at = models.DateTimeField(null=True, help_text="When its administrators heard that it ends soon.")

    objects = ApiTokenQuerySet.as_manager()

    class Meta:
        verbose_name = "API token"
        constraints = [
            models.CheckConstraint(
                condition=Q(former_digest=None, former_until=None)
                | Q(former_digest__isnull=False, former_until__isnull=False),
                name="api_former_has_end",
            ),
            models.CheckConstraint(condition=Q(expires_at__gt=models.F("created_at")), name="api_token_ends"),
            models.UniqueConstraint(
                Lower("name"),
                "organisation",
                condition=Q(revoked_at=None),
                name="api_token_name_once",
                violation_error_message="You have a token of this name already.",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def state(self) -> str:
        if self.revoked_at is not None:
            return self.State.REVOKED
        return self.State.LIVE if self.expires_at > timezone.now() else self.State.EXPIRED

    @property
    def state_label(self) -> str:
        return str(self.State(self.state).label)

    @property
    def has_former(self) -> bool:
        """Whether the secret before the last rotation still works."""
        return (
            self.state == self.State.LIVE
            and self.former_until is not None
            and self.former_until > timezone.now()
        )


class ApiTokenUse(models.Model):
    """When a token was last used, and how often within the minute: apart, for it is written at every call."""

    token = models.OneToOneField(ApiToken, primary_key=True, on_delete=models.CASCADE, related_name="use")
    last_used_at = models.DateTimeField()
    minute_began_at = models.DateTimeField()
    calls = models.PositiveIntegerField(default=0)

    def __str__(self) -> str:
        return f"use of token {self.token_id}"
