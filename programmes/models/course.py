import uuid
from typing import Self

from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from district.partners.models import Organisation
from district.places.models import Postcode
from district.skills.models import Level, Skill, SkillState


class ProgrammeKind(models.TextChoices):
    SKILLS_BOOTCAMP = "skills_bootcamp", "Skills Bootcamp"
    ADULT_SKILLS = "adult_skills", "Adult Skills Fund"
    FREE_COURSES = "free_courses", "Free Courses for Jobs"
    VENDOR = "vendor", "Free course from a technology company"
    COMMUNITY = "community", "Community learning"
    OTHER = "other", "Other"


class Programme(models.Model):
    """A funded (or open) family of courses with one purpose, such as a Skills Bootcamp in data or the free vendor courses."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    name = models.CharField(max_length=200, unique=True)
    kind = models.CharField(max_length=20, choices=ProgrammeKind)
    summary = models.CharField(max_length=500, blank=True)
    funder = models.ForeignKey(Organisation, null=True, on_delete=models.PROTECT, related_name="+")
    is_free = models.BooleanField(default=False, help_text="Free to those who are eligible.")
    is_fictional = models.BooleanField(default=False)

    def __str__(self) -> str:
        return self.name


class CourseQuerySet(models.QuerySet["Course"]):
    def listed(self) -> Self:
        """What the public may see."""
        return self.filter(state=Course.State.LIVE)

    def for_list(self) -> Self:
        return self.select_related("organisation", "programme").fetch_mode(models.FETCH_RAISE)


class Course(models.Model):
    """What a provider teaches: who for, what is learned, at which level. Taught in dated course runs."""

    class State(models.TextChoices):
        DRAFT = "draft", "Draft"
        LIVE = "live", "Live"
        ARCHIVED = "archived", "Archived"

    TRANSITIONS = {
        State.DRAFT: {State.LIVE, State.ARCHIVED},
        State.LIVE: {State.ARCHIVED},
        State.ARCHIVED: {State.LIVE},
    }

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="courses")
    programme = models.ForeignKey(Programme, null=True, on_delete=models.PROTECT, related_name="courses")
    state = models.CharField(max_length=10, choices=State, default=State.DRAFT)
    title = models.CharField(max_length=255)
    who_for = models.TextField(max_length=2000, blank=True)
    entry_requirements = models.TextField(max_length=2000, blank=True)
    what_you_learn = models.TextField(max_length=4000, blank=True)
    how_you_learn = models.TextField(max_length=2000, blank=True)
    what_to_bring = models.TextField(max_length=2000, blank=True)
    how_assessed = models.TextField(max_length=2000, blank=True)
    where_next = models.TextField(max_length=2000, blank=True)
    level = models.CharField(max_length=2, blank=True, help_text="E, or 1 to 8, of the national framework.")
    learning_aim = models.CharField("LARS learning aim", max_length=8, blank=True)
    awarding_body = models.CharField(max_length=255, blank=True)
    sector = models.CharField(
        max_length=20, blank=True, help_text="Course directory sector code, such as DIGITAL."
    )
    course_type = models.CharField(max_length=60, blank=True)

    source = models.CharField(max_length=60, blank=True, help_text="Empty: written here by the provider.")
    source_reference = models.CharField(max_length=200, blank=True)
    source_digest = models.CharField(max_length=64, blank=True)
    is_fictional = models.BooleanField(default=False)
    search = SearchVectorField(null=True, editable=False)
    created_at = models.DateTimeField(default=timezone.now)

    objects = CourseQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(level="") | Q(level__regex=r"^(E|[1-8])$"),
                name="programmes_level_e_or_1_to_8",
                violation_error_message="A level is Entry or 1 to 8.",
            ),
            models.CheckConstraint(
                condition=Q(learning_aim="") | Q(learning_aim__regex=r"^[0-9A-Z]{8}$"),
                name="programmes_learning_aim_form",
                violation_error_message="A LARS learning aim has 8 characters.",
            ),
            models.UniqueConstraint(
                fields=["source", "source_reference"],
                condition=~Q(source_reference=""),
                name="programmes_course_once_per_source",
            ),
        ]
        indexes = [GinIndex(fields=["search"], name="programmes_course_search")]

    def __str__(self) -> str:
        return self.title


class TaughtSkill(models.Model):
    """A skill a course teaches, up to a level. Suggested from its text, or named by a person; only accepted ones are matched."""

    course = models.ForeignKey(Course, on_delete=models.CASCADE, related_name="taught_skills")
    skill = models.ForeignKey(Skill, on_delete=models.PROTECT, related_name="+")
    level = models.PositiveSmallIntegerField(choices=Level, default=Level.FOUNDATION)
    state = models.CharField(max_length=10, choices=SkillState, default=SkillState.ACCEPTED)
    words = models.CharField(max_length=300, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["course", "skill"], name="programmes_skill_taught_once"),
            models.CheckConstraint(condition=Q(level__range=(1, 4)), name="programmes_taught_level_1_to_4"),
        ]

    def __str__(self) -> str:
        return f"{self.course_id} teaches {self.skill_id} to {self.level}"


class Venue(models.Model):
    """A place where an organisation teaches."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="venues")
    name = models.CharField(max_length=250)
    reference = models.CharField(max_length=255, blank=True)
    address = models.CharField(max_length=300, blank=True)
    town = models.CharField(max_length=75, blank=True)
    postcode = models.ForeignKey(Postcode, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["organisation", "name"], name="programmes_venue_name_once")
        ]

    def __str__(self) -> str:
        return self.name


class DeliveryMode(models.TextChoices):
    CLASSROOM = "classroom", "In a classroom"
    ONLINE = "online", "Online"
    BLENDED = "blended", "Classroom and online"
    WORK_BASED = "work_based", "At work"


class StudyMode(models.TextChoices):
    FULL_TIME = "full_time", "Full time"
    PART_TIME = "part_time", "Part time"
    FLEXIBLE = "flexible", "Flexible"


class AttendancePattern(models.TextChoices):
    DAYTIME = "daytime", "Daytime"
    EVENING = "evening", "Evening"
    WEEKEND = "weekend", "Weekend"
    BLOCK = "block", "Day or block release"


class DurationUnit(models.TextChoices):
    MINUTES = "minutes", "minutes"
    HOURS = "hours", "hours"
    DAYS = "days", "days"
    WEEKS = "weeks", "weeks"
    MONTHS = "months", "months"
    YEARS = "years", "years"


class CourseRunQuerySet(models.QuerySet["CourseRun"]):
    def open(self) -> Self:
        """Runs a person may still join: open, and not yet started (or startable at any time)."""
        return self.filter(
            Q(starts_on__gte=timezone.localdate()) | Q(is_flexible=True),
            state=CourseRun.State.OPEN,
            course__state=Course.State.LIVE,
        )


class CourseRun(models.Model):
    """One dated teaching of a course with its places. `places_taken` is changed only under a row lock."""

    class State(models.TextChoices):
        DRAFT = "draft", "Draft"
        OPEN = "open", "Open"
        CLOSED = "closed", "Closed"
        CANCELLED = "cancelled", "Cancelled"

    TRANSITIONS = {
        State.DRAFT: {State.OPEN, State.CANCELLED},
        State.OPEN: {State.CLOSED, State.CANCELLED},
        State.CLOSED: {State.OPEN},
        State.CANCELLED: set(),
    }

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    course = models.ForeignKey(Course, on_delete=models.CASCADE, related_name="runs")
    venue = models.ForeignKey(Venue, null=True, on_delete=models.PROTECT, related_name="runs")
    state = models.CharField(max_length=10, choices=State, default=State.DRAFT)
    mode = models.CharField(max_length=10, choices=DeliveryMode)
    study_mode = models.CharField(max_length=10, choices=StudyMode, blank=True)
    pattern = models.CharField(max_length=10, choices=AttendancePattern, blank=True)
    is_flexible = models.BooleanField(default=False, help_text="Starts at any time.")
    starts_on = models.DateField(null=True)
    ends_on = models.DateField(null=True)
    duration = models.PositiveSmallIntegerField(null=True)
    duration_unit = models.CharField(max_length=10, choices=DurationUnit, blank=True)
    cost = models.DecimalField(
        max_digits=8, decimal_places=2, null=True, help_text="Pounds to the learner; 0 is free."
    )
    cost_note = models.CharField(max_length=255, blank=True)
    webpage = models.URLField(max_length=500, blank=True)
    capacity = models.PositiveSmallIntegerField(null=True, help_text="Empty: not limited, or not told.")
    places_taken = models.PositiveSmallIntegerField(default=0)
    source_reference = models.CharField(max_length=255, blank=True)

    objects = CourseRunQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(capacity=None) | Q(places_taken__lte=F("capacity")),
                name="programmes_places_within_capacity",
                violation_error_message="There are fewer places than people who hold one.",
            ),
            models.CheckConstraint(
                condition=Q(is_flexible=True, starts_on=None) | Q(is_flexible=False, starts_on__isnull=False),
                name="programmes_start_date_or_flexible",
                violation_error_message="Give a start date, or say that people can start at any time.",
            ),
            models.CheckConstraint(
                condition=Q(ends_on=None) | Q(ends_on__gte=F("starts_on")),
                name="programmes_ends_after_start",
                violation_error_message="The end date is before the start date.",
            ),
            models.CheckConstraint(
                condition=Q(mode__in=["online", "work_based"]) | Q(venue__isnull=False),
                name="programmes_classroom_has_venue",
                violation_error_message="Say where the classroom is.",
            ),
            models.CheckConstraint(
                condition=Q(duration=None, duration_unit="") | (Q(duration__gte=1) & ~Q(duration_unit="")),
                name="programmes_duration_has_unit",
            ),
        ]
        indexes = [models.Index(fields=["course", "state", "starts_on"], name="programmes_run_of_course")]

    def __str__(self) -> str:
        return f"{self.course} from {self.starts_on or 'any time'}"

    @property
    def places_left(self) -> int | None:
        return None if self.capacity is None else self.capacity - self.places_taken
