from django.db import models
from django.utils import timezone

from district.accounts.models import User
from district.partners.models import Organisation


class ExportPurpose(models.TextChoices):
    TEACHING = "teaching", "To prepare and teach the course"
    SUPPORT = "support", "To support people on it"
    FUNDING = "funding", "For our funding record"
    QUALITY = "quality", "To look at how well we do"
    REQUEST = "request", "Somebody asked for what we hold about them"


class ExportRecord(models.Model):
    """That somebody took data of people out of the portal: who, what, how much, and what for."""

    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="exports")
    made_by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    made_at = models.DateTimeField(default=timezone.now)
    kind = models.CharField(max_length=30)
    purpose = models.CharField(max_length=10, choices=ExportPurpose)
    narrowed_by = models.CharField(max_length=500, blank=True, help_text="The filters that were on.")
    row_count = models.PositiveIntegerField()

    class Meta:
        indexes = [models.Index(fields=["organisation", "made_at"], name="programmes_exports_of")]

    def __str__(self) -> str:
        return f"{self.kind} of {self.organisation_id} for {self.purpose}"
