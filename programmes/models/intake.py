import uuid
from typing import Self

import pghistory
from django.db import models
from django.db.models import Q
from django.utils import timezone

from district.partners.actor import Actor
from district.partners.models import Organisation, Role


class PriorityClass(models.TextChoices):
    """Whom an intake may take first. Each is told from what people answer when they apply, never from the equality
    answers.
    """

    LONG_UNEMPLOYED = "long_unemployed", "Out of work and looking for it for 12 months or more"
    UNEMPLOYED = "unemployed", "Out of work and looking for it"
    INACTIVE = "inactive", "Not in work, and not looking for it yet"
    AT_RISK = "at_risk", "In work that may end soon"
    FEW_HOURS = "few_hours", "In work of few hours, and would like more"
    NO_LEVEL_3 = "no_level_3", "Without a qualification at level 3"


class IntakeQuerySet(models.QuerySet["Intake"]):
    def visible_to(self, actor: Actor) -> Self:
        if actor.is_staff:
            return self.all()
        if actor.organisation and actor.acts_as(Role.PROVIDER):
            return self.filter(organisation=actor.organisation)
        return self.none()

    def due(self) -> Self:
        return self.filter(settled_at=None, closes_at__lte=timezone.now())


@pghistory.track(exclude=["seed"])
class Intake(models.Model):
    """Course runs whose places are given together, once applications have closed, by published rule and lot.

    People rank the runs they would like. The classes say who comes first; within a class a lot decides, drawn from a
    seed whose digest everybody can see from the beginning and which is published with the result.
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="intakes")
    name = models.CharField(max_length=200)
    closes_at = models.DateTimeField(help_text="No applications after this moment.")
    classes = models.JSONField(default=list, help_text="Codes of PriorityClass, those who come first first.")
    seed = models.CharField(max_length=64, help_text="Kept to ourselves until the places are given.")
    seed_digest = models.CharField(
        max_length=64, help_text="SHA-256 of the seed, published from the beginning."
    )
    settled_at = models.DateTimeField(null=True)
    version = models.PositiveIntegerField(default=1)
    is_fictional = models.BooleanField(default=False)
    created_at = models.DateTimeField(default=timezone.now)

    objects = IntakeQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(seed_digest__regex=r"^[0-9a-f]{64}$"), name="programmes_intake_seed_is_published"
            )
        ]
        indexes = [
            models.Index(fields=["closes_at"], condition=Q(settled_at=None), name="programmes_intake_due")
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def is_open(self) -> bool:
        return self.settled_at is None and self.closes_at > timezone.now()
