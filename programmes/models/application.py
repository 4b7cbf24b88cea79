import uuid
from datetime import date
from typing import ClassVar, Self

import pghistory
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeOperators
from django.db import models
from django.db.models import Q
from django.utils import timezone

from district.accounts.models import User
from district.partners.actor import Actor
from district.partners.models import Organisation, Role
from district.skills.models import Level, Skill
from learners.models import Learner
from programmes.codes import Benefit, EmploymentStatus, PriorLevel, Unemployed, WeeklyHours
from programmes.models.run import CourseRun


class ContactBy(models.TextChoices):
    EMAIL = "email", "E-mail"
    PHONE = "phone", "Phone call"
    TEXT = "text", "Text message"
    HELPER = "help", "Through those who help me apply"


HELPING = (Role.PROVIDER, Role.COMMUNITY, Role.CIVIC, Role.AUTHORITY)
"""Who may sit beside somebody who cannot use a computer, and apply for them."""


class Reason(models.TextChoices):
    """Why an application ended without a place."""

    MISSING_SKILLS = "missing_skills", "Some skills are needed first"
    LEVEL = "level", "The course is at another level than would suit"
    FULL = "full", "There were more people than places"
    LOT = "lot", "The places went to others by the published rule"
    PLACED_HIGHER = "placed_higher", "There is an offer of a course you would like better"
    NOT_CONTACTED = "not_contacted", "We could not reach you"
    ANOTHER_COURSE = "another_course", "Another course suits better"
    SUPPORT = "support", "We cannot give the support that is needed"
    AGE = "age", "Outside the ages the course is funded for"
    RESIDENCE = "residence", "Outside the area the course is funded for"
    EARNINGS = "earnings", "Earnings above what the course is funded for"
    HELD_ALREADY = "held_already", "Holds the qualification already"
    RUN_STARTED = "run_started", "The course started before a place came free"
    RUN_CANCELLED = "run_cancelled", "The course will not take place"
    NOT_ENROLLED = "not_enrolled", "Nobody enrolled them in time"
    OTHER = "other", "Another reason"


UNSUCCESSFUL_REASONS = (
    *(Reason.MISSING_SKILLS, Reason.LEVEL, Reason.FULL, Reason.NOT_CONTACTED, Reason.ANOTHER_COURSE),
    *(Reason.SUPPORT, Reason.OTHER),
)
INELIGIBLE_REASONS = (Reason.AGE, Reason.RESIDENCE, Reason.EARNINGS, Reason.HELD_ALREADY, Reason.OTHER)
REASONS_WITH_A_NOTE = (Reason.OTHER, Reason.SUPPORT, Reason.ANOTHER_COURSE)


class ApplicationQuerySet(models.QuerySet["Application"]):
    def live(self) -> Self:
        """Those in which something can still happen before a place is taken up."""
        return self.filter(state__in=Application.LIVE)

    def waiting(self) -> Self:
        return self.filter(state=Application.State.WAITLISTED)

    def holding(self) -> Self:
        return self.filter(holds_place=True)

    def of(self, actor: Actor) -> Self:
        """The person's own."""
        return self.filter(learner__user_id=actor.user.pk) if actor.is_signed_in else self.none()

    def helped_by(self, actor: Actor) -> Self:
        """What the actor's organisation sent, or begins, for people who let it act for them."""
        if actor.organisation is None or not actor.roles.intersection(HELPING):
            return self.none()
        return self.filter(applied_for=actor.organisation, help_ended_at=None)

    def acted_on_by(self, actor: Actor) -> Self:
        """The person's own, and those of people they help."""
        return self.of(actor) | self.helped_by(actor)

    def visible_to(self, actor: Actor) -> Self:
        """What the actor works on: a provider's members what was sent to their runs, others what they sent for
        somebody else. A learner's own are in `of`.
        """
        if actor.organisation is None:
            return self.none()
        sent_for_others = Q(applied_for=actor.organisation, help_ended_at=None)
        if not actor.acts_as(Role.PROVIDER):
            return self.filter(sent_for_others)
        own = Q(run__course__organisation=actor.organisation) & ~Q(state=Application.State.DRAFT)
        return self.filter(own | sent_for_others)

    def for_list(self) -> Self:
        return self.select_related("learner__user", "run__course__organisation", "run__venue").fetch_mode(
            models.FETCH_RAISE
        )


@pghistory.track(exclude=["earnings", "why", "phone", "born_on"])
class Application(models.Model):
    """What a learner asks of a course run: a place. Begun as a draft, ended by a place taken up or by its reason.

    `holds_place`: a place of the run is kept for it, by an offer, by an accepted one, or while the provider still has
    to answer what was asked about support.
    """

    class State(models.TextChoices):
        DRAFT = "draft", "Not sent yet"
        SUBMITTED = "submitted", "Sent"
        UNDER_REVIEW = "under_review", "Being looked at"
        OFFERED = "offered", "Place offered"
        WAITLISTED = "waitlisted", "On the waiting list"
        UNSUCCESSFUL = "unsuccessful", "Not successful"
        INELIGIBLE = "ineligible", "Not eligible"
        ACCEPTED = "accepted", "Place accepted"
        ENROLLED = "enrolled", "Enrolled"
        DECLINED = "declined", "Offer declined"
        OFFER_EXPIRED = "offer_expired", "Offer ran out"
        OFFER_WITHDRAWN = "offer_withdrawn", "Offer taken back"
        WITHDRAWN = "withdrawn", "Withdrawn"

    LIVE = (
        *(State.DRAFT, State.SUBMITTED, State.UNDER_REVIEW),
        *(State.OFFERED, State.WAITLISTED, State.ACCEPTED),
    )
    DECIDED = (State.OFFERED, State.WAITLISTED, State.UNSUCCESSFUL, State.INELIGIBLE)
    TRANSITIONS: ClassVar[dict[str, set[str]]] = {
        State.DRAFT: {State.SUBMITTED, State.WITHDRAWN},
        State.SUBMITTED: {State.UNDER_REVIEW, *DECIDED, State.WITHDRAWN},
        State.UNDER_REVIEW: {*DECIDED, State.WITHDRAWN},
        State.WAITLISTED: {State.OFFERED, State.UNSUCCESSFUL, State.WITHDRAWN},
        State.OFFERED: {
            *(State.ACCEPTED, State.DECLINED, State.OFFER_EXPIRED),
            *(State.OFFER_WITHDRAWN, State.WITHDRAWN),
        },
        State.ACCEPTED: {State.ENROLLED, State.WITHDRAWN},
        State.INELIGIBLE: {State.UNDER_REVIEW},
        State.ENROLLED: set(),
        State.UNSUCCESSFUL: set(),
        State.DECLINED: set(),
        State.OFFER_EXPIRED: set(),
        State.OFFER_WITHDRAWN: set(),
        State.WITHDRAWN: set(),
    }

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    learner = models.ForeignKey(Learner, on_delete=models.CASCADE, related_name="applications")
    run = models.ForeignKey(CourseRun, on_delete=models.PROTECT, related_name="applications")
    state = models.CharField(max_length=15, choices=State, default=State.DRAFT)

    answered = models.JSONField(default=list, help_text="Names of the questions answered.")
    born_on = models.DateField("date of birth", null=True)
    employment_status = models.CharField(max_length=2, choices=EmploymentStatus, blank=True)
    weekly_hours = models.CharField(max_length=1, choices=WeeklyHours, blank=True)
    is_self_employed = models.BooleanField(default=False)
    wants_more_hours = models.BooleanField(default=False)
    is_at_risk = models.BooleanField("may lose their job soon", default=False)
    unemployed_for = models.CharField(max_length=1, choices=Unemployed, blank=True)
    benefit = models.CharField(max_length=1, choices=Benefit, blank=True)
    earnings = models.PositiveIntegerField(
        null=True, help_text="Pounds a year before tax; wiped when decided."
    )
    prior_level = models.CharField(max_length=2, choices=PriorLevel, blank=True)
    why = models.TextField(max_length=2000, blank=True, help_text="Why this course.")
    contact_by = models.CharField(max_length=5, choices=ContactBy, blank=True)
    phone = models.CharField(max_length=20, blank=True)
    choice = models.PositiveSmallIntegerField(
        null=True, help_text="In an intake: 1 is the run they would like best."
    )

    applied_by = models.ForeignKey(
        User, null=True, on_delete=models.SET_NULL, related_name="+", help_text="Who applied for the person."
    )
    applied_for = models.ForeignKey(
        Organisation, null=True, on_delete=models.PROTECT, related_name="+", help_text="Whom they act for."
    )
    agreed_how = models.CharField(max_length=200, blank=True, help_text="How the person agreed to that.")
    help_ended_at = models.DateTimeField(null=True, help_text="From then on only the person acts.")

    created_at = models.DateTimeField(default=timezone.now)
    changed_at = models.DateTimeField(default=timezone.now)
    submitted_at = models.DateTimeField(null=True)
    decided_at = models.DateTimeField(null=True)
    decided_by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    ended_at = models.DateTimeField(null=True)
    appealed_at = models.DateTimeField(null=True)

    holds_place = models.BooleanField(default=False)
    offered_at = models.DateTimeField(null=True)
    offer_ends_at = models.DateTimeField(null=True)
    reminded_at = models.DateTimeField(null=True)
    enrol_asked_at = models.DateTimeField(
        null=True, help_text="When the provider was asked to enrol them, or to say that they did not come."
    )
    release_warned_at = models.DateTimeField(
        null=True, help_text="When they read that nobody has enrolled them, and until when the place is kept."
    )
    accepted_at = models.DateTimeField(null=True)
    busy = DateRangeField(null=True, help_text="The days of a place accepted, while it is theirs.")
    waiting_number = models.PositiveIntegerField(null=True, help_text="Given under the lock of the run.")
    joined_at_place = models.PositiveIntegerField(
        null=True, help_text="Their place when they joined the list."
    )
    waitlisted_at = models.DateTimeField(null=True)
    reason = models.CharField(max_length=20, choices=Reason, blank=True)
    reason_note = models.CharField(max_length=500, blank=True, help_text="Told to the learner.")
    priority_class = models.PositiveSmallIntegerField(null=True, help_text="In an intake: 0 comes first.")
    lot = models.BigIntegerField(null=True, help_text="In an intake: the smaller comes first.")
    version = models.PositiveIntegerField(default=1)

    # What reads may add:
    waiting_place: int
    has_open_questions: bool

    objects = ApplicationQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["learner", "run"],
                condition=Q(
                    state__in=["draft", "submitted", "under_review", "offered", "waitlisted", "accepted"]
                ),
                name="programmes_one_live_application",
                violation_error_message="There is an application for this course run already.",
            ),
            models.UniqueConstraint(fields=["run", "waiting_number"], name="programmes_waiting_number_once"),
            models.CheckConstraint(
                condition=Q(state="offered", offer_ends_at__isnull=False) | ~Q(state="offered"),
                name="programmes_offer_has_deadline",
            ),
            models.CheckConstraint(
                condition=Q(state__in=["offered", "accepted"], holds_place=True)
                | Q(state__in=["under_review", "waitlisted"])
                | (
                    ~Q(state__in=["offered", "accepted", "under_review", "waitlisted"]) & Q(holds_place=False)
                ),
                name="programmes_offer_holds_place",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["unsuccessful", "ineligible"]) | ~Q(reason=""),
                name="programmes_refusal_has_code",
                violation_error_message="Choose the reason: the person will read it.",
            ),
            models.CheckConstraint(
                condition=~Q(state="waitlisted") | Q(waiting_number__isnull=False),
                name="programmes_waiting_has_number",
            ),
            models.CheckConstraint(
                condition=Q(state="draft") | Q(state="withdrawn") | Q(submitted_at__isnull=False),
                name="programmes_sent_has_time",
            ),
            models.CheckConstraint(
                condition=Q(applied_for=None) | ~Q(agreed_how=""),
                name="programmes_applied_for_with_consent",
                violation_error_message="Say how the person agreed that you apply for them.",
            ),
            models.CheckConstraint(
                condition=Q(busy=None) | Q(state__in=["accepted", "enrolled"]),
                name="programmes_busy_while_accepted",
            ),
            ExclusionConstraint(
                name="programmes_no_overlapping_places",
                expressions=[("learner", RangeOperators.EQUAL), ("busy", RangeOperators.OVERLAPS)],
                condition=Q(busy__isnull=False),
                violation_error_message="There is an accepted place on another course at the same time.",
            ),
        ]
        indexes = [
            models.Index(fields=["run", "state"], name="programmes_applications_of_run"),
            models.Index(
                fields=["offer_ends_at"], condition=Q(state="offered"), name="programmes_offers_by_end"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.learner_id} for {self.run_id}: {self.state}"

    @property
    def is_live(self) -> bool:
        return self.state in self.LIVE

    def may_become(self, state: str) -> bool:
        return state in self.TRANSITIONS[self.State(self.state)]

    def age_on(self, day: date) -> int | None:
        """Whole years on a day; someone born on 29 February is a year older on 1 March of other years."""
        if self.born_on is None:
            return None
        return day.year - self.born_on.year - ((day.month, day.day) < (self.born_on.month, self.born_on.day))


class SupportNeedQuerySet(models.QuerySet["SupportNeed"]):
    def waiting(self) -> Self:
        """Shared with the provider and not answered yet."""
        return self.filter(is_shared=True, answer="")


@pghistory.track(exclude=["details", "answer_note"])
class SupportNeed(models.Model):
    """Something a learner would need to take part. The provider sees it only if they share it, and answers it before
    it offers a place.
    """

    class Kind(models.TextChoices):
        TRAVEL = "travel", "Travel"
        KIT = "kit", "A computer or the internet at home"
        CHILDCARE = "childcare", "Childcare"
        ADJUSTMENT = "adjustment", "Changes to how I am taught"
        LANGUAGE = "language", "Help with English"
        OTHER = "other", "Something else"

    class Answer(models.TextChoices):
        YES = "yes", "Yes, we can do this"
        PARTLY = "partly", "We can do a part of it"
        NO = "no", "We cannot do this"

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    application = models.ForeignKey(Application, on_delete=models.CASCADE, related_name="support_needs")
    kind = models.CharField(max_length=10, choices=Kind)
    details = models.TextField(max_length=1000, blank=True)
    is_shared = models.BooleanField(default=False, help_text="The provider may read it.")
    answer = models.CharField(max_length=6, choices=Answer, blank=True)
    answer_note = models.TextField(max_length=1000, blank=True)
    answered_by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    answered_at = models.DateTimeField(null=True)

    objects = SupportNeedQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["application", "kind"],
                name="programmes_need_told_once",
                violation_error_message="You have told us about this already. Change what you wrote.",
            ),
            models.CheckConstraint(
                condition=Q(answer="", answered_at=None) | (~Q(answer="") & Q(answered_at__isnull=False)),
                name="programmes_support_answer_has_time",
            ),
            models.CheckConstraint(
                condition=~Q(answer__in=["partly", "no"]) | ~Q(answer_note=""),
                name="programmes_support_refusal_explained",
                violation_error_message="Say what you can do, or why you cannot: the person will read it.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} for {self.application_id}"


@pghistory.track()
class OfferCondition(models.Model):
    """Something to be done before a place that was offered becomes an enrolment, such as showing proof of address."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    application = models.ForeignKey(Application, on_delete=models.CASCADE, related_name="conditions")
    words = models.CharField(max_length=300)
    met_at = models.DateTimeField(null=True)
    met_by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["application", "words"], name="programmes_condition_once"),
            models.CheckConstraint(condition=~Q(words=""), name="programmes_condition_has_words"),
        ]

    def __str__(self) -> str:
        return self.words


class MissingSkill(models.Model):
    """A skill, at a level, that a refused applicant should have first."""

    application = models.ForeignKey(Application, on_delete=models.CASCADE, related_name="missing_skills")
    skill = models.ForeignKey(Skill, on_delete=models.PROTECT, related_name="+")
    level = models.PositiveSmallIntegerField(choices=Level, default=Level.FOUNDATION)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["application", "skill"], name="programmes_missing_skill_once"),
            models.CheckConstraint(condition=Q(level__range=(1, 4)), name="programmes_missing_level_1_to_4"),
        ]

    def __str__(self) -> str:
        return f"{self.skill_id} at {self.level} for {self.application_id}"


class ApplicationNote(models.Model):
    """What the provider's staff write down about an application. The learner may ask to see it."""

    application = models.ForeignKey(Application, on_delete=models.CASCADE, related_name="notes")
    words = models.TextField(max_length=2000)
    written_by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    written_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["written_at", "id"]
        constraints = [models.CheckConstraint(condition=~Q(words=""), name="programmes_note_has_words")]

    def __str__(self) -> str:
        return f"note on {self.application_id}"
