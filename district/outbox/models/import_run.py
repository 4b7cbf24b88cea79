import uuid

from django.db import models
from django.utils import timezone


class ImportRun(models.Model):
    """One reading of a file of skills, places, vacancies or courses: what it held and what became of each
    row. Kept.
    """

    class Kind(models.TextChoices):
        SKILLS = "skills"
        PLACES = "places"
        VACANCIES = "vacancies"
        COURSES = "courses"

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    kind = models.CharField(max_length=20, choices=Kind)
    source = models.CharField(max_length=300, help_text="File names, for people.")
    digest = models.CharField(max_length=64, help_text="SHA-256 of the bytes read.")
    read_count = models.PositiveIntegerField(default=0)
    added_count = models.PositiveIntegerField(default=0)
    changed_count = models.PositiveIntegerField(default=0)
    unchanged_count = models.PositiveIntegerField(default=0)
    withdrawn_count = models.PositiveIntegerField(default=0)
    repeat_count = models.PositiveIntegerField(default=0)
    refused_count = models.PositiveIntegerField(default=0)
    started_at = models.DateTimeField(default=timezone.now)
    finished_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-started_at", "-id"]

    def __str__(self) -> str:
        return f"{self.kind} from {self.source}"


class RefusedRow(models.Model):
    """A row that an import could not take, with the sentence that says how to mend it."""

    run = models.ForeignKey(ImportRun, on_delete=models.CASCADE, related_name="refused_rows")
    row = models.PositiveIntegerField(help_text="1 is the first row of data.")
    field = models.CharField(max_length=100, blank=True)
    code = models.CharField(max_length=60)
    message = models.CharField(max_length=300)

    class Meta:
        ordering = ["run", "row", "id"]

    def __str__(self) -> str:
        return f"row {self.row}: {self.message}"
