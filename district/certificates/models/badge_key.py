import re
from typing import Self

import pghistory
from django.db import models
from django.db.models import Q
from django.utils import timezone

THUMBPRINT = re.compile(r"^[A-Za-z0-9_-]{43}$")


class BadgeKeyQuerySet(models.QuerySet["BadgeKey"]):
    def current(self) -> Self:
        """The one that signs now."""
        return self.filter(retired_at=None)


@pghistory.track(exclude=["private_key"])
class BadgeKey(models.Model):
    """A pair of keys with which badges are signed. Made when the first badge is; retired by its successor.

    The public half stays published for good, so that what it signed can be checked. The private half is kept
    encrypted, and wiped when the key retires.
    """

    thumbprint = models.CharField(
        max_length=43, unique=True, help_text="Of the public key, as RFC 7638 says."
    )
    public_key = models.JSONField(help_text="As a JSON Web Key.")
    private_key = models.TextField(blank=True, help_text="Encrypted.")
    made_at = models.DateTimeField(default=timezone.now)
    retired_at = models.DateTimeField(null=True)

    objects = BadgeKeyQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["retired_at"], nulls_distinct=False, name="certificates_one_current_badge_key"
            ),
            models.CheckConstraint(
                condition=Q(thumbprint__regex=THUMBPRINT.pattern), name="certificates_badge_key_thumbprint"
            ),
            models.CheckConstraint(
                condition=Q(retired_at=None) & ~Q(private_key="")
                | Q(retired_at__isnull=False, private_key=""),
                name="certificates_retired_badge_key_signs_nothing",
            ),
        ]

    def __str__(self) -> str:
        return f"badge key {self.thumbprint}"
