import uuid
from datetime import timedelta
from typing import ClassVar, Self

from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.utils import timezone

from district.partners.models import OrganisationRole, Role
from programmes.models.course import Course
from programmes.models.curriculum import CurriculumVersion
from programmes.models.intake import Intake
from programmes.models.venue import Venue


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


class Admission(models.TextChoices):
    """How people get a place."""

    ELSEWHERE = "elsewhere", "They apply on the provider's own website"
    FIRST_COME = (
        "first_come",
        "First come, first served: whoever applies while places are left is offered one",
    )
    DECISION = "decision", "The provider decides on each application"
    INTAKE = "intake", "By published rule and lot, once applications have closed"


MOST_OFFER_HOURS = 336


class CourseRunQuerySet(models.QuerySet["CourseRun"]):
    def open(self) -> Self:
        """Runs a person may still join: open, not yet started (or startable at any time), and of a listed course."""
        withheld = OrganisationRole.objects.withheld(Role.PROVIDER)
        return self.filter(
            Q(starts_on__gte=timezone.localdate()) | Q(is_flexible=True),
            ~Exists(withheld.filter(organisation=OuterRef("course__organisation"))),
            state=CourseRun.State.OPEN,
            course__state=Course.State.LIVE,
            course__organisation__is_active=True,
        )

    def starting_within(self, days: int) -> Self:
        """Open ones with a number of places, whose first day is not far."""
        return self.open().filter(
            starts_on__lte=timezone.localdate() + timedelta(days=days), capacity__isnull=False
        )


class CourseRun(models.Model):
    """One dated teaching of a course with its places. `places_taken` is changed only under a row lock."""

    class State(models.TextChoices):
        DRAFT = "draft", "Draft"
        OPEN = "open", "Open"
        CLOSED = "closed", "Closed"
        CANCELLED = "cancelled", "Cancelled"

    TRANSITIONS: ClassVar[dict[str, set[str]]] = {
        State.DRAFT: {State.OPEN, State.CANCELLED},
        State.OPEN: {State.CLOSED, State.CANCELLED},
        State.CLOSED: {State.OPEN},
        State.CANCELLED: set(),
    }

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    course = models.ForeignKey(Course, on_delete=models.CASCADE, related_name="runs")
    venue = models.ForeignKey(Venue, null=True, on_delete=models.PROTECT, related_name="runs")
    state = models.CharField(max_length=10, choices=State, default=State.DRAFT)
    name = models.CharField(max_length=255, blank=True, help_text="Empty: as the course.")
    reference = models.CharField(max_length=255, blank=True, help_text="The provider's own.")
    mode = models.CharField(max_length=10, choices=DeliveryMode)
    study_mode = models.CharField(max_length=10, choices=StudyMode, blank=True)
    pattern = models.CharField(max_length=10, choices=AttendancePattern, blank=True)
    is_flexible = models.BooleanField(default=False, help_text="Starts at any time.")
    starts_on = models.DateField(null=True)
    ends_on = models.DateField(null=True)
    duration = models.PositiveSmallIntegerField(null=True)
    duration_unit = models.CharField(max_length=10, choices=DurationUnit, blank=True)
    is_national = models.BooleanField(default=False, help_text="At work, anywhere in England.")
    regions = models.CharField(max_length=500, blank=True, help_text="At work, in these; separated by ;")
    cost = models.DecimalField(
        max_digits=8, decimal_places=2, null=True, help_text="Pounds to the learner; 0 is free."
    )
    cost_note = models.CharField(max_length=255, blank=True)
    webpage = models.URLField(max_length=500, blank=True)
    capacity = models.PositiveSmallIntegerField(null=True, help_text="Empty: not limited, or not told.")
    places_taken = models.PositiveSmallIntegerField(default=0)
    admission = models.CharField(
        max_length=10, choices=Admission, default=Admission.ELSEWHERE, db_default=Admission.ELSEWHERE
    )
    intake = models.ForeignKey(Intake, null=True, on_delete=models.PROTECT, related_name="runs")
    curriculum = models.ForeignKey(
        CurriculumVersion,
        null=True,
        on_delete=models.PROTECT,
        related_name="runs",
        help_text="The version in force on its first day; empty before that, and where there was none.",
    )
    offer_hours = models.PositiveSmallIntegerField(
        default=48, db_default=48, help_text="How long people have to answer an offer."
    )
    version = models.PositiveIntegerField(default=1)
    source_reference = models.CharField(max_length=255, blank=True)
    gone_at = models.DateTimeField(null=True, help_text="When its source no longer held it.")

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
                condition=Q(duration=None, duration_unit="")
                | (Q(duration__isnull=False, duration__gte=1) & ~Q(duration_unit="")),
                name="programmes_duration_has_unit",
                violation_error_message="Give the duration as a number and its unit.",
            ),
            models.CheckConstraint(
                condition=Q(cost=None) | Q(cost__gte=0),
                name="programmes_cost_not_negative",
                violation_error_message="A cost is £0 or more.",
            ),
            models.CheckConstraint(
                condition=Q(admission="intake", intake__isnull=False)
                | (~Q(admission="intake") & Q(intake=None)),
                name="programmes_intake_where_admitted_by_it",
                violation_error_message="Choose the intake that this course run belongs to.",
            ),
            models.CheckConstraint(
                condition=Q(offer_hours__range=(1, MOST_OFFER_HOURS)),
                name="programmes_offer_1_to_336_hours",
                violation_error_message="People have from 1 hour to 14 days to answer an offer.",
            ),
            models.UniqueConstraint(
                fields=["course", "source_reference"],
                condition=~Q(source_reference=""),
                name="programmes_run_once_per_source",
            ),
        ]
        indexes = [models.Index(fields=["course", "state", "starts_on"], name="programmes_run_of_course")]

    def __str__(self) -> str:
        return f"{self.course} from {self.starts_on or 'any time'}"

    @property
    def takes_applications(self) -> bool:
        """Here, rather than on the provider's own website."""
        return self.admission != Admission.ELSEWHERE

    @property
    def has_started(self) -> bool:
        return self.starts_on is not None and self.starts_on <= timezone.localdate()

    @property
    def places_left(self) -> int | None:
        return None if self.capacity is None else self.capacity - self.places_taken
