import uuid

from django.db import models
from django.db.models import Q
from django.utils import timezone

from district.accounts.models import User
from district.partners.models.organisation import Organisation, Role, WithoutNumber
from district.places.models import Postcode


class OrganisationDraft(models.Model):
    """What a person has answered so far while signing an organisation up. One at a time for each person.

    It ends by being sent, by being thrown away, or after sixty days without an answer.
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+")
    answered = models.JSONField(default=list, help_text="The questions that have been answered.")
    name = models.CharField(max_length=200, blank=True)
    roles = models.JSONField(default=list)
    company_number = models.CharField(max_length=8, blank=True)
    without_number = models.CharField(max_length=12, choices=WithoutNumber, blank=True, db_default="")
    without_number_note = models.CharField(max_length=300, blank=True, default="", db_default="")
    ukprn = models.CharField(max_length=8, blank=True)
    urn = models.CharField(max_length=6, blank=True)
    website = models.URLField(blank=True)
    postcode = models.ForeignKey(Postcode, null=True, on_delete=models.PROTECT, related_name="+")
    description = models.TextField(blank=True, max_length=4000)
    organisation = models.OneToOneField(
        Organisation, null=True, on_delete=models.CASCADE, related_name="draft", help_text="What it became."
    )
    created_at = models.DateTimeField(default=timezone.now)
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["user"], condition=Q(organisation=None), name="partners_one_open_draft"
            )
        ]

    def __str__(self) -> str:
        return self.name or "An organisation without a name yet"

    def get_role_labels(self) -> list[str]:
        return [Role(role).label for role in self.roles]
