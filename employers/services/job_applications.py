"""What a learner does with a job application: write it, send it, take it back, answer an offer."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db import IntegrityError, transaction
from django.utils import timezone

from district.partners.actor import Actor
from district.web.errors import NotAllowed, Refused
from employers import cv_files, profile_parts
from employers.models import CvFile, JobApplication, JobApplicationStep, Vacancy
from employers.services import cv_scans
from employers.services import job_application_letters as letters
from employers.signals import job_application_submitted
from learners.models import FundingFacts, Learner
from learners.services import consents

State = JobApplication.State
LEAST_AGE = 16
MOST_LIVE = 40


@dataclass(frozen=True)
class Words:
    """What somebody writes for one application."""

    parts: Sequence[str] = ()
    why: str = ""
    answers: Sequence[str] = ()
    phone: str = ""
    born_on: date | None = None


@dataclass(frozen=True)
class Cv:
    """A file that was sent, or the wish to go without one."""

    name: str = ""
    content: bytes = b""
    is_removed: bool = False


def questions_of(vacancy: Vacancy) -> list[str]:
    """What the vacancy asks everybody who applies: two questions at most."""
    return list(getattr(vacancy, "questions", ()))[:2]


CLOSED = "This job has closed. It takes no more applications."


def obvious_obstacle(vacancy: Vacancy) -> str:
    """Why nobody can apply for it here, as far as the vacancy itself says; empty if they can."""
    if not vacancy.is_open:
        return CLOSED
    if vacancy.source or vacancy.apply_url:
        return "This employer takes applications on its own site. Follow the link on the job's page."
    return ""


def obstacle(vacancy: Vacancy) -> str:
    """The same, with a look at whether its employer is in good standing."""
    is_shown = Vacancy.objects.open().filter(pk=vacancy.pk)
    return obvious_obstacle(vacancy) or ("" if is_shown.exists() else CLOSED)


@transaction.atomic
def save_draft(
    *, vacancy: Vacancy, learner: Learner, words: Words, cv: Cv | None = None, by: Actor
) -> JobApplication:
    """Begin an application, or write over the draft of one. Nobody else sees it yet."""
    _require_own(by, learner)
    if sentence := obstacle(vacancy):
        raise Refused(sentence, code="closed")
    current = _live(learner, vacancy)
    if current is None:
        if JobApplication.objects.live().filter(learner=learner).count() >= MOST_LIVE:
            raise Refused(f"You have {MOST_LIVE} applications that go on. Withdraw one to begin another.")
        current = JobApplication(learner=learner, vacancy=vacancy)
    if current.state != State.DRAFT:
        raise Refused("You have applied for this job already.", code="state")
    _check_age(current, words.born_on)
    questions = questions_of(vacancy)
    answers = [*words.answers, "", ""][: len(questions)]
    current.parts = [name for name in profile_parts.LABELS if name in words.parts]
    current.why, current.phone = words.why.strip(), words.phone.strip()
    current.answers = [list(pair) for pair in zip(questions, (each.strip() for each in answers), strict=True)]
    current.moved_at = timezone.now()
    _save_new(current) if current.pk is None else _save(current)
    if cv is not None:
        _set_cv(current, cv)
    return current


@transaction.atomic
def send(*, application: JobApplication, by: Actor) -> JobApplication:
    """Send the draft. A second click finds it sent."""
    current = _own(application, by)
    if current.state != State.DRAFT:
        if current.submitted_at is None:
            raise _refusal(current, State.SUBMITTED)
        return current
    if sentence := obstacle(current.vacancy):
        raise Refused(sentence, code="closed")
    _check_age(current, None)
    if CvFile.objects.filter(application=current, scan=CvFile.Scan.HARMFUL).exists():
        raise Refused("Your CV holds harmful software, so it was not kept. Add another, or none.", code="cv")
    asked = questions_of(current.vacancy)
    told = dict(current.answers)
    if any(not told.get(question) for question in asked):
        raise Refused("Answer the employer's questions first.", code="incomplete")
    submit(current, by=by)
    letters.to_learner(current, "sent")
    letters.to_employer(current, "sent")
    return current


def submit(application: JobApplication, *, by: Actor) -> None:
    """Keep what the profile says today, and tell those who keep what fitted."""
    kept = profile_parts.of_profile(application.learner)
    application.shared = {name: kept[name] for name in application.parts}
    application.submitted_at = timezone.now()
    move(application, State.SUBMITTED, by=by)
    job_application_submitted.send(JobApplication, job_application_id=application.pk)


@transaction.atomic
def withdraw(*, application: JobApplication, by: Actor) -> JobApplication:
    """Take it back, at any time before it has ended; an offer is declined by it."""
    current = _own(application, by)
    if current.state in {State.WITHDRAWN, State.DECLINED}:
        return current
    was_draft = current.state == State.DRAFT
    to = State.DECLINED if current.state == State.OFFERED else State.WITHDRAWN
    CvFile.objects.filter(application=current).delete()
    move(current, to, by=by)
    if not was_draft:
        letters.to_learner(current, to)
        letters.to_employer(current, to)
    return current


def move(
    application: JobApplication, to: str, *, by: Actor | None, words: str = "", reason: str = ""
) -> None:
    """The one way along TRANSITIONS, with its step."""
    if not application.may_become(to):
        raise _refusal(application, to)
    now = timezone.now()
    application.state, application.moved_at, application.reason = to, now, reason
    application.ended_at = None if application.is_live else now
    _save(application)
    JobApplicationStep.objects.create(
        application=application, state=to, words=words, made_by=by.person if by else None
    )


def lock(application: JobApplication) -> JobApplication:
    return (
        JobApplication.objects.select_for_update(of=("self",))
        .select_related("vacancy__organisation", "learner__user", "learner__postcode__council")
        .get(pk=application.pk)
    )


def check_born(learner: Learner, born_on: date | None) -> None:
    """Nobody under 16: by what they say now, and by what they have said before."""
    if born_on is None:
        raise Refused("Enter your date of birth: you can apply from 16.", field="born_on", code="age")
    told = FundingFacts.objects.filter(learner=learner).values_list("born_on", flat=True).first()
    if consents.birthday(max(born_on, told or born_on), LEAST_AGE) > timezone.localdate():
        raise Refused(
            "You can apply for jobs from your 16th birthday. Until then, look at what the work needs and at "
            "courses that teach it.",
            field="born_on",
            code="age",
        )


def _check_age(application: JobApplication, born_on: date | None) -> None:
    if application.age_checked_at is None or born_on is not None:
        check_born(application.learner, born_on)
        application.age_checked_at = timezone.now()


def _set_cv(application: JobApplication, cv: Cv) -> None:
    if cv.is_removed and not cv.content:
        CvFile.objects.filter(application=application).delete()
        return
    kind = cv_files.check(name=cv.name, content=cv.content)
    CvFile.objects.update_or_create(
        application=application,
        defaults={
            "kind": kind,
            "content": cv.content,
            "size": len(cv.content),
            "added_at": timezone.now(),
            "scan": CvFile.Scan.WAITING,
            "scanned_at": None,
        },
    )
    cv_scans.promise(application.pk)


def _live(learner: Learner, vacancy: Vacancy) -> JobApplication | None:
    rows = JobApplication.objects.live().filter(learner=learner, vacancy=vacancy)
    return rows.select_for_update(of=("self",)).select_related("learner", "vacancy__organisation").first()


def _own(application: JobApplication, by: Actor) -> JobApplication:
    _require_own(by, application.learner)
    return lock(application)


def _require_own(by: Actor, learner: Learner) -> None:
    if not by.is_signed_in or learner.user_id != by.user.pk:
        raise NotAllowed("Only the person who applies can do this.")


def _save_new(application: JobApplication) -> None:
    try:
        with transaction.atomic():
            application.save()
    except IntegrityError as fault:
        raise Refused("You have begun an application for this job in another window.") from fault


def _save(application: JobApplication) -> None:
    application.version += 1
    application.save()


def _refusal(application: JobApplication, to: str) -> Refused:
    was, wanted = application.get_state_display().lower(), State(to).label.lower()
    return Refused(
        f"The application stands at “{was}” now, and cannot become “{wanted}”. Open it again to see what you can do.",
        code="state",
    )
