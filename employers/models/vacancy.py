import uuid
from datetime import datetime, time, timedelta
from typing import TYPE_CHECKING, Any, Self
from zoneinfo import ZoneInfo

import pghistory
from django.db import models
from django.db.models import Exists, F, Func, OuterRef, Q, Value
from django.db.models.lookups import LessThanOrEqual
from django.utils import timezone

from district.partners.actor import Actor
from district.partners.models import Organisation, OrganisationRole, Role
from district.places.models import Council, Postcode
from district.skills.models import Level, Occupation, Skill, SkillState

if TYPE_CHECKING:
    from employers.answer_rate import AnswerRate


class VacancyKind(models.TextChoices):
    JOB = "job", "Job"
    APPRENTICESHIP = "apprenticeship", "Apprenticeship"
    WORK_EXPERIENCE = "work_experience", "Work experience"
    PLACEMENT = "placement", "T Level placement"
    INTERVIEW = "guaranteed_interview", "Job with a guaranteed interview"


class WorkMode(models.TextChoices):
    ON_SITE = "on_site", "At the workplace"
    HYBRID = "hybrid", "Partly from home"
    REMOTE = "remote", "From home"


class Pattern(models.TextChoices):
    FULL_TIME = "full_time", "Full time"
    PART_TIME = "part_time", "Part time"
    FLEXIBLE = "flexible", "Flexible hours"


class SalaryUnit(models.TextChoices):
    YEAR = "year", "a year"
    HOUR = "hour", "an hour"


class YoungestAge(models.IntegerChoices):
    """Pay must reach what the law sets for the youngest people who may be taken on."""

    SIXTEEN = 16, "16"
    EIGHTEEN = 18, "18"
    TWENTY_ONE = 21, "21"


class EndReason(models.TextChoices):
    TIME = "time", "Its closing time came"
    FILLED = "filled", "The opening is filled"
    ENOUGH = "enough", "Enough people have applied"
    GONE = "gone", "There is no opening any more"
    CHANGED = "changed", "We need something else now"
    OTHER = "other", "Another reason"


class Filled(models.TextChoices):
    PORTAL = "portal", "Yes, by somebody who found it here"
    ELSEWHERE = "elsewhere", "Yes, in another way"
    PARTLY = "partly", "Some of the openings, not all"
    NOT = "not", "No, nobody was taken on"


class ClosingMoment(Func):
    """When a vacancy closes: its day and its time of day on London's clocks, summer time or not."""

    template = "(%(expressions)s) AT TIME ZONE 'Europe/London'"
    arg_joiner = " + "
    output_field = models.DateTimeField()

    def __init__(self) -> None:
        super().__init__(F("closes_on"), F("closes_time"))


LONDON = ZoneInfo("Europe/London")
END_OF_DAY = time(23, 59, 59)


class VacancyQuerySet(models.QuerySet["Vacancy"]):
    def open(self, now: Any = None) -> Self:
        """What the public may see: open, not past its closing time, and of an employer that is not suspended."""
        still_open = self.alias(closing=ClosingMoment()).filter(
            Q(closes_on=None) | Q(closing__gte=now or timezone.now()), state=Vacancy.State.OPEN
        )
        return still_open.of_employers_in_good_standing()

    def closing_within(self, days: int) -> Self:
        """Open ones whose last day is not far."""
        return self.open().filter(closes_on__lte=timezone.localdate() + timedelta(days=days))

    def of_employers_in_good_standing(self) -> Self:
        """Active employers: approved ones, and those known from adverts alone, who never asked for the role."""
        withheld = OrganisationRole.objects.withheld(Role.EMPLOYER)
        return self.filter(
            ~Exists(withheld.filter(organisation=OuterRef("organisation"))), organisation__is_active=True
        )

    def once(self) -> Self:
        """Without adverts that repeat one that is open."""
        return self.filter(Q(repeats=None) | ~Q(repeats__state=Vacancy.State.OPEN))

    def visible_to(self, actor: Actor) -> Self:
        """What the pages of employers and staff may show: all to WMCA staff, their own to an employer."""
        if actor.is_staff:
            return self
        if actor.organisation is None or not actor.acts_as(Role.EMPLOYER):
            return self.none()
        return self.filter(organisation=actor.organisation)

    def with_skills_waiting(self) -> Self:
        """Open adverts of employers that nobody has claimed, with suggested skills that no person has decided on."""
        waiting = VacancySkill.objects.filter(state=SkillState.SUGGESTED).order_by().values("vacancy")
        return self.open().filter(organisation__is_imported=True, id__in=waiting).exclude(source="")

    def for_list(self) -> Self:
        return self.select_related("organisation", "postcode", "council").fetch_mode(models.FETCH_RAISE)


@pghistory.track()
class Vacancy(models.Model):
    """An opening at an employer, posted by its members or read from an advert; ends at its closing time.

    One that raises a doubt waits for WMCA staff (see VacancyReview): learners see it only once they agree.
    """

    class State(models.TextChoices):
        DRAFT = "draft", "Draft"
        SUBMITTED = "submitted", "Being checked"
        REFERRED = "referred", "Changes asked for"
        REFUSED = "refused", "Refused"
        OPEN = "open", "Open"
        PAUSED = "paused", "Paused"
        CLOSED = "closed", "Closed"
        WITHDRAWN = "withdrawn", "Withdrawn"

    TRANSITIONS = {
        State.DRAFT: {State.OPEN, State.SUBMITTED, State.WITHDRAWN},
        State.SUBMITTED: {State.OPEN, State.REFERRED, State.REFUSED, State.DRAFT, State.WITHDRAWN},
        State.REFERRED: {State.SUBMITTED, State.WITHDRAWN},
        State.REFUSED: {State.DRAFT, State.WITHDRAWN},
        State.OPEN: {State.PAUSED, State.SUBMITTED, State.CLOSED, State.WITHDRAWN},
        State.PAUSED: {State.OPEN, State.SUBMITTED, State.CLOSED, State.WITHDRAWN},
        State.CLOSED: {State.OPEN, State.SUBMITTED},
        State.WITHDRAWN: set(),
    }
    UNFINISHED = (State.DRAFT, State.REFERRED)  # goes page by page
    FIXED = (State.SUBMITTED, State.REFUSED, State.WITHDRAWN)  # nothing in it can be changed

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="vacancies")
    kind = models.CharField(max_length=20, choices=VacancyKind, default=VacancyKind.JOB)
    state = models.CharField(max_length=10, choices=State, default=State.DRAFT)
    title = models.CharField(max_length=200)
    summary = models.CharField(max_length=350, blank=True)
    description = models.TextField(max_length=20_000)
    occupation = models.ForeignKey(Occupation, null=True, on_delete=models.SET_NULL, related_name="+")
    positions = models.PositiveSmallIntegerField(default=1)
    youngest_age = models.PositiveSmallIntegerField(
        choices=YoungestAge, default=YoungestAge.TWENTY_ONE, db_default=YoungestAge.TWENTY_ONE
    )
    duration_months = models.PositiveSmallIntegerField(null=True, help_text="Of an apprenticeship.")
    training = models.CharField(
        max_length=200, blank=True, db_default="", help_text="The standard and provider of an apprenticeship."
    )
    training_level = models.PositiveSmallIntegerField(null=True, help_text="2 to 7, of an apprenticeship.")
    placement_hours = models.PositiveSmallIntegerField(null=True, help_text="Of a T Level placement.")
    question_one = models.CharField(max_length=200, blank=True, db_default="")
    question_two = models.CharField(max_length=200, blank=True, db_default="")

    place_text = models.CharField(max_length=300, blank=True, help_text="Where, as the advert says it.")
    postcode = models.ForeignKey(Postcode, null=True, on_delete=models.PROTECT, related_name="+")
    council = models.ForeignKey(Council, null=True, on_delete=models.PROTECT, related_name="+")
    easting = models.IntegerField(null=True, help_text="OSGB metres, of the postcode or else of the town.")
    northing = models.IntegerField(null=True, help_text="OSGB metres, of the postcode or else of the town.")
    other_places = models.JSONField(
        default=list,
        db_default=Value([], models.JSONField()),
        help_text="Beside the main one; see employers.other_places.",
    )
    mode = models.CharField(max_length=10, choices=WorkMode, default=WorkMode.ON_SITE)
    pattern = models.CharField(max_length=10, choices=Pattern, blank=True)
    weekly_hours = models.DecimalField(max_digits=4, decimal_places=1, null=True)

    salary_text = models.CharField(max_length=200, blank=True, help_text="As the advert says it.")
    salary_least = models.DecimalField(max_digits=9, decimal_places=2, null=True)
    salary_most = models.DecimalField(max_digits=9, decimal_places=2, null=True)
    salary_unit = models.CharField(max_length=5, choices=SalaryUnit, blank=True)
    yearly_most = models.PositiveIntegerField(
        null=True, help_text="Top of the range in pounds a year, for filters and matching."
    )

    posted_on = models.DateField(default=timezone.localdate)
    closes_on = models.DateField(null=True)
    closes_time = models.TimeField(
        default=END_OF_DAY, db_default=END_OF_DAY, help_text="On London's clocks, on the closing day."
    )
    starts_on = models.DateField(null=True)
    paused_until = models.DateField(null=True, help_text="The day on which it opens again by itself.")
    ended_at = models.DateTimeField(null=True)
    end_reason = models.CharField(max_length=10, choices=EndReason, blank=True, db_default="")
    filled = models.CharField(max_length=10, choices=Filled, blank=True, db_default="")
    apply_url = models.URLField(max_length=1000, blank=True)

    source = models.CharField(max_length=60, blank=True, help_text="Empty: posted here by the employer.")
    source_reference = models.CharField(max_length=200, blank=True)
    source_digest = models.CharField(
        max_length=64, blank=True, help_text="SHA-256 of what was read, to see changes."
    )
    repeats = models.ForeignKey("self", null=True, on_delete=models.SET_NULL, related_name="repeated_by")
    relists = models.ForeignKey(
        "self",
        null=True,
        on_delete=models.SET_NULL,
        related_name="listed_again",
        help_text="The vacancy that is listed again by this one.",
    )
    is_own_opening = models.BooleanField(
        default=False, db_default=False, help_text="A person has said that it repeats no other advert."
    )
    is_fictional = models.BooleanField(default=False)
    version = models.PositiveIntegerField(default=1)
    created_at = models.DateTimeField(default=timezone.now)
    opened_at = models.DateTimeField(null=True)

    objects = VacancyQuerySet.as_manager()

    # What reads may add (see queries):
    skills_shown: list["VacancySkill"]
    told: dict[str, Any] | None  # of how its employer answers; see answer_rate
    answers: "AnswerRate | None"
    accepted_count: int
    suggested_count: int
    to_answer_count: int
    waits_since: datetime | None

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(salary_least=None) | Q(salary_most__gte=F("salary_least")),
                name="employers_salary_range",
                violation_error_message="The top of the salary range is below its bottom.",
            ),
            models.CheckConstraint(
                condition=Q(salary_least=None, salary_most=None, salary_unit="")
                | (Q(salary_least__gt=0, salary_most__isnull=False) & ~Q(salary_unit="")),
                name="employers_salary_has_unit",
            ),
            models.CheckConstraint(
                condition=Q(easting=None, northing=None) | Q(easting__isnull=False, northing__isnull=False),
                name="employers_place_has_both",
            ),
            models.CheckConstraint(
                condition=LessThanOrEqual(
                    Func(
                        F("other_places"), function="jsonb_array_length", output_field=models.IntegerField()
                    ),
                    9,
                ),
                name="employers_ten_places_at_most",
            ),
            models.CheckConstraint(condition=Q(positions__gte=1), name="employers_at_least_one_position"),
            models.CheckConstraint(
                condition=Q(state__in=["draft", "submitted", "referred", "refused", "withdrawn"])
                | Q(opened_at__isnull=False),
                name="employers_open_has_time",
            ),
            models.CheckConstraint(
                condition=~Q(state="paused") | Q(paused_until__isnull=False),
                name="employers_pause_has_end",
            ),
            models.UniqueConstraint(
                fields=["source", "source_reference"],
                condition=~Q(source_reference=""),
                name="employers_once_per_source",
            ),
        ]
        indexes = [
            models.Index(fields=["state", "-posted_on", "-id"], name="employers_vacancy_newest"),
            models.Index(fields=["organisation", "state"], name="employers_vacancy_of"),
            models.Index(fields=["-posted_on", "-id"], name="employers_vacancy_by_day"),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def closes_at(self) -> datetime | None:
        if self.closes_on is None:
            return None
        return datetime.combine(self.closes_on, self.closes_time, LONDON)

    @property
    def is_over(self) -> bool:
        """Past its closing time, whatever its state says yet."""
        return self.closes_at is not None and self.closes_at < timezone.now()

    @property
    def is_open(self) -> bool:
        """Whether the public may apply: open, and not past its closing time."""
        return self.state == self.State.OPEN and not self.is_over

    @property
    def questions(self) -> list[str]:
        """What people are asked when they apply: two questions at most."""
        return [question for question in (self.question_one, self.question_two) if question]

    @property
    def kind_of_work(self) -> str:
        """What people look for: a job with a guaranteed interview is a job."""
        return VacancyKind.JOB if self.kind == VacancyKind.INTERVIEW else self.kind


class VacancySkill(models.Model):
    """A skill a vacancy asks for, suggested from its text or named by a person; only accepted ones match."""

    class Need(models.TextChoices):
        ESSENTIAL = "essential", "Essential"
        DESIRED = "desired", "Desired"

    vacancy = models.ForeignKey(Vacancy, on_delete=models.CASCADE, related_name="asked_skills")
    skill = models.ForeignKey(Skill, on_delete=models.PROTECT, related_name="+")
    level = models.PositiveSmallIntegerField(choices=Level, default=Level.INTERMEDIATE)
    need = models.CharField(max_length=10, choices=Need, default=Need.ESSENTIAL)
    importance = models.PositiveSmallIntegerField(default=3, help_text="The employer's weight, 1 to 5.")
    state = models.CharField(max_length=10, choices=SkillState, default=SkillState.ACCEPTED)
    words = models.CharField(max_length=300, blank=True, help_text="The words of the text that suggested it.")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["vacancy", "skill"], name="employers_skill_asked_once"),
            models.CheckConstraint(condition=Q(level__range=(1, 4)), name="employers_asked_level_1_to_4"),
            models.CheckConstraint(condition=Q(importance__range=(1, 5)), name="employers_importance_1_to_5"),
        ]
        indexes = [
            models.Index(
                fields=["skill", "vacancy"], condition=Q(state="accepted"), name="employers_accepted_skill"
            )
        ]

    def __str__(self) -> str:
        return f"{self.vacancy_id} asks {self.skill_id} at {self.level}"
