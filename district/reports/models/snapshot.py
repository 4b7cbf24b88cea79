import uuid
from datetime import date
from typing import ClassVar, Self

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils import timezone

from district.accounts.models import User
from district.outbox.models import Progress


class SnapshotQuerySet(models.QuerySet["Snapshot"]):
    def ready(self) -> Self:
        return self.filter(state=Snapshot.State.READY)

    def newest(self) -> Self:
        """The last word on the last month comes first."""
        return self.ready().order_by("-month", "-number")


class Snapshot(models.Model):
    """What the portal knew about one month, frozen: reports count these rows and never the live ones.

    Taken by itself at the end of each month; taken once more, with the reason, when records came in late. Triggers
    refuse every change to one that is ready and to its rows.
    """

    class State(models.TextChoices):
        TAKING = "taking", "Being taken"
        READY = "ready", "Ready"

    TRANSITIONS: ClassVar[dict[str, set[str]]] = {State.TAKING: {State.READY}, State.READY: set()}
    METHOD = 2  # goes up when rows are made in another way

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    month = models.DateField(help_text="Its first day.")
    number = models.PositiveSmallIntegerField(default=1, help_text="1 is the first taken of the month.")
    reason = models.CharField(max_length=300, blank=True, help_text="Why it was taken once more.")
    state = models.CharField(max_length=6, choices=State, default=State.TAKING)
    as_at = models.DateField(help_text="The last day that it knows of.")
    method = models.PositiveSmallIntegerField(default=METHOD)
    asked_by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    started_at = models.DateTimeField(default=timezone.now)
    parts_taken = models.PositiveSmallIntegerField(
        default=0, db_default=0, help_text="Whoever goes on begins after these."
    )
    ready_at = models.DateTimeField(null=True)
    row_counts = models.JSONField(default=dict)
    checksum = models.CharField(max_length=64, blank=True)
    progress = models.ForeignKey(Progress, null=True, on_delete=models.SET_NULL, related_name="+")

    objects = SnapshotQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["month", "number"], name="reports_snapshot_once"),
            models.CheckConstraint(
                condition=Q(number=1, reason="") | (Q(number__gt=1) & ~Q(reason="")),
                name="reports_taken_again_has_reason",
                violation_error_message="Say why it is taken once more.",
            ),
            models.CheckConstraint(
                condition=Q(state="taking", ready_at=None, checksum="")
                | (Q(state="ready", ready_at__isnull=False) & ~Q(checksum="")),
                name="reports_ready_has_checksum",
            ),
            models.CheckConstraint(condition=Q(month__day=1), name="reports_month_begins_on_first"),
        ]

    def __str__(self) -> str:
        words = f"{self.month:%B %Y}"
        return words if self.number == 1 else f"{words}, taken again ({self.number})"

    @property
    def is_ready(self) -> bool:
        return self.state == self.State.READY

    @property
    def row_count(self) -> int:
        return sum(self.row_counts.values())


class Row(models.Model):
    """One frozen row. It is written by the snapshot that it belongs to, in SQL, and read by reports."""

    snapshot = models.ForeignKey(
        Snapshot, on_delete=models.PROTECT, related_name="+", db_index=False, db_constraint=False
    )

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return f"row {self.pk}"


class EnrolmentRow(Row):
    """One enrolment with its dimensions and what reports count of it. `person` tells people apart within a snapshot
    and leads back to nobody. Equality answers are never here.
    """

    class Standing(models.TextChoices):
        AHEAD = "ahead", "Not begun"
        NEVER = "never", "Never began"
        CONTINUING = "continuing", "Continuing"
        BREAK = "on_break", "On a break"
        RESUMED = "resumed", "Went on after a break"
        AWAITED = "awaited", "Completed, result awaited"
        ACHIEVED = "achieved", "Achieved"
        NOT_ACHIEVED = "missed", "Completed, not achieved"
        LEFT_EARLY = "left_early", "Left before it counted as a start"
        TRANSFERRED = "moved", "Moved to another course or provider"
        WITHDRAWN = "withdrawn", "Left the course"

    pk = models.CompositePrimaryKey("snapshot_id", "enrolment_id")
    enrolment_id = models.BigIntegerField()
    person = models.BigIntegerField()
    application_id = models.BigIntegerField(null=True)
    provider_id = models.BigIntegerField()
    programme_id = models.BigIntegerField(null=True)
    course_id = models.BigIntegerField()
    run_id = models.BigIntegerField()
    level = models.CharField(max_length=2)
    sector = models.CharField(max_length=20)
    mode = models.CharField(max_length=10)
    fund_model = models.CharField(max_length=2)
    programme_type = models.CharField(max_length=2)
    funding_source = models.CharField(max_length=3)
    council_code = models.CharField(max_length=9)
    ward_code = models.CharField(max_length=9)
    imd_decile = models.PositiveSmallIntegerField(null=True)
    age = models.PositiveSmallIntegerField(null=True, help_text="At the start.")
    prior_level = models.CharField(max_length=2)
    employment_status = models.CharField(max_length=2)
    starts_on = models.DateField()
    ended_on = models.DateField(null=True)
    ends_by = models.DateField(help_text="The last of planned end, actual end and result.")
    standing = models.CharField(max_length=10, choices=Standing)
    withdrawal_reason = models.CharField(max_length=2)
    weeks = models.SmallIntegerField(null=True, help_text="Full weeks from the start to leaving.")
    is_start = models.BooleanField()
    is_qualifying = models.BooleanField()
    is_leaver = models.BooleanField()
    is_completer = models.BooleanField()
    has_interview = models.BooleanField()
    is_outcome = models.BooleanField()
    is_sustained = models.BooleanField()
    outcome_code = models.CharField(max_length=4)
    outcome_on = models.DateField(null=True)
    outcome_days = models.IntegerField(null=True)
    at_0 = models.CharField(max_length=3, help_text="Kind of destination on completion; empty: not known.")
    at_3 = models.CharField(max_length=3, help_text="Three calendar months later.")
    at_6 = models.CharField(max_length=3)
    went_on = models.BooleanField(help_text="Has begun another course since.")


class ApplicationRow(Row):
    """One application with the day on which it reached each stage."""

    pk = models.CompositePrimaryKey("snapshot_id", "application_id")
    application_id = models.BigIntegerField()
    person = models.BigIntegerField()
    provider_id = models.BigIntegerField()
    programme_id = models.BigIntegerField(null=True)
    council_code = models.CharField(max_length=9)
    state = models.CharField(max_length=15)
    reason = models.CharField(max_length=20)
    begun_on = models.DateField()
    sent_on = models.DateField(null=True)
    offered_on = models.DateField(null=True)
    enrolled_on = models.DateField(null=True)
    started_on = models.DateField(null=True)
    completed_on = models.DateField(null=True)
    outcome_on = models.DateField(null=True)


class ReachRow(Row):
    """One person whom the portal reached: they made a profile. Whom they are leads back to nobody.

    The two lists go together: of each course that they began to apply for, or that was among their matches when the
    month was frozen, the provider and the programme (nought: none), each pair once.
    """

    pk = models.CompositePrimaryKey("snapshot_id", "person")
    person = models.BigIntegerField()
    council_code = models.CharField(max_length=9)
    reached_on = models.DateField(help_text="The day of their profile, or of an earlier application.")
    provider_ids = ArrayField(models.BigIntegerField(), default=list)
    programme_ids = ArrayField(models.BigIntegerField(), default=list)


class EqualityCount(Row):
    """How many enrolments of people who gave one answer, and agreed to be counted, reached each point.

    Grouped before it leaves the table of answers, by at most one of programme, provider and council; an empty `cut` is
    the whole region. Reports show it only through the disclosure profile.
    """

    pk = models.CompositePrimaryKey("snapshot_id", "question", "answer", "year", "cut", "key")
    question = models.CharField(max_length=10)
    answer = models.CharField(max_length=10)
    year = models.PositiveSmallIntegerField(help_text="Academic year of the start.")
    cut = models.CharField(max_length=10)
    key = models.CharField(max_length=20)
    enrolments = models.PositiveIntegerField()
    starts = models.PositiveIntegerField()
    completed = models.PositiveIntegerField()
    outcomes = models.PositiveIntegerField()


class EquityCount(Row):
    """How many people of a group, who agreed to be counted, had come to a stage or further when the month was frozen.

    Grouped before it leaves the table of answers, one question at a time. Told only through the disclosure profile.
    """

    pk = models.CompositePrimaryKey("snapshot_id", "question", "group", "stage")
    question = models.CharField(max_length=11)
    group = models.CharField(max_length=7, help_text="Of the answers; `unknown` where there is none.")
    stage = models.PositiveSmallIntegerField()
    people = models.PositiveIntegerField()


class Fact(Row):
    """A count of something else than a person on a course: of an employer's openings in a month, of a skill's
    places.
    """

    subject = models.CharField(max_length=10)
    month = models.DateField(null=True)
    keys = models.JSONField()
    counts = models.JSONField()

    class Meta:
        indexes = [models.Index(fields=["snapshot", "subject"], name="reports_facts_of")]


class Label(Row):
    """What a provider, programme, council or ward was called when the snapshot was taken."""

    pk = models.CompositePrimaryKey("snapshot_id", "kind", "key")
    kind = models.CharField(max_length=10)
    key = models.CharField(max_length=20)
    words = models.CharField(max_length=255)


ROWS: tuple[type[Row], ...] = (
    EnrolmentRow,
    ApplicationRow,
    ReachRow,
    EqualityCount,
    EquityCount,
    Fact,
    Label,
)


def month_of(day: date) -> date:
    return day.replace(day=1)
