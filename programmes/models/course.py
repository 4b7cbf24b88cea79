import uuid
from typing import TYPE_CHECKING, Any, ClassVar, Self

from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from district.partners.actor import Actor
from district.partners.models import Organisation, OrganisationRole, Role
from district.skills.models import Level, Skill, SkillState
from programmes.models.programme import Programme

if TYPE_CHECKING:
    from programmes.curricula.pages import Said, Shown
    from programmes.models.run import CourseRun


class CourseQuerySet(models.QuerySet["Course"]):
    def listed(self) -> Self:
        """What the public may see."""
        return self.filter(state=Course.State.LIVE).of_providers_in_good_standing()

    def of_providers_in_good_standing(self) -> Self:
        """Active providers: approved ones, and those known from imports alone, who never asked for the role."""
        withheld = OrganisationRole.objects.withheld(Role.PROVIDER)
        return self.filter(
            ~Exists(withheld.filter(organisation=OuterRef("organisation"))), organisation__is_active=True
        )

    def visible_to(self, actor: Actor) -> Self:
        """What the actor works on: staff all, a provider's members their own, others none."""
        if actor.is_staff:
            return self.all()
        if actor.organisation and actor.acts_as(Role.PROVIDER):
            return self.filter(organisation=actor.organisation)
        return self.none()

    def with_skills_waiting(self) -> Self:
        """Live imported courses of providers that nobody has claimed, with suggested skills to decide on."""
        waiting = TaughtSkill.objects.filter(state=SkillState.SUGGESTED).order_by().values("course")
        return self.listed().filter(organisation__is_imported=True, id__in=waiting).exclude(source="")

    def for_list(self) -> Self:
        return self.select_related("organisation", "programme").fetch_mode(models.FETCH_RAISE)


class Course(models.Model):
    """What a provider teaches: who for, what is learned, at which level. Taught in dated course runs."""

    class State(models.TextChoices):
        DRAFT = "draft", "Draft"
        LIVE = "live", "Live"
        ARCHIVED = "archived", "Archived"

    TRANSITIONS: ClassVar[dict[str, set[str]]] = {
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
    version = models.PositiveIntegerField(default=1)
    changed_at = models.DateTimeField(default=timezone.now)

    source = models.CharField(max_length=60, blank=True, help_text="Empty: written here by the provider.")
    source_reference = models.CharField(max_length=200, blank=True)
    source_digest = models.CharField(max_length=64, blank=True)
    gone_at = models.DateTimeField(null=True, help_text="When its source no longer held it.")
    is_fictional = models.BooleanField(default=False)
    search = SearchVectorField(null=True, editable=False)
    created_at = models.DateTimeField(default=timezone.now)

    objects = CourseQuerySet.as_manager()

    # What reads may add (see queries):
    runs_ahead: list["CourseRun"]
    skills_shown: list["TaughtSkill"]
    has_curriculum: bool
    in_force: "list[dict[str, Any]]"
    outcomes_shown: "list[Shown]"
    said: "Said"
    all_runs: list["CourseRun"]
    all_skills: list["TaughtSkill"]

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
        indexes = [
            GinIndex(fields=["search"], name="programmes_course_search"),
            models.Index(fields=["organisation", "state"], name="programmes_course_of"),
        ]

    def __str__(self) -> str:
        return self.title


class TaughtSkill(models.Model):
    """A skill a course teaches, up to a level: suggested from its text, or named by a person.

    Only accepted ones are matched and shown.
    """

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
