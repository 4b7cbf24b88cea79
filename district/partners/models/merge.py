import uuid
from typing import TYPE_CHECKING, Self

import pghistory
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from district.accounts.models import User
from district.partners.models.organisation import Organisation

if TYPE_CHECKING:
    from district.partners.actor import Actor


class OrganisationMergeQuerySet(models.QuerySet["OrganisationMerge"]):
    def standing(self) -> Self:
        return self.filter(undone_at=None)

    def visible_to(self, actor: "Actor") -> Self:
        return self.all() if actor.is_staff else self.none()

    def for_list(self) -> Self:
        return self.select_related("kept", "gone", "merged_by", "undone_by").fetch_mode(models.FETCH_RAISE)


@pghistory.track()
class OrganisationMerge(models.Model):
    """Two entries of one organisation made one: everything of `gone` went to `kept`. It can be undone."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    kept = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="merges_kept")
    gone = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="merges_gone")
    reason = models.CharField(max_length=500)
    merged_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    merged_at = models.DateTimeField(default=timezone.now)
    undone_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    undone_at = models.DateTimeField(null=True)

    objects = OrganisationMergeQuerySet.as_manager()

    # Only on rows read by merges.with_counts:
    moved_count: int
    stayed_count: int

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["gone"], condition=Q(undone_at=None), name="partners_merged_away_once"
            ),
            models.CheckConstraint(condition=~Q(kept=F("gone")), name="partners_merge_of_two"),
            models.CheckConstraint(condition=~Q(reason=""), name="partners_merge_has_reason"),
            models.CheckConstraint(
                condition=Q(undone_at=None, undone_by=None)
                | Q(undone_at__isnull=False, undone_by__isnull=False),
                name="partners_undone_by_somebody",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.gone} into {self.kept}"


class MergedRow(models.Model):
    """One link or one detail that a merge touched, so that undoing it can put back exactly this."""

    class Fate(models.TextChoices):
        MOVED = "moved", "Moved"
        STAYED = "stayed", "Stayed, the kept one has its own"
        FILLED = "filled", "Detail taken over"
        PUT_BACK = "put_back", "Put back"
        CHANGED = "changed", "Left as it is, changed since"

    merge = models.ForeignKey(OrganisationMerge, on_delete=models.CASCADE, related_name="rows")
    model = models.CharField(max_length=100, help_text="As Django names it: app and model.")
    field = models.CharField(max_length=100)
    row_id = models.BigIntegerField()
    before = models.TextField(blank=True, help_text="Of a detail: what the kept one had.")
    after = models.TextField(blank=True, help_text="Of a detail: what it has had since.")
    fate = models.CharField(max_length=10, choices=Fate)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["merge", "model", "field", "row_id"], name="partners_merged_row_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.model} {self.row_id}: {self.get_fate_display()}"

    @property
    def field_label(self) -> str:
        """Of a detail: what people call it."""
        fields = {field.attname: field for field in Organisation._meta.concrete_fields}
        name = str(fields[self.field].verbose_name)
        return name[0].upper() + name[1:]


@pghistory.track()
class DifferentOrganisations(models.Model):
    """WMCA staff looked at two that resemble each other and found them to be two. They are not suggested again."""

    first = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="+")
    second = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="+")
    said_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    said_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["first", "second"], name="partners_different_once"),
            models.CheckConstraint(condition=Q(first__lt=F("second")), name="partners_different_in_order"),
        ]

    def __str__(self) -> str:
        return f"{self.first_id} is not {self.second_id}"
