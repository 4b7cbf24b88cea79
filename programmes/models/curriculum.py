import uuid
from typing import TYPE_CHECKING, ClassVar, Self

import pghistory
from django.db import models
from django.db.models import Exists, F, Func, OuterRef, Q
from django.utils import timezone

from district.accounts.models import User
from district.partners.actor import Actor
from district.partners.models import Organisation, OrganisationRole, Role
from district.skills.models import Level, Skill
from programmes.models.course import Course

if TYPE_CHECKING:
    from programmes.models.course import CourseQuerySet

LONGEST_OUTCOME = 300
LONGEST_COMMENT = 1000


class CurriculumVersionQuerySet(models.QuerySet["CurriculumVersion"]):
    def published(self) -> Self:
        return self.filter(state=CurriculumVersion.State.PUBLISHED)

    def visible_to(self, actor: Actor) -> Self:
        """All for WMCA staff, a provider's members their own, others none."""
        own: CourseQuerySet = Course.objects.visible_to(actor)
        return self.filter(course__in=own)

    def with_frozen(self) -> Self:
        """Adds `is_frozen`, by the function that the triggers ask."""
        frozen = Func(F("id"), function="programmes_curriculum_is_frozen", output_field=models.BooleanField())
        return self.annotate(is_frozen=frozen)


@pghistory.track()
class CurriculumVersion(models.Model):
    """What a course teaches, as numbered learning outcomes that lead to skills.

    A provider writes it as a draft; once published, the skills taught by the course follow it. From the day on which
    a course run begins with it, and once another has followed it, it is frozen: triggers refuse every change.
    """

    class State(models.TextChoices):
        DRAFT = "draft", "Draft"
        PUBLISHED = "published", "In force"
        SUPERSEDED = "superseded", "Followed by another"

    TRANSITIONS: ClassVar[dict[str, set[str]]] = {
        State.DRAFT: {State.PUBLISHED},
        State.PUBLISHED: {State.SUPERSEDED},
        State.SUPERSEDED: set(),
    }

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    course = models.ForeignKey(Course, on_delete=models.PROTECT, related_name="curriculum_versions")
    number = models.PositiveSmallIntegerField()
    state = models.CharField(max_length=10, choices=State, default=State.DRAFT)
    note = models.CharField(max_length=300, blank=True, help_text="What is new, in the provider's words.")
    created_at = models.DateTimeField(default=timezone.now)
    created_by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    published_at = models.DateTimeField(null=True)
    published_by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    superseded_at = models.DateTimeField(null=True)
    changed_at = models.DateTimeField(default=timezone.now)
    version = models.PositiveIntegerField(default=1, help_text="Goes up by one with each change.")

    objects = CurriculumVersionQuerySet.as_manager()

    # What reads may add (see curricula.pages):
    is_frozen: bool
    all_outcomes: list["LearningOutcome"]

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["course", "number"], name="programmes_curriculum_number_once"),
            models.UniqueConstraint(
                fields=["course"], condition=Q(state="draft"), name="programmes_one_draft_curriculum"
            ),
            models.UniqueConstraint(
                fields=["course"], condition=Q(state="published"), name="programmes_one_published_curriculum"
            ),
            models.CheckConstraint(condition=Q(number__gte=1), name="programmes_curriculum_number_from_1"),
            models.CheckConstraint(
                condition=Q(state="draft", published_at=None)
                | (~Q(state="draft") & Q(published_at__isnull=False)),
                name="programmes_curriculum_published_has_time",
            ),
            models.CheckConstraint(
                condition=Q(state="superseded", superseded_at__isnull=False)
                | (~Q(state="superseded") & Q(superseded_at=None)),
                name="programmes_curriculum_superseded_has_time",
            ),
        ]

    def __str__(self) -> str:
        return f"version {self.number} of {self.course_id}"

    @property
    def is_draft(self) -> bool:
        return self.state == self.State.DRAFT


@pghistory.track()
class LearningOutcome(models.Model):
    """One thing that people can do after the course. `key` stays the same from version to version."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    curriculum = models.ForeignKey(CurriculumVersion, on_delete=models.CASCADE, related_name="outcomes")
    key = models.UUIDField(default=uuid.uuid4, editable=False)
    position = models.PositiveSmallIntegerField()
    words = models.CharField(max_length=LONGEST_OUTCOME)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["curriculum", "position"],
                name="programmes_outcome_position_once",
                deferrable=models.Deferrable.DEFERRED,
            ),
            models.UniqueConstraint(fields=["curriculum", "key"], name="programmes_outcome_key_once"),
            models.CheckConstraint(
                condition=~Q(words=""),
                name="programmes_outcome_has_words",
                violation_error_message="Say what people will be able to do.",
            ),
            models.CheckConstraint(condition=Q(position__gte=1), name="programmes_outcome_position_from_1"),
        ]

    def __str__(self) -> str:
        return f"{self.position}. {self.words}"


@pghistory.track()
class OutcomeSkill(models.Model):
    """A skill that a learning outcome leads to, up to a level."""

    outcome = models.ForeignKey(LearningOutcome, on_delete=models.CASCADE, related_name="skills")
    skill = models.ForeignKey(Skill, on_delete=models.PROTECT, related_name="+")
    level = models.PositiveSmallIntegerField(choices=Level, default=Level.FOUNDATION)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["outcome", "skill"], name="programmes_outcome_skill_once"),
            models.CheckConstraint(condition=Q(level__range=(1, 4)), name="programmes_outcome_level_1_to_4"),
        ]

    def __str__(self) -> str:
        return f"{self.outcome_id} leads to {self.skill_id} at {self.level}"


class CurriculumCommentQuerySet(models.QuerySet["CurriculumComment"]):
    def waiting(self) -> Self:
        return self.filter(state=CurriculumComment.State.WAITING)

    def of_employers_in_good_standing(self) -> Self:
        """What a suspended employer said is nowhere to be read but on its own pages and by WMCA staff."""
        approved = OrganisationRole.objects.approved().filter(role=Role.EMPLOYER)
        return self.filter(
            Exists(approved.filter(organisation=OuterRef("organisation"))), organisation__is_active=True
        )

    def told(self) -> Self:
        """What the page of the course may say."""
        state = CurriculumComment.State
        answered = [state.ADOPTED, state.DECLINED, state.NOTED]
        return self.filter(state__in=answered).of_employers_in_good_standing()

    def of(self, actor: Actor) -> Self:
        """Those of the employer the actor acts for."""
        if actor.organisation and actor.acts_as(Role.EMPLOYER):
            return self.filter(organisation=actor.organisation)
        return self.none()

    def visible_to(self, actor: Actor) -> Self:
        """Those a provider's members answer, and all for WMCA staff."""
        if actor.is_staff:
            return self.all()
        if actor.organisation and actor.acts_as(Role.PROVIDER):
            own = self.filter(course__organisation=actor.organisation)
            return own.exclude(state=CurriculumComment.State.WITHDRAWN).of_employers_in_good_standing()
        return self.none()

    def for_list(self) -> Self:
        return (
            self.select_related("organisation", "course", "curriculum", "outcome", "skill", "adopted_in")
            .defer("course__search")
            .fetch_mode(models.FETCH_RAISE)
        )


@pghistory.track()
class CurriculumComment(models.Model):
    """What an employer says about a published curriculum, and what its provider makes of it.

    The provider takes it up in a later version, or says why not. Both stand on the page of the course, in the
    provider's summary or, where the employer lets it, in the employer's own words and with its name.
    """

    class Kind(models.TextChoices):
        MISSING = "missing", "Something is missing"
        OUT_OF_DATE = "out_of_date", "Out of date, or not needed"
        RIGHT = "right", "Right as it is"

    class State(models.TextChoices):
        WAITING = "waiting", "Waits for an answer"
        NOTED = "noted", "Noted"
        ADOPTED = "adopted", "Taken up"
        DECLINED = "declined", "Not taken up"
        WITHDRAWN = "withdrawn", "Taken back"

    TRANSITIONS: ClassVar[dict[str, set[str]]] = {
        State.WAITING: {State.ADOPTED, State.DECLINED, State.WITHDRAWN},
        State.NOTED: {State.WITHDRAWN},
        State.ADOPTED: set(),
        State.DECLINED: {State.ADOPTED},
        State.WITHDRAWN: set(),
    }

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    course = models.ForeignKey(Course, on_delete=models.PROTECT, related_name="curriculum_comments")
    curriculum = models.ForeignKey(CurriculumVersion, on_delete=models.PROTECT, related_name="comments")
    outcome = models.ForeignKey(
        LearningOutcome,
        null=True,
        on_delete=models.PROTECT,
        related_name="comments",
        help_text="Empty: on the whole.",
    )
    organisation = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, related_name="curriculum_comments", help_text="The employer."
    )
    written_by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    kind = models.CharField(max_length=11, choices=Kind)
    words = models.CharField(max_length=LONGEST_COMMENT, blank=True)
    skill = models.ForeignKey(Skill, null=True, on_delete=models.PROTECT, related_name="+")
    level = models.PositiveSmallIntegerField(choices=Level, null=True)
    may_quote = models.BooleanField(default=False, help_text="The page of the course may use these words.")
    may_name = models.BooleanField(default=False, help_text="The page of the course may name the employer.")
    state = models.CharField(max_length=9, choices=State, default=State.WAITING)
    summary = models.CharField(max_length=300, blank=True, help_text="The provider's, for everybody.")
    answer = models.CharField(max_length=500, blank=True, help_text="What was done, or why not.")
    adopted_in = models.ForeignKey(
        CurriculumVersion, null=True, on_delete=models.PROTECT, related_name="adopted_comments"
    )
    sent_at = models.DateTimeField(default=timezone.now)
    told_at = models.DateTimeField(null=True, help_text="When the provider was written to about it.")
    answered_at = models.DateTimeField(null=True)
    answered_by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    changed_at = models.DateTimeField(default=timezone.now)
    version = models.PositiveIntegerField(default=1)

    objects = CurriculumCommentQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "curriculum", "outcome", "kind"],
                condition=Q(state__in=["waiting", "noted"]),
                nulls_distinct=False,
                name="programmes_comment_said_once",
                violation_error_message="You have said this already. Change what you wrote.",
            ),
            models.CheckConstraint(
                condition=Q(kind="right") | ~Q(words=""),
                name="programmes_comment_has_words",
                violation_error_message="Write what is missing, or what is out of date.",
            ),
            models.CheckConstraint(
                condition=Q(skill=None, level=None) | Q(skill__isnull=False, level__range=(1, 4)),
                name="programmes_comment_skill_has_level",
            ),
            models.CheckConstraint(
                condition=Q(state="adopted", adopted_in__isnull=False)
                | (~Q(state="adopted") & Q(adopted_in=None)),
                name="programmes_adopted_names_version",
                violation_error_message="Choose the version in which it was taken up.",
            ),
            models.CheckConstraint(
                condition=~Q(state="declined") | ~Q(answer=""),
                name="programmes_declined_has_reason",
                violation_error_message="Say why not: the employer will read it.",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["adopted", "declined"])
                | (Q(answered_at__isnull=False) & (Q(may_quote=True) | ~Q(summary=""))),
                name="programmes_answered_can_be_told",
                violation_error_message="Say in a line what the employer asked for: everybody will read it.",
            ),
        ]
        indexes = [
            models.Index(fields=["course", "state"], name="programmes_comments_of"),
            models.Index(fields=["organisation", "sent_at"], name="programmes_comments_by"),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.organisation_id} on {self.curriculum_id}"
