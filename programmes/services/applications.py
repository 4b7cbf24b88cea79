"""A learner's way to a place: begun, answered, sent, withdrawn; offers accepted or declined."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import QuerySet
from django.utils import timezone

from district.partners.actor import Actor
from district.web import reads
from district.web.errors import NotAllowed, Refused
from learners.models import Learner
from programmes import access
from programmes.applying.answers import ANSWERS, KEPT_FOR_NEXT, NEEDED, check
from programmes.models import Admission, Application, Course, CourseRun, SupportNeed
from programmes.services import letters, places, states, waiting
from programmes.signals import application_submitted

State = Application.State

MAY_STILL_TELL = (State.DRAFT, State.SUBMITTED, State.UNDER_REVIEW, State.WAITLISTED)
MOST_DRAFTS = 20


@dataclass(frozen=True)
class Need:
    """What somebody says about support they need."""

    kind: str
    details: str = ""
    is_shared: bool = False


# Whether one may apply -------------------------------------------------------------------------------


def obstacle(run: CourseRun) -> str:
    """Why nobody can apply for this run now; empty if they can. `run` with its course, organisation and intake."""
    course, state = run.course, CourseRun.State
    obstacles = {
        "This course is not taught at the moment. Look for another one.": (
            course.state != Course.State.LIVE or not course.organisation.is_active
        ),
        "You apply for this course on the provider's own website.": not run.takes_applications,
        "This course run will not take place. Look for another start date.": run.state == state.CANCELLED,
        "This course run has started. Look for another start date.": run.has_started,
        "The provider takes no more applications for this course run. Look for another start date.": (
            run.state != state.OPEN
        ),
        "Applications for this course run have closed. Look for another start date.": (
            run.intake is not None and not run.intake.is_open
        ),
    }
    return next((words for words, is_so in obstacles.items() if is_so), "")


def missing(application: Application) -> dict[str, str]:
    """Questions still to be answered before it can be sent, each with the sentence that asks for it."""
    needed = dict(NEEDED)
    if application.run.admission == Admission.INTAKE:
        needed["choice"] = "Say how this course run ranks among those you apply for in this intake."
    return {question: words for question, words in needed.items() if question not in application.answered}


# Before it is sent -----------------------------------------------------------------------------------


@transaction.atomic
def start(*, run: CourseRun, learner: Learner, by: Actor, agreed_how: str = "") -> Application:
    """A draft, with what the person has told in an earlier application; the live one, if there is one.

    Whoever applies for somebody else says how that person agreed.
    """
    run = (
        CourseRun.objects.select_related("course__organisation", "intake")
        .defer("course__search")
        .get(pk=run.pk)
    )
    is_own = by.is_signed_in and learner.user_id == by.user.pk
    if not is_own and not access.may_apply_for_others(by):
        raise NotAllowed("You can only apply for yourself.")
    if not is_own and not agreed_how.strip():
        raise Refused("Say how the person agreed that you apply for them.", field="agreed_how")
    current = _live(run, learner)
    if current is not None:
        access.require_applicant(by, current)
        return current
    if words := obstacle(run):
        raise Refused(words, code="closed")
    if learner.applications.filter(state=State.DRAFT).count() >= MOST_DRAFTS:
        raise Refused("You have many unsent applications. Send or withdraw one of them first.", code="drafts")
    application = Application(learner=learner, run=run)
    if not is_own:
        application.applied_by = by.person
        application.applied_for = by.own_organisation
        application.agreed_how = agreed_how.strip()
    else:
        _copy_answers(application)
    try:
        with transaction.atomic():
            application.save()
    except IntegrityError:  # a second click came first
        again = _live(run, learner)
        if again is None:
            raise
        return again
    return application


def _live(run: CourseRun, learner: Learner) -> Application | None:
    return (
        Application.objects.live()
        .filter(run=run, learner=learner)
        .select_related("learner", "run__course__organisation", "run__intake")
        .defer("run__course__search")
        .first()
    )


def _copy_answers(application: Application) -> None:
    before = application.learner.applications.exclude(answered=[]).order_by("-changed_at", "-id").first()
    if before is None:
        return
    for question in KEPT_FOR_NEXT:
        if question in before.answered:
            for field in ANSWERS[question]:
                setattr(application, field, getattr(before, field))
            application.answered = sorted({*application.answered, question})


@transaction.atomic
def answer(
    *,
    application: Application,
    question: str,
    values: dict[str, Any],
    by: Actor,
    version: int | None = None,
) -> Application:
    """Save the answer to one question of a draft."""
    current = _draft(application, by)
    if question not in ANSWERS:
        raise Refused("There is no such question.", code="question")
    wanted = {name: value for name, value in values.items() if name in ANSWERS[question]}
    if question in current.answered and all(
        getattr(current, name) == value for name, value in wanted.items()
    ):
        return current
    states.check_version(current, version)
    for name, value in wanted.items():
        setattr(current, name, value)
    check(current, question)
    current.answered = sorted({*current.answered, question})
    states.save(current, *ANSWERS[question], "answered")
    return current


@transaction.atomic
def tell_support(*, application: Application, needs: Iterable[Need], by: Actor) -> Application:
    """What support the person needs, and what of it the provider may read: until a place is offered.

    What the provider has answered already stays, unless the words have changed.
    """
    current = _locked(application)
    access.require_applicant(by, current)
    if current.state not in MAY_STILL_TELL:
        raise Refused("This can be told only until a place is offered. Speak to the provider.", code="state")
    wanted = {need.kind: need for need in needs if need.kind in SupportNeed.Kind.values}
    kept = {row.kind: row for row in current.support_needs.all()}
    current.support_needs.exclude(kind__in=wanted).delete()
    for kind, need in wanted.items():
        row = kept.get(kind, SupportNeed(application=current, kind=kind))
        if row.pk and (row.details, row.is_shared) == (need.details.strip(), need.is_shared):
            continue
        row.details, row.is_shared = need.details.strip(), need.is_shared
        row.answer, row.answer_note, row.answered_by, row.answered_at = "", "", None, None
        row.save()
    current.answered = sorted({*current.answered, "support"})
    states.save(current, "answered")
    if current.state != State.DRAFT and any(need.is_shared for need in wanted.values()):
        letters.promise(current, letters.Act.SUPPORT_ASKED)
    return current


@transaction.atomic
def submit(*, application: Application, by: Actor) -> Application:
    """Send it. A second click finds it sent. First come: offered a place at once, or given a number on the list."""
    access.require_applicant(by, application)
    if application.state == State.DRAFT:
        application_submitted.send(Application, application_id=application.pk)
    run = places.lock(application.run_id)
    current = of_run(run, application)
    if current.state != State.DRAFT:
        if current.submitted_at is None:
            raise states.refusal(current, State.SUBMITTED)
        return current
    if words := obstacle(run):
        raise Refused(words, code="closed")
    for question, words in missing(current).items():
        raise Refused(words, field=question, code="incomplete")
    states.move(current, State.SUBMITTED)
    current.submitted_at = timezone.now()
    before = run.places_taken
    if run.admission == Admission.FIRST_COME:
        _admit(run, current)
    else:
        letters.promise(current, letters.Act.RECEIVED)
        if current.has_open_questions:
            letters.promise(current, letters.Act.SUPPORT_ASKED)
    states.save(current, "submitted_at", *places.OFFER_FIELDS, *waiting.WAITING_FIELDS)
    if run.places_taken != before:
        places.save(run)
    return current


def _admit(run: CourseRun, application: Application) -> None:
    """First come, first served. While the provider has to answer about support, the place is kept."""
    has_questions = application.has_open_questions
    if not places.are_left(run) or run.applications.waiting().exists():
        waiting.join(run, application)
    elif has_questions:
        places.take(run, application)
        states.move(application, State.UNDER_REVIEW)
        letters.promise(application, letters.Act.RECEIVED)
    else:
        places.offer(run, application)
    if has_questions:
        letters.promise(application, letters.Act.SUPPORT_ASKED)


# After it is sent ------------------------------------------------------------------------------------


@transaction.atomic
def accept(*, application: Application, by: Actor) -> Application:
    """Take the place that is offered. Refused once the offer has run out, or where its days are promised already."""
    access.require_applicant(by, application)
    run = places.lock(application.run_id)
    current = of_run(run, application)
    if current.state in {State.ACCEPTED, State.ENROLLED}:
        return current
    if current.state == State.OFFERED and current.offer_ends_at and current.offer_ends_at <= timezone.now():
        raise Refused("This offer has run out, and the place goes to the next person.", code="expired")
    states.move(current, State.ACCEPTED)
    current.accepted_at = timezone.now()
    places.keep_busy(run, current)
    letters.promise(current, letters.Act.ACCEPTED)
    return current


@transaction.atomic
def decline(*, application: Application, by: Actor) -> Application:
    """Leave the place to somebody else, who is offered it at once."""
    access.require_applicant(by, application)
    return _leave(application, State.DECLINED, letters.Act.WITHDRAWN)


@transaction.atomic
def withdraw(*, application: Application, by: Actor) -> Application:
    """Take it back, at any time before enrolment. A place that was kept goes to the next at once."""
    access.require_applicant(by, application)
    return _leave(application, State.WITHDRAWN, letters.Act.WITHDRAWN)


def _leave(application: Application, to: State, act: letters.Act) -> Application:
    run = places.lock(application.run_id)
    current = of_run(run, application)
    was_draft = current.state == State.DRAFT
    if not states.move(current, to):
        return current
    held = current.holds_place
    places.give_back(run, current)
    end(current, "busy")
    if not was_draft:
        letters.promise(current, act)
    if held:
        places.save(run)
        waiting.move_on(run)
    return current


def end(application: Application, *fields: str) -> None:
    """Save an application that has come to its end: it keeps nobody busy, and what was told of earnings is wiped."""
    application.ended_at = timezone.now()
    application.earnings = application.busy = None
    states.save(application, "state", "holds_place", "ended_at", "earnings", "busy", *fields)


@transaction.atomic
def appeal(*, application: Application, by: Actor) -> Application:
    """Ask the provider once to look again at whether one is eligible."""
    access.require_applicant(by, application)
    run = places.lock(application.run_id)
    current = of_run(run, application)
    if current.state == State.UNDER_REVIEW and current.appealed_at:
        return current
    if current.appealed_at:
        raise Refused("The provider has looked at this again already.", code="appealed")
    if words := obstacle(run):
        raise Refused(words, code="closed")
    states.move(current, State.UNDER_REVIEW)
    current.appealed_at, current.ended_at, current.reason, current.reason_note = timezone.now(), None, "", ""
    try:
        with transaction.atomic():
            states.save(current, "state", "appealed_at", "ended_at", "reason", "reason_note")
    except IntegrityError as fault:
        raise Refused("You have applied for this course run again. That application counts.") from fault
    letters.promise(current, letters.Act.APPEALED)
    return current


@transaction.atomic
def end_all(*, learner_id: int) -> None:
    """Before a profile goes: the places kept for it go to others."""
    held = Application.objects.filter(learner=learner_id, holds_place=True).order_by("run_id")
    for run_id in list(held.values_list("run_id", flat=True)):
        run = places.lock(run_id)
        for current in run.applications.filter(learner=learner_id, holds_place=True).select_for_update():
            places.give_back(run, current)
            states.move(current, State.WITHDRAWN)
            end(current)
        places.save(run)
        waiting.move_on(run)


# Reading under the lock ------------------------------------------------------------------------------


def _draft(application: Application, by: Actor) -> Application:
    current = _locked(application)
    access.require_applicant(by, current)
    if current.state != State.DRAFT:
        raise Refused(
            "This application has been sent and cannot be changed any more. Withdraw it to apply afresh.",
            code="state",
        )
    return current


def _locked(application: Application) -> Application:
    return (
        Application.objects.select_for_update(of=("self",))
        .select_related("learner", "run__intake")
        .get(pk=application.pk)
    )


def of_run(run: CourseRun, application: Application) -> Application:
    """The application as it is now, with `has_open_questions`; its run is locked."""
    for current in _of_locked_run(application.pk):
        current.run = run
        return current
    raise Refused("This application is gone.", code="gone")


@reads.kept
def _of_locked_run(application_id: Any) -> QuerySet[Application]:
    rows = waiting.with_open_questions(Application.objects.filter(pk=application_id))
    return rows.select_for_update(of=("self",)).select_related("learner")
