import json
from typing import TYPE_CHECKING, Any, Self

from django.db import models
from django.db.models import Q

from district.imports.models.upload import Upload

if TYPE_CHECKING:
    Text = models.Field[dict[str, str], dict[str, str]]
else:
    Text = models.TextField


class CellsField(Text):
    """Cells by column as JSON text: what was typed may hold characters that PostgreSQL's own JSON refuses."""

    def from_db_value(self, value: str | None, *_: Any) -> dict[str, str]:
        found: dict[str, str] = json.loads(value or "{}")
        return found

    def get_prep_value(self, value: Any) -> str:
        return json.dumps(value)


class UploadRowQuerySet(models.QuerySet["UploadRow"]):
    def kept(self) -> Self:
        return self.filter(is_deleted=False)

    def refused(self) -> Self:
        return self.kept().exclude(faults=[])


class UploadRow(models.Model):
    """One row of the file as it was typed, with what is wrong with it. Its cells go when the upload ends."""

    upload = models.ForeignKey(Upload, on_delete=models.CASCADE, related_name="rows")
    number = models.PositiveIntegerField(help_text="1 is the first row below the header.")
    cells = CellsField(default=dict)
    faults = models.JSONField(default=list, help_text="Column, code and message of each.")
    is_deleted = models.BooleanField(default=False)
    effect = models.CharField(max_length=10, blank=True, help_text="added, changed, unchanged or repeat")
    changed_fields = models.JSONField(default=list)

    objects = UploadRowQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["upload", "number"], name="imports_row_once"),
            models.CheckConstraint(
                condition=Q(faults=[]) | Q(effect=""), name="imports_refused_row_has_no_effect"
            ),
        ]
        indexes = [
            models.Index(fields=["upload", "effect", "number"], name="imports_row_effect"),
            models.Index(fields=["upload", "number"], condition=~Q(faults=[]), name="imports_row_refused"),
        ]

    def __str__(self) -> str:
        return f"row {self.number}"
