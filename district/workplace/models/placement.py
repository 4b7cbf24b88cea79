import uuid
from typing import ClassVar, Self

import pghistory
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Deferrable, Exists, F, OuterRef, Q
from django.utils import timezone
from django.utils.text import get_text_list

from district.accounts.models import User
from district.partners.actor import Actor
from district.partners.models import Organisation, Role
from employers.models import JobApplication
from learners.models import Learner
from programmes.models import Enrolment

LEAST_T_LEVEL_HOURS = 315
MOST_T_LEVEL_EMPLOYERS = 2
MOST_MINUTES_A_DAY = 12 * 60


class PlacementKind(models.TextChoices):
    WORK_EXPERIENCE = "work_experience", "Work experience"
    T_LEVEL = "t_level", "T Level placement"


class Weekday(models.IntegerChoices):
    """As ISO 8601 counts them."""

    MONDAY = 1, "Monday"
    TUESDAY = 2, "Tuesday"
    WEDNESDAY = 3, "Wednesday"
    THURSDAY = 4, "Thursday"
    FRIDAY = 5, "Friday"
    SATURDAY = 6, "Saturday"
    SUNDAY = 7, "Sunday"


def every_weekday() -> list[int]:
    return list(Weekday.values)


class Side(models.TextChoices):
    EMPLOYER = "employer", "Employer"
    LEARNER = "learner", "Learner"
    PROVIDER = "provider", "College or provider"


class PlacementQuerySet(models.QuerySet["Placement"]):
    def of(self, actor: Actor) -> Self:
        """The person's own, once the employer has written it."""
        own = self.filter(learner__user_id=actor.user.pk) if actor.is_signed_in else self.none()
        return own.exclude(state=Placement.State.DRAFT)

    def visible_to(self, actor: Actor) -> Self:
        """What an employer wrote, and what names a provider; of a learner's own see `of`."""
        mine = Q(pk__in=[])
        if actor.organisation and actor.acts_as(Role.EMPLOYER):
            mine |= Q(organisation=actor.organisation)
        if actor.organisation and actor.acts_as(Role.PROVIDER):
            mine |= Q(enrolment__organisation=actor.organisation)
        return self.filter(mine)

    def with_hours_to_confirm(self) -> Self:
        """Only those where the learner has entered hours that the employer has not confirmed."""
        return self.filter(_hours_wait())

    def with_waiting_hours(self) -> Self:
        """All, and of each whether it is among those: `hours_wait`."""
        return self.annotate(hours_wait=_hours_wait())

    def for_list(self) -> Self:
        related = self.select_related("learner__user", "organisation", "enrolment__organisation")
        return related.fetch_mode(models.FETCH_RAISE)


def _hours_wait() -> Q:
    unconfirmed = PlacementDay.objects.filter(placement=OuterRef("pk"), confirmed_at=None)
    return Q(Exists(unconfirmed)) & Q(state__in=Placement.HOURS_CONFIRMED_IN)


@pghistory.track(exclude=["ask", "report"])
class Placement(models.Model):
    """Work experience or a T Level placement, agreed in writing by employer, learner and provider.

    The employer writes the terms, the learner names the provider they learn with, and each of the three signs the same
    terms. Whatever is changed afterwards voids all signatures. The learner enters the hours of each day, and the
    employer confirms them. It ends with the employer's report, or by time.
    """

    class State(models.TextChoices):
        DRAFT = "draft", "Being written"
        OPEN = "open", "Waits for signatures"
        SIGNED = "signed", "Signed by all"
        COMPLETED = "completed", "Completed"
        PARTLY = "partly", "Partly completed"
        NO_SHOW = "no_show", "Never came"
        UNREPORTED = "unreported", "Ended without a report"
        CANCELLED = "cancelled", "Called off"
        LAPSED = "lapsed", "Never signed by all"

    TRANSITIONS: ClassVar[dict[str, set[str]]] = {
        State.DRAFT: {State.OPEN, State.CANCELLED, State.LAPSED},
        State.OPEN: {State.SIGNED, State.CANCELLED, State.LAPSED},
        State.SIGNED: {
            *(State.OPEN, State.COMPLETED, State.PARTLY, State.NO_SHOW),
            *(State.UNREPORTED, State.CANCELLED),
        },
        State.UNREPORTED: {State.COMPLETED, State.PARTLY, State.NO_SHOW},
        State.COMPLETED: set(),
        State.PARTLY: set(),
        State.NO_SHOW: set(),
        State.CANCELLED: set(),
        State.LAPSED: set(),
    }
    TERMS = (
        *("starts_on", "ends_on", "hours", "is_shared", "weekdays", "times"),
        *("place", "supervisor", "tasks", "is_safe"),
    )
    HOURS_ENTERED_IN = (State.SIGNED, State.UNREPORTED)
    HOURS_CONFIRMED_IN = (State.SIGNED, State.UNREPORTED, State.CANCELLED)

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    organisation = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, related_name="placements", help_text="The employer."
    )
    learner = models.ForeignKey(Learner, null=True, on_delete=models.SET_NULL, related_name="placements")
    application = models.OneToOneField(
        JobApplication, null=True, on_delete=models.SET_NULL, related_name="placement"
    )
    enrolment = models.ForeignKey(
        Enrolment,
        null=True,
        on_delete=models.PROTECT,
        related_name="placements",
        help_text="What they learn, named by the learner: its provider signs.",
    )
    kind = models.CharField(max_length=15, choices=PlacementKind)
    title = models.CharField(max_length=120)
    state = models.CharField(max_length=10, choices=State, default=State.DRAFT)

    # What is signed:
    starts_on = models.DateField(null=True)
    ends_on = models.DateField(null=True)
    hours = models.PositiveSmallIntegerField(null=True, help_text="In all, with this employer.")
    is_shared = models.BooleanField(
        default=False,
        db_default=False,
        help_text="Of a T Level: the rest of its hours is done with a second employer.",
    )
    weekdays = ArrayField(
        models.PositiveSmallIntegerField(choices=Weekday),
        default=every_weekday,
        db_default=Weekday.values,
        help_text="On which days of the week they are there: hours are of these days alone.",
    )
    times = models.CharField(max_length=200, blank=True)
    place = models.CharField(max_length=300, blank=True)
    supervisor = models.CharField(max_length=120, blank=True)
    tasks = models.TextField(max_length=2000, blank=True)
    is_safe = models.BooleanField(
        default=False, help_text="Risks are assessed, and the employer's liability insurance covers it."
    )
    terms_number = models.PositiveSmallIntegerField(default=1, help_text="One more with each change.")
    signature_count = models.PositiveSmallIntegerField(default=0, help_text="Under the terms as they stand.")

    ask = models.CharField(max_length=500, blank=True, help_text="What somebody would like changed.")
    ask_by = models.CharField(max_length=8, choices=Side, blank=True)
    created_at = models.DateTimeField(default=timezone.now)
    signed_at = models.DateTimeField(null=True, help_text="When the last of the three signed.")
    employer_number = models.PositiveSmallIntegerField(
        null=True, help_text="Which employer of this T Level it is with, the first or the second."
    )
    confirmed_minutes = models.PositiveIntegerField(
        default=0, db_default=0, help_text="The sum over its days, kept while it is locked."
    )
    report_asked_at = models.DateTimeField(null=True)
    hours_done = models.PositiveSmallIntegerField(null=True, help_text="Confirmed, as they were reported.")
    report = models.TextField(max_length=2000, blank=True)
    reported_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    cancelled_by = models.CharField(max_length=8, choices=Side, blank=True)
    cancelled_because = models.CharField(max_length=300, blank=True)

    objects = PlacementQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=["draft", "cancelled", "lapsed"])
                | Q(
                    starts_on__isnull=False,
                    ends_on__isnull=False,
                    ends_on__gte=F("starts_on"),
                    hours__isnull=False,
                    hours__gte=1,
                    is_safe=True,
                ),
                name="workplace_placement_has_terms",
                violation_error_message="Enter the first and the last day, and the hours.",
            ),
            models.CheckConstraint(
                condition=~Q(kind="t_level")
                | Q(state__in=["draft", "cancelled", "lapsed"])
                | Q(is_shared=True)
                | Q(hours__gte=LEAST_T_LEVEL_HOURS),
                name="workplace_t_level_has_315_hours",
                violation_error_message="A T Level placement has 315 hours or more.",
            ),
            models.CheckConstraint(
                condition=~Q(kind="t_level")
                | ~Q(state="completed")
                | Q(hours_done__gte=LEAST_T_LEVEL_HOURS)
                | Q(is_shared=True, hours_done__gte=F("hours")),
                name="workplace_t_level_done_in_315_hours",
            ),
            models.CheckConstraint(
                condition=~Q(state="completed") | Q(confirmed_minutes__gte=F("hours_done") * 60),
                name="workplace_completed_in_confirmed_hours",
            ),
            models.CheckConstraint(
                condition=Q(is_shared=False) | Q(kind="t_level"), name="workplace_only_t_level_is_shared"
            ),
            models.CheckConstraint(
                condition=Q(weekdays__len__gte=1) & Q(weekdays__contained_by=every_weekday()),
                name="workplace_placement_has_weekdays",
                violation_error_message="Tick at least one day of the week.",
            ),
            models.CheckConstraint(
                condition=Q(employer_number=None) | Q(kind="t_level", employer_number__in=[1, 2]),
                name="workplace_first_or_second_employer",
            ),
            models.CheckConstraint(
                condition=~Q(kind="t_level")
                | Q(enrolment=None)
                | ~Q(state__in=["open", "signed", "completed", "partly", "unreported"])
                | Q(employer_number__isnull=False),
                name="workplace_t_level_counts_employer",
            ),
            ExclusionConstraint(
                expressions=[("enrolment", "="), ("employer_number", "="), ("organisation", "<>")],
                condition=Q(employer_number__isnull=False, enrolment__isnull=False),
                name="workplace_two_employers_a_t_level",
                deferrable=Deferrable.IMMEDIATE,  # so that a merge of employers may move several at once
                violation_error_message="A T Level placement is with two employers at most.",
            ),
            models.CheckConstraint(
                condition=Q(signature_count__range=(0, 3)), name="workplace_three_signatures_at_most"
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["signed", "completed", "partly", "no_show", "unreported"])
                | Q(signature_count=3, enrolment__isnull=False, signed_at__isnull=False),
                name="workplace_signed_by_all_three",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["completed", "partly", "no_show"])
                | Q(hours_done__isnull=False, reported_at__isnull=False),
                name="workplace_reported_has_hours",
            ),
            models.CheckConstraint(
                condition=~Q(state="cancelled") | (~Q(cancelled_by="") & ~Q(cancelled_because="")),
                name="workplace_called_off_has_reason",
                violation_error_message="Say why: the others are told.",
            ),
        ]
        indexes = [
            models.Index(fields=["organisation", "state"], name="workplace_placements_of"),
            models.Index(fields=["state", "starts_on"], name="workplace_placements_by_day"),
        ]

    def __str__(self) -> str:
        return f"placement {self.public_id}"

    @property
    def tone(self) -> str:
        """The state by whose name its tag is coloured: open to signatures is not yet good."""
        return "waiting" if self.state == self.State.OPEN else self.state

    @property
    def is_live(self) -> bool:
        return self.state in {self.State.DRAFT, self.State.OPEN, self.State.SIGNED}

    @property
    def weekdays_said(self) -> str:
        """ "Monday, Tuesday and Friday" """
        return get_text_list([str(Weekday(each).label) for each in sorted(self.weekdays)], "and")

    @property
    def least_hours(self) -> int:
        """For it to count as completed. What is shared between two employers must reach what is agreed with each."""
        is_whole = self.kind == PlacementKind.T_LEVEL and not self.is_shared
        return LEAST_T_LEVEL_HOURS if is_whole else self.hours or 1

    @property
    def confirmed_hours(self) -> int:
        """Whole ones, as they are reported."""
        return self.confirmed_minutes // 60

    @property
    def has_log(self) -> bool:
        """Hours are, or were, entered."""
        has_begun = self.starts_on is not None and self.starts_on <= timezone.localdate()
        return has_begun and self.state not in {self.State.DRAFT, self.State.LAPSED, self.State.NO_SHOW}

    @property
    def may_be_reported(self) -> bool:
        """From the first day on."""
        is_begun = self.starts_on is not None and self.starts_on <= timezone.localdate()
        return is_begun and self.state in {self.State.SIGNED, self.State.UNREPORTED}

    def may_become(self, state: str) -> bool:
        return state in self.TRANSITIONS[self.State(self.state)]


@pghistory.track()
class PlacementDay(models.Model):
    """The hours of one day of a placement: entered by the learner, confirmed or put right by the employer.

    A day that nobody has spoken of has no row. Only what is confirmed counts, and from then on only the employer
    changes it.
    """

    placement = models.ForeignKey(Placement, on_delete=models.CASCADE, related_name="days")
    worked_on = models.DateField()
    minutes = models.PositiveSmallIntegerField(
        null=True, help_text="As the learner entered them; none on a day that the employer alone speaks of."
    )
    confirmed_minutes = models.PositiveSmallIntegerField(null=True)
    entered_at = models.DateTimeField(default=timezone.now)
    asked_at = models.DateTimeField(null=True, help_text="When the employer was asked to confirm them.")
    confirmed_at = models.DateTimeField(null=True)
    confirmed_by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")

    class Meta:
        ordering = ["worked_on"]
        constraints = [
            models.UniqueConstraint(fields=["placement", "worked_on"], name="workplace_day_once"),
            models.CheckConstraint(
                condition=Q(minutes=None) | Q(minutes__range=(1, MOST_MINUTES_A_DAY)),
                name="workplace_up_to_12_hours_a_day",
                violation_error_message="Enter 12 hours a day at most.",
            ),
            models.CheckConstraint(
                condition=Q(confirmed_minutes=None) | Q(confirmed_minutes__lte=MOST_MINUTES_A_DAY),
                name="workplace_confirmed_up_to_12_hours",
            ),
            models.CheckConstraint(
                condition=Q(confirmed_minutes__isnull=True, confirmed_at__isnull=True, minutes__isnull=False)
                | Q(confirmed_minutes__isnull=False, confirmed_at__isnull=False),
                name="workplace_day_entered_or_confirmed",
            ),
        ]
        indexes = [
            models.Index(
                fields=["placement"], condition=Q(confirmed_at=None), name="workplace_days_to_confirm"
            )
        ]

    def __str__(self) -> str:
        return f"{self.worked_on} of placement {self.placement_id}"

    @property
    def counted(self) -> int:
        """Confirmed minutes, else those that were entered."""
        return (self.minutes or 0) if self.confirmed_minutes is None else self.confirmed_minutes


@pghistory.track(exclude=["name"])
class PlacementSignature(models.Model):
    """One side's name under the terms of a placement as they stood. Void once these have changed."""

    placement = models.ForeignKey(Placement, on_delete=models.CASCADE, related_name="signatures")
    side = models.CharField(max_length=8, choices=Side)
    terms_number = models.PositiveSmallIntegerField()
    name = models.CharField(max_length=120, help_text="As they typed it.")
    signed_by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    signed_at = models.DateTimeField(default=timezone.now)
    voided_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["signed_at", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["placement", "side", "terms_number"],
                name="workplace_signed_once",
                violation_error_message="This side has signed already.",
            ),
            models.CheckConstraint(
                condition=~Q(name=""),
                name="workplace_signature_has_name",
                violation_error_message="Type your name.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.side} under {self.placement_id}, terms {self.terms_number}"
