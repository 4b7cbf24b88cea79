import uuid

from django.db import models

from district.partners.models import Organisation


class ProgrammeKind(models.TextChoices):
    SKILLS_BOOTCAMP = "skills_bootcamp", "Skills Bootcamp"
    ADULT_SKILLS = "adult_skills", "Adult Skills Fund"
    FREE_COURSES = "free_courses", "Free Courses for Jobs"
    VENDOR = "vendor", "Free course from a technology company"
    COMMUNITY = "community", "Community learning"
    OTHER = "other", "Other"


class Programme(models.Model):
    """A funded (or open) family of courses with one purpose, such as Skills Bootcamps or free vendor courses."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    name = models.CharField(max_length=200, unique=True)
    kind = models.CharField(max_length=20, choices=ProgrammeKind)
    summary = models.CharField(max_length=500, blank=True)
    funder = models.ForeignKey(Organisation, null=True, on_delete=models.PROTECT, related_name="+")
    is_free = models.BooleanField(default=False, help_text="Free to those who are eligible.")
    is_fictional = models.BooleanField(default=False)

    def __str__(self) -> str:
        return self.name
