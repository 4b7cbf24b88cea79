import uuid
from typing import Self

from django.db import models
from django.db.models import Q
from django.utils import timezone

from district.partners.actor import Actor
from learners.models import Learner
from programmes.models import Enrolment


class CertificateLinkQuerySet(models.QuerySet["CertificateLink"]):
    def live(self) -> Self:
        return self.filter(revoked_at=None)

    def of(self, actor: Actor) -> Self:
        """The person's own."""
        return self.filter(learner__user_id=actor.user.pk) if actor.is_signed_in else self.none()


class CertificateLink(models.Model):
    """An address by which a learner shows a certificate to others, until they take it back.

    The certificate itself is not kept: the page tells what the enrolment says on the day it is opened, so that it
    never says more than is true.
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    enrolment = models.ForeignKey(Enrolment, on_delete=models.CASCADE, related_name="certificate_links")
    learner = models.ForeignKey(Learner, on_delete=models.CASCADE, related_name="certificate_links")
    label = models.CharField(max_length=80, blank=True, help_text="For whom, as the learner calls it.")
    key = models.CharField(max_length=43, unique=True)
    made_at = models.DateTimeField(default=timezone.now)
    revoked_at = models.DateTimeField(null=True)

    objects = CertificateLinkQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(key__regex=r"^[A-Za-z0-9_-]{43}$"), name="certificates_certificate_key_is_long"
            )
        ]

    def __str__(self) -> str:
        return f"certificate link of {self.enrolment_id}"


class CertificateOpening(models.Model):
    """That a shared certificate was opened: when, and with what kind of thing. Nothing about who it was."""

    class Kind(models.TextChoices):
        BROWSER = "browser", "Somebody with a browser"
        PROGRAM = "program", "A program, such as the preview of a message"
        BADGE = "badge", "Read as a digital badge"

    link = models.ForeignKey(CertificateLink, on_delete=models.CASCADE, related_name="openings")
    opened_at = models.DateTimeField(default=timezone.now)
    kind = models.CharField(max_length=7, choices=Kind)

    class Meta:
        indexes = [models.Index(fields=["link", "-opened_at"], name="certificates_openings_of_link")]

    def __str__(self) -> str:
        return f"{self.link_id} opened at {self.opened_at:%Y-%m-%d %H:%M}"
