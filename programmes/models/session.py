import uuid
from typing import Self

import pghistory
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from district.accounts.models import User
from district.partners.actor import Actor
from district.partners.models import Role
from programmes.models.enrolment import Enrolment
from programmes.models.run import CourseRun
from programmes.models.venue import Venue


class RunSessionQuerySet(models.QuerySet["RunSession"]):
    def held(self) -> Self:
        return self.filter(cancelled_at=None)

    def visible_to(self, actor: Actor) -> Self:
        if actor.is_staff:
            return self.all()
        if actor.organisation and actor.acts_as(Role.PROVIDER):
            return self.filter(run__course__organisation=actor.organisation)
        return self.none()


class RunSession(models.Model):
    """One meeting of a course run: when, where or under which link."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    run = models.ForeignKey(CourseRun, on_delete=models.CASCADE, related_name="sessions")
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    title = models.CharField(max_length=200, blank=True)
    venue = models.ForeignKey(Venue, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    link = models.URLField(max_length=500, blank=True, help_text="For those who join online.")
    cancelled_at = models.DateTimeField(null=True)
    register_taken_at = models.DateTimeField(null=True)
    register_taken_by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    version = models.PositiveIntegerField(
        default=1, help_text="Goes up by one with each change; calendars read it."
    )
    changed_at = models.DateTimeField(default=timezone.now)

    objects = RunSessionQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["run", "starts_at"],
                name="programmes_session_once",
                violation_error_message="There is a session at this time already.",
            ),
            models.CheckConstraint(
                condition=Q(ends_at__gt=F("starts_at")),
                name="programmes_session_ends_after_start",
                violation_error_message="The session ends before it starts.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.title or 'session'} of {self.run_id} at {self.starts_at:%Y-%m-%d %H:%M}"


class Attendance(models.TextChoices):
    PRESENT = "present", "Here"
    LATE = "late", "Came late"
    EXCUSED = "excused", "Away, told us"
    ABSENT = "absent", "Away"


@pghistory.track()
class AttendanceMark(models.Model):
    """Whether somebody was at a session."""

    session = models.ForeignKey(RunSession, on_delete=models.CASCADE, related_name="marks")
    enrolment = models.ForeignKey(Enrolment, on_delete=models.CASCADE, related_name="marks")
    mark = models.CharField(max_length=7, choices=Attendance)
    note = models.CharField(max_length=200, blank=True)
    marked_by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    marked_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["session", "enrolment"], name="programmes_marked_once")
        ]

    def __str__(self) -> str:
        return f"{self.enrolment_id} at {self.session_id}: {self.mark}"


class TutorTaskQuerySet(models.QuerySet["TutorTask"]):
    def open(self) -> Self:
        return self.filter(done_at=None)

    def visible_to(self, actor: Actor) -> Self:
        if actor.organisation and actor.acts_as(Role.PROVIDER):
            return self.filter(enrolment__organisation=actor.organisation)
        return self.none()


class TutorTask(models.Model):
    """Somebody on a course may need a hand: their tutor gets in touch within a working day and says what came of it."""

    class Cause(models.TextChoices):
        ABSENCES = "absences", "Away twice in a row"
        LOW_CHECK_IN = "low_check_in", "Said that things are not going well"

    class Outcome(models.TextChoices):
        SPOKE = "spoke", "Spoke with them, all is well"
        SUPPORT = "support", "Agreed more support"
        BREAK = "break", "They take a break"
        LEFT = "left", "They leave the course"
        NOT_REACHED = "not_reached", "Could not reach them"

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    enrolment = models.ForeignKey(Enrolment, on_delete=models.CASCADE, related_name="tutor_tasks")
    cause = models.CharField(max_length=12, choices=Cause)
    raised_at = models.DateTimeField(default=timezone.now)
    due_on = models.DateField()
    outcome = models.CharField(max_length=11, choices=Outcome, blank=True)
    note = models.CharField(max_length=500, blank=True)
    done_at = models.DateTimeField(null=True)
    done_by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")

    objects = TutorTaskQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["enrolment", "cause"],
                condition=Q(done_at=None),
                name="programmes_one_open_task_of_a_cause",
            ),
            models.CheckConstraint(
                condition=Q(outcome="", done_at=None) | (~Q(outcome="") & Q(done_at__isnull=False)),
                name="programmes_task_done_has_outcome",
                violation_error_message="Choose what came of it.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_cause_display()}: {self.enrolment_id}"
