import uuid
from datetime import timedelta
from typing import Self

import pghistory
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from district.partners.actor import Actor
from district.partners.models import Organisation, OrganisationRole, Role
from district.places.models import Council, Postcode
from district.skills.models import Level, Skill, SkillState
from employers.models import Vacancy

MOST_HEADS = 9_999


class ByWhen(models.TextChoices):
    SOON = "soon", "Within 3 months"
    YEAR = "year", "In 3 to 12 months"
    LATER = "later", "In more than 12 months"


class NeedPlace(models.TextChoices):
    POSTCODE = "postcode", "At one workplace"
    COUNCIL = "council", "Somewhere in one council"
    ANY = "any", "Anywhere in the region"


class Route(models.TextChoices):
    HIRE = "hire", "Hire people"
    APPRENTICE = "apprentice", "Take on apprentices"
    T_LEVEL = "t_level", "T Level students"
    BOOTCAMP = "bootcamp", "People from a Skills Bootcamp"
    UPSKILL = "upskill", "Train our own people"


class NeedReason(models.TextChoices):
    VACANCY = "vacancy", "We have more work than people"
    REPLACEMENT = "replacement", "People are leaving or retiring"
    UPSKILL = "upskill", "Our people's skills have to grow"
    TECHNOLOGY = "technology", "New technology or a new way of working"


class HardCause(models.TextChoices):
    FEW = "few_applicants", "Too few people apply"
    SKILLS = "skills", "They lack the skills or qualifications"
    EXPERIENCE = "experience", "They lack experience"
    PAY = "pay", "Others pay more"
    LOCATION = "location", "The place is hard to get to"


class NeedOffer(models.TextChoices):
    INTERVIEWS = "interviews", "Interviews for people who complete a course"
    CO_DESIGN = "co_design", "Help to design what is taught"
    SPEAKERS = "speakers", "People who come and speak"
    KIT = "kit", "Kit, software or a room"


class MetHow(models.TextChoices):
    ANSWER = "answer", "A provider's answer on this portal"
    VACANCY = "vacancy", "A vacancy posted on this portal"
    HIRED = "hired", "We hired people in another way"
    TRAINED = "trained", "We trained our own people in another way"
    OTHER = "other", "Something else"


class SkillsNeedQuerySet(models.QuerySet["SkillsNeed"]):
    def open(self) -> Self:
        """Those that count: open, and of employers in good standing."""
        withheld = OrganisationRole.objects.withheld(Role.EMPLOYER)
        return self.filter(
            ~Exists(withheld.filter(organisation=OuterRef("organisation"))),
            state=SkillsNeed.State.OPEN,
            expires_on__gte=timezone.localdate(),
            organisation__is_active=True,
        )

    def visible_to(self, actor: Actor) -> Self:
        """All but drafts to WMCA staff, their own to an employer. Nobody else reads a need by itself."""
        if actor.is_staff:
            return self.exclude(state=SkillsNeed.State.DRAFT)
        if actor.organisation is None or not actor.acts_as(Role.EMPLOYER):
            return self.none()
        return self.filter(organisation=actor.organisation)

    def for_list(self) -> Self:
        return self.select_related("organisation", "council").fetch_mode(models.FETCH_RAISE)


@pghistory.track(exclude=["text"])
class SkillsNeed(models.Model):
    """What an employer lacks, said without a vacancy. Its members write it; it is never public.

    Providers see it only added to others' needs, in bands. It ends by being met (naming what met it), renewed (another
    takes its place), stopped with a reason, or expired: the employer is reminded before that.
    """

    class State(models.TextChoices):
        DRAFT = "draft", "Draft"
        OPEN = "open", "Open"
        MET = "met", "Met"
        RENEWED = "renewed", "Renewed"
        EXPIRED = "expired", "Expired"
        STOPPED = "stopped", "Stopped"

    TRANSITIONS = {
        State.DRAFT: {State.OPEN},
        State.OPEN: {State.MET, State.RENEWED, State.EXPIRED, State.STOPPED},
        State.EXPIRED: {State.MET, State.RENEWED},
        State.MET: set(),
        State.RENEWED: set(),
        State.STOPPED: set(),
    }
    OPEN_FOR = {
        ByWhen.SOON: timedelta(days=91),
        ByWhen.YEAR: timedelta(days=182),
        ByWhen.LATER: timedelta(days=365),
    }

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    series = models.UUIDField(
        default=uuid.uuid4, editable=False, db_index=True, help_text="Shared with those it renews."
    )
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="needs")
    state = models.CharField(max_length=8, choices=State, default=State.DRAFT)
    title = models.CharField(max_length=100)
    text = models.TextField(max_length=10_000, blank=True, help_text="What the skills were suggested from.")
    heads = models.PositiveSmallIntegerField(null=True)
    by_when = models.CharField(max_length=5, choices=ByWhen, blank=True)
    place = models.CharField(max_length=8, choices=NeedPlace, blank=True)
    postcode = models.ForeignKey(Postcode, null=True, on_delete=models.PROTECT, related_name="+")
    council = models.ForeignKey(Council, null=True, on_delete=models.PROTECT, related_name="+")
    routes = ArrayField(models.CharField(max_length=10, choices=Route), default=list)
    reason = models.CharField(max_length=11, choices=NeedReason, blank=True)
    is_hard = models.BooleanField(null=True, help_text="Whether such people are hard to find.")
    hard_causes = ArrayField(models.CharField(max_length=14, choices=HardCause), default=list)
    hard_words = models.CharField(max_length=500, blank=True)
    offers = ArrayField(models.CharField(max_length=10, choices=NeedOffer), default=list)
    answered = ArrayField(
        models.CharField(max_length=10), default=list, help_text="Pages that have been answered."
    )

    opened_at = models.DateTimeField(null=True)
    expires_on = models.DateField(null=True)
    reminded_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    met_how = models.CharField(max_length=7, choices=MetHow, blank=True)
    met_vacancy = models.ForeignKey(Vacancy, null=True, on_delete=models.SET_NULL, related_name="met_needs")
    end_words = models.CharField(max_length=500, blank=True, help_text="What met it, or why it was stopped.")
    renews = models.OneToOneField("self", null=True, on_delete=models.PROTECT, related_name="renewed_by")
    is_fictional = models.BooleanField(default=False)
    version = models.PositiveIntegerField(default=1)
    created_at = models.DateTimeField(default=timezone.now)
    changed_at = models.DateTimeField(default=timezone.now)

    objects = SkillsNeedQuerySet.as_manager()

    # What reads may add:
    skill_count: int

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(heads=None) | Q(heads__range=(1, MOST_HEADS)),
                name="codesign_need_heads_1_to_9999",
                violation_error_message="Enter a number of people from 1 to 9,999.",
            ),
            models.CheckConstraint(
                condition=Q(state="draft")
                | (
                    Q(heads__isnull=False, opened_at__isnull=False, expires_on__isnull=False)
                    & ~Q(by_when="")
                    & ~Q(place="")
                    & Q(routes__len__gt=0)
                ),
                name="codesign_open_need_is_whole",
            ),
            models.CheckConstraint(
                condition=(Q(place__in=["", "any"], postcode=None, council=None))
                | Q(place="council", postcode=None, council__isnull=False)
                | Q(place="postcode", postcode__isnull=False, council__isnull=False),
                name="codesign_need_place_is_whole",
            ),
            models.CheckConstraint(
                condition=Q(state__in=["draft", "open"], ended_at=None)
                | (~Q(state__in=["draft", "open"]) & Q(ended_at__isnull=False)),
                name="codesign_ended_need_has_time",
            ),
            models.CheckConstraint(
                condition=(Q(state="met") & ~Q(met_how="")) | (~Q(state="met") & Q(met_how="")),
                name="codesign_met_need_says_how",
            ),
            models.CheckConstraint(
                condition=~Q(state="stopped") | ~Q(end_words=""), name="codesign_stopped_need_says_why"
            ),
        ]
        indexes = [
            models.Index(fields=["organisation", "state"], name="codesign_need_of"),
            models.Index(fields=["expires_on"], condition=Q(state="open"), name="codesign_need_clock"),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def is_open(self) -> bool:
        return self.state == self.State.OPEN

    @property
    def days_left(self) -> int | None:
        return (self.expires_on - timezone.localdate()).days if self.expires_on else None


class NeededSkill(models.Model):
    """A skill of a need, suggested from a pasted text or named by a person; only accepted ones count."""

    need = models.ForeignKey(SkillsNeed, on_delete=models.CASCADE, related_name="skills")
    skill = models.ForeignKey(Skill, on_delete=models.PROTECT, related_name="+")
    level = models.PositiveSmallIntegerField(choices=Level, default=Level.INTERMEDIATE)
    state = models.CharField(max_length=10, choices=SkillState, default=SkillState.ACCEPTED)
    words = models.CharField(max_length=300, blank=True, help_text="The words of the text that suggested it.")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["need", "skill"], name="codesign_skill_needed_once"),
            models.CheckConstraint(condition=Q(level__range=(1, 4)), name="codesign_needed_level_1_to_4"),
        ]
        ordering = ["-level", "id"]

    def __str__(self) -> str:
        return f"{self.need_id} needs {self.skill_id} at {self.level}"


@pghistory.track()
class NeedVacancy(models.Model):
    """A vacancy of the same employer for people of a need: its openings and the need's people are counted once.

    The employer names it, and may take it back; a renewal of the need takes it along.
    """

    vacancy = models.OneToOneField(Vacancy, on_delete=models.CASCADE, related_name="of_need")
    need = models.ForeignKey(SkillsNeed, on_delete=models.CASCADE, related_name="vacancies")
    named_at = models.DateTimeField(default=timezone.now)

    def __str__(self) -> str:
        return f"{self.vacancy_id} for {self.need_id}"
