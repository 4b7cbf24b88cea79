import uuid
from typing import ClassVar, Self

import pghistory
from django.db import models
from django.db.models import Q
from django.utils import timezone

from district.accounts.models import User
from district.partners.actor import Actor
from district.partners.models import Organisation, Role
from district.skills.models import Level, Skill
from district.web import scanning
from employers.models.vacancy import Vacancy
from learners.models import Learner


class JobReason(models.TextChoices):
    """Why a job application ended without a job."""

    MISSING_SKILLS = "missing_skills", "Some skills are needed first"
    LEVEL = "level", "The skills are needed at a higher level"
    EXPERIENCE = "experience", "Others had more experience of this work"
    FILLED = "filled", "The job went to somebody else"
    HOURS = "hours", "The hours or the start do not go together"
    TRAVEL = "travel", "The way to work is too long"
    INTERVIEW = "interview", "Others did better at the interview"
    CANCELLED = "cancelled", "The job will not be filled after all"
    OTHER = "other", "Another reason"
    UNANSWERED = "unanswered", "Nobody answered for 60 days"


class JobApplicationQuerySet(models.QuerySet["JobApplication"]):
    def live(self) -> Self:
        """Those in which something can still happen."""
        return self.filter(state__in=JobApplication.LIVE)

    def sent(self) -> Self:
        return self.exclude(submitted_at=None)

    def of(self, actor: Actor) -> Self:
        """The person's own."""
        return self.filter(learner__user_id=actor.user.pk) if actor.is_signed_in else self.none()

    def visible_to(self, actor: Actor) -> Self:
        """What was sent to the actor's employer. A learner's own are in `of`."""
        if actor.organisation is None or not actor.acts_as(Role.EMPLOYER):
            return self.none()
        return self.sent().filter(vacancy__organisation=actor.organisation)

    def for_list(self) -> Self:
        related = self.select_related("learner__user", "vacancy__organisation")
        return related.defer("vacancy__description").fetch_mode(models.FETCH_RAISE)


@pghistory.track(exclude=["shared", "why", "answers", "phone"])
class JobApplication(models.Model):
    """What a learner sends to an employer for a vacancy. Begun as a draft, ended by a job or by its reason.

    Until somebody shortlists it (`shortlisted_at`), the employer reads it without who it is from. `shared` is what the
    profile said when it was sent, in the parts that the learner chose. Nobody under 16 applies: their date of birth is
    asked for, checked and not kept. What nobody moves for 60 days closes itself.
    """

    class State(models.TextChoices):
        DRAFT = "draft", "Not sent yet"
        SUBMITTED = "submitted", "Sent"
        SHORTLISTED = "shortlisted", "Shortlisted"
        INTERVIEWING = "interviewing", "Interviewing"
        OFFERED = "offered", "Job offered"
        HIRED = "hired", "Hired"
        UNSUCCESSFUL = "unsuccessful", "Not successful"
        DECLINED = "declined", "Offer declined"
        WITHDRAWN = "withdrawn", "Withdrawn"
        CLOSED = "closed", "Closed unanswered"

    IN_PROCESS = (State.SUBMITTED, State.SHORTLISTED, State.INTERVIEWING, State.OFFERED)
    LIVE = (State.DRAFT, *IN_PROCESS)
    TRANSITIONS: ClassVar[dict[str, set[str]]] = {
        State.DRAFT: {State.SUBMITTED, State.WITHDRAWN},
        State.SUBMITTED: {
            *(State.SHORTLISTED, State.INTERVIEWING, State.OFFERED),
            *(State.UNSUCCESSFUL, State.WITHDRAWN, State.CLOSED),
        },
        State.SHORTLISTED: {
            *(State.INTERVIEWING, State.OFFERED),
            *(State.UNSUCCESSFUL, State.WITHDRAWN, State.CLOSED),
        },
        State.INTERVIEWING: {State.OFFERED, State.UNSUCCESSFUL, State.WITHDRAWN, State.CLOSED},
        State.OFFERED: {State.HIRED, State.DECLINED, State.WITHDRAWN, State.CLOSED},
        State.HIRED: set(),
        State.UNSUCCESSFUL: set(),
        State.DECLINED: set(),
        State.WITHDRAWN: set(),
        State.CLOSED: set(),
    }

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    learner = models.ForeignKey(Learner, on_delete=models.CASCADE, related_name="job_applications")
    vacancy = models.ForeignKey(Vacancy, on_delete=models.PROTECT, related_name="job_applications")
    state = models.CharField(max_length=12, choices=State, default=State.DRAFT)
    is_invited = models.BooleanField(default=False, help_text="The employer asked first.")

    parts = models.JSONField(default=list, help_text="Names of the parts of the profile that go with it.")
    shared = models.JSONField(default=dict, help_text="Those parts as they were when it was sent.")
    why = models.TextField(max_length=2000, blank=True, help_text="Why this job.")
    answers = models.JSONField(default=list, help_text="[question, answer] of what the vacancy asks.")
    phone = models.CharField(max_length=20, blank=True)
    age_checked_at = models.DateTimeField(null=True, help_text="When they were found to be 16 or over.")

    created_at = models.DateTimeField(default=timezone.now)
    moved_at = models.DateTimeField(default=timezone.now, help_text="When it last came to another state.")
    submitted_at = models.DateTimeField(null=True)
    answered_at = models.DateTimeField(null=True, help_text="When the employer first did something about it.")
    shortlisted_at = models.DateTimeField(null=True, help_text="Since then the employer knows who it is.")
    ended_at = models.DateTimeField(null=True)
    reason = models.CharField(max_length=20, choices=JobReason, blank=True)
    version = models.PositiveIntegerField(default=1)

    objects = JobApplicationQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["learner", "vacancy"],
                condition=Q(state__in=["draft", "submitted", "shortlisted", "interviewing", "offered"]),
                name="employers_one_live_job_application",
                violation_error_message="There is an application for this job already.",
            ),
            models.CheckConstraint(
                condition=Q(state__in=["draft", "withdrawn"])
                | Q(submitted_at__isnull=False, age_checked_at__isnull=False),
                name="employers_sent_has_time_and_age",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["shortlisted", "interviewing", "offered", "hired", "declined"])
                | Q(shortlisted_at__isnull=False, answered_at__isnull=False),
                name="employers_known_once_shortlisted",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["unsuccessful", "closed"]) | ~Q(reason=""),
                name="employers_job_refusal_has_code",
                violation_error_message="Choose the reason: the person will read it.",
            ),
            models.CheckConstraint(
                condition=Q(
                    state__in=["draft", "submitted", "shortlisted", "interviewing", "offered"],
                    ended_at=None,
                )
                | Q(
                    state__in=["hired", "unsuccessful", "declined", "withdrawn", "closed"],
                    ended_at__isnull=False,
                ),
                name="employers_job_application_ended_has_time",
            ),
        ]
        indexes = [
            models.Index(fields=["vacancy", "state"], name="employers_applications_of_job"),
            models.Index(
                fields=["moved_at"],
                condition=Q(state__in=["submitted", "shortlisted", "interviewing", "offered"]),
                name="employers_applications_by_move",
            ),
        ]

    def __str__(self) -> str:
        return f"job application {self.public_id}"

    @property
    def is_live(self) -> bool:
        return self.state in self.LIVE

    @property
    def is_blind(self) -> bool:
        """The employer may not know who it is from."""
        return self.shortlisted_at is None

    def may_become(self, state: str) -> bool:
        return state in self.TRANSITIONS[self.State(self.state)]


class JobApplicationStep(models.Model):
    """One move of a job application, with what was written to the other side. Placeholders stay in the words: who
    reads them fills in what they may know.
    """

    application = models.ForeignKey(JobApplication, on_delete=models.CASCADE, related_name="steps")
    state = models.CharField(max_length=12, choices=JobApplication.State)
    words = models.TextField(max_length=2000, blank=True)
    made_at = models.DateTimeField(default=timezone.now)
    made_by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")

    class Meta:
        ordering = ["made_at", "id"]

    def __str__(self) -> str:
        return f"{self.application_id} {self.state}"


class CvFileQuerySet(models.QuerySet["CvFile"]):
    def readable(self) -> Self:
        """What may be opened: what the scanner has found clean; where there is none, what the rules let in."""
        return (
            self.filter(scan=CvFile.Scan.CLEAN)
            if scanning.is_on()
            else self.exclude(scan=CvFile.Scan.HARMFUL)
        )


class CvFile(models.Model):
    """A learner's CV as it goes with one job application: kept here, never in a folder that a web server shows.

    Where there is a scanner, nobody can open it before that has found it clean; what is harmful is emptied at once.
    Goes with the application, a day after a draft was left, and a year after the application ended.
    """

    class Kind(models.TextChoices):
        PDF = "pdf", "PDF"
        DOCX = "docx", "Word document"

    class Scan(models.TextChoices):
        WAITING = "waiting", "Not looked at yet"
        CLEAN = "clean", "Clean"
        HARMFUL = "harmful", "Harmful"

    application = models.OneToOneField(
        JobApplication, on_delete=models.CASCADE, primary_key=True, related_name="cv"
    )
    kind = models.CharField(max_length=4, choices=Kind)
    content = models.BinaryField()
    size = models.PositiveIntegerField(help_text="Bytes.")
    added_at = models.DateTimeField(default=timezone.now)
    scan = models.CharField(max_length=7, choices=Scan, default=Scan.WAITING, db_default=Scan.WAITING)
    scanned_at = models.DateTimeField(null=True)

    objects = CvFileQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(size__range=(1, 5_000_000)), name="employers_cv_up_to_5_mb"),
            models.CheckConstraint(
                condition=Q(scan="waiting") | Q(scanned_at__isnull=False), name="employers_scanned_has_time"
            ),
        ]
        indexes = [
            models.Index(fields=["added_at"], condition=Q(scan="waiting"), name="employers_cvs_to_scan")
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}, {self.size:,} bytes"

    @property
    def is_readable(self) -> bool:
        is_waiting = self.scan == self.Scan.WAITING
        return self.scan == self.Scan.CLEAN or (is_waiting and not scanning.is_on())


class JobMissingSkill(models.Model):
    """A skill, at a level, that a refused applicant should have first."""

    application = models.ForeignKey(JobApplication, on_delete=models.CASCADE, related_name="missing_skills")
    skill = models.ForeignKey(Skill, on_delete=models.PROTECT, related_name="+")
    level = models.PositiveSmallIntegerField(choices=Level, default=Level.FOUNDATION)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["application", "skill"], name="employers_missing_skill_once"),
            models.CheckConstraint(condition=Q(level__range=(1, 4)), name="employers_missing_level_1_to_4"),
        ]

    def __str__(self) -> str:
        return f"{self.skill_id} at {self.level} for {self.application_id}"


class JobApplicationNote(models.Model):
    """What the employer's people write down for themselves. The learner may ask to see it."""

    application = models.ForeignKey(JobApplication, on_delete=models.CASCADE, related_name="notes")
    words = models.TextField(max_length=2000)
    written_by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    written_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["written_at", "id"]
        constraints = [models.CheckConstraint(condition=~Q(words=""), name="employers_job_note_has_words")]

    def __str__(self) -> str:
        return f"note on {self.application_id}"


class MessageTemplateQuerySet(models.QuerySet["MessageTemplate"]):
    def visible_to(self, actor: Actor) -> Self:
        if actor.organisation is None or not actor.acts_as(Role.EMPLOYER):
            return self.none()
        return self.filter(organisation=actor.organisation)


@pghistory.track()
class MessageTemplate(models.Model):
    """Words that an employer's people send again and again, with places for the name, the job and the employer."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="message_templates")
    name = models.CharField(max_length=60)
    words = models.TextField(max_length=2000)
    changed_at = models.DateTimeField(default=timezone.now)

    objects = MessageTemplateQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "name"],
                name="employers_template_name_once",
                violation_error_message="There is a template of this name. Choose another name.",
            ),
            models.CheckConstraint(condition=~Q(words=""), name="employers_template_has_words"),
        ]

    def __str__(self) -> str:
        return self.name
