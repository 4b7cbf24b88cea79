"""Programmes, courses with their runs, venues, and the skills that are taught."""

from collections.abc import Sequence
from datetime import date, timedelta
from itertools import count
from typing import Any

from django.db.models import F
from django.utils import timezone

from district.partners.models import Organisation, Role
from district.skills.models import Level, Skill, SkillState
from learners.models import Learner
from programmes import allocation
from programmes.models import (
    Admission,
    Application,
    CalendarFeed,
    CheckIn,
    Conversation,
    ConversationMessage,
    Course,
    CourseRun,
    DeliveryMode,
    Enrolment,
    Intake,
    Programme,
    ProgrammeKind,
    RunSession,
    TaughtSkill,
    Venue,
)
from tests.factories.learners import make_learner
from tests.factories.partners import make_organisation
from tests.factories.places import make_postcode

_numbers = count(1)


def make_provider(**fields: Any) -> Organisation:
    """An organisation that may teach."""
    return make_organisation(role=Role.PROVIDER, **fields)


def make_programme(**fields: Any) -> Programme:
    defaults = {"name": f"Bootcamp {next(_numbers)}", "kind": ProgrammeKind.SKILLS_BOOTCAMP, "is_free": True}
    return Programme.objects.create(**defaults | fields)


def make_course(
    *,
    organisation: Organisation | None = None,
    skills: Sequence[Skill | tuple[Skill, int]] = (),
    runs: int = 0,
    **fields: Any,
) -> Course:
    """A live course. `skills` are accepted: a skill, or a pair of it and a level; `runs` open runs online."""
    defaults = {
        "title": f"Web pages for beginners {next(_numbers)}",
        "state": Course.State.LIVE,
        "who_for": "Adults who want to make their first web page.",
        "what_you_learn": "You make and publish a page of your own.",
        "level": "2",
    }
    course = Course.objects.create(organisation=organisation or make_provider(), **defaults | fields)
    for each in skills:
        skill, level = each if isinstance(each, tuple) else (each, Level.FOUNDATION)
        make_taught_skill(course=course, skill=skill, level=level)
    for _ in range(runs):
        make_run(course=course)
    return course


def make_run(*, course: Course | None = None, **fields: Any) -> CourseRun:
    """An open run with 12 places, in 30 days: online, or in the classroom of a `venue` or `postcode`."""
    course = course or make_course()
    if postcode := fields.pop("postcode", None):
        fields["venue"] = make_venue(organisation=course.organisation, postcode=postcode)
    is_flexible = fields.get("is_flexible", False)
    defaults = {
        "state": CourseRun.State.OPEN,
        "mode": DeliveryMode.CLASSROOM if fields.get("venue") else DeliveryMode.ONLINE,
        "starts_on": None if is_flexible else timezone.localdate() + timedelta(days=30),
        "duration": 8,
        "duration_unit": "weeks",
        "cost": 0,
        "webpage": "https://www.example.org/courses/web-pages",
        "capacity": 12,
    }
    return CourseRun.objects.create(course=course, **defaults | fields)


def make_venue(*, organisation: Organisation | None = None, **fields: Any) -> Venue:
    """A place to teach, in the middle of Birmingham unless `postcode` says otherwise."""
    defaults = {"name": f"Lock House {next(_numbers)}", "address": "1 Wharf Street", "town": "Birmingham"}
    fields.setdefault("postcode", None)
    fields["postcode"] = fields["postcode"] or make_postcode(postcode="B4 7ET")
    return Venue.objects.create(organisation=organisation or make_provider(), **defaults | fields)


def make_taught_skill(*, course: Course, skill: Skill, **fields: Any) -> TaughtSkill:
    return TaughtSkill.objects.create(course=course, skill=skill, **{"state": SkillState.ACCEPTED} | fields)


ANSWERED = ("born", "work", "prior", "why", "contact")
State = Application.State


def make_open_run(**fields: Any) -> CourseRun:
    """A run that takes applications here: first come, first served."""
    return make_run(**{"admission": Admission.FIRST_COME} | fields)


def make_application(
    *, run: CourseRun | None = None, learner: Learner | None = None, state: str = State.DRAFT, **fields: Any
) -> Application:
    """A draft in which every question is answered; in any other state with what belongs to it. Places are counted."""
    run, now = run or make_open_run(), timezone.now()
    usual: dict[str, Any] = {
        "answered": list(ANSWERED),
        "born_on": date(1990, 5, 17),
        "employment_status": "11",
        "unemployed_for": "2",
        "prior_level": "4",
        "why": "I would like to work with computers.",
        "contact_by": "email",
    }
    if state != State.DRAFT:
        usual["submitted_at"] = now
    if state in {State.OFFERED, State.ACCEPTED}:
        usual |= {"holds_place": True, "offered_at": now, "offer_ends_at": now + timedelta(hours=48)}
    if state == State.WAITLISTED:
        number = run.applications.filter(waiting_number__isnull=False).count() + 1
        usual |= {"waiting_number": number, "joined_at_place": number, "waitlisted_at": now}
    if state in {State.UNSUCCESSFUL, State.INELIGIBLE}:
        usual |= {"reason": "other", "ended_at": now}
    application = Application.objects.create(
        run=run, learner=learner or make_learner(), state=state, **usual | fields
    )
    if application.holds_place:
        CourseRun.objects.filter(pk=run.pk).update(places_taken=F("places_taken") + 1)
        run.refresh_from_db(fields=["places_taken"])
    return application


def make_enrolment(
    *, run: CourseRun | None = None, learner: Learner | None = None, state: str = "in_learning", **fields: Any
) -> Enrolment:
    """Somebody on a course that began ten days ago. Their place is counted."""
    starts_on = timezone.localdate() - timedelta(days=10)
    run = run or make_open_run(starts_on=starts_on, ends_on=starts_on + timedelta(days=60))
    first = run.starts_on or starts_on
    usual: dict[str, Any] = {
        "organisation": run.course.organisation,
        "learner": learner or make_learner(),
        "starts_on": first,
        "planned_end_on": run.ends_on or first + timedelta(days=56),
    }
    if state in {"completed", "achieved", "not_achieved", "withdrawn", "on_break"}:
        usual["ended_on"] = max(first, timezone.localdate() - timedelta(days=1))
    if state == "withdrawn":
        usual["withdrawal_reason"] = "44"
    usual["holds_place"] = state not in Enrolment.WITHOUT_PLACE
    enrolment = Enrolment.objects.create(run=run, state=state, **usual | fields)
    if enrolment.holds_place:
        CourseRun.objects.filter(pk=run.pk).update(places_taken=F("places_taken") + 1)
        run.refresh_from_db(fields=["places_taken"])
    return enrolment


def make_check_in(*, enrolment: Enrolment | None = None, **fields: Any) -> CheckIn:
    """Asked today, after four weeks, and not answered yet."""
    today = timezone.localdate()
    usual = {"point": 1, "asked_on": today, "closes_on": today + timedelta(days=14)}
    return CheckIn.objects.create(enrolment=enrolment or make_enrolment(), **usual | fields)


def make_message(enrolment: Enrolment, words: str, *, by_provider: bool = False) -> Conversation:
    """Something one side wrote to the other about a course; the conversation it stands in."""
    conversation, _ = Conversation.objects.get_or_create(learner=enrolment.learner, run=enrolment.run)
    ConversationMessage.objects.create(conversation=conversation, by_provider=by_provider, words=words)
    return conversation


def make_session(*, run: CourseRun | None = None, **fields: Any) -> RunSession:
    """A session of two hours that began three hours ago."""
    starts_at = fields.pop("starts_at", None) or timezone.now() - timedelta(hours=3)
    usual = {"starts_at": starts_at, "ends_at": starts_at + timedelta(hours=2)}
    return RunSession.objects.create(run=run or make_open_run(), **usual | fields)


def make_calendar_feed(*, learner: Learner) -> CalendarFeed:
    return CalendarFeed.objects.create(learner=learner, key=f"{next(_numbers):043}")


def make_intake(*, organisation: Organisation | None = None, seed: str = "a seed", **fields: Any) -> Intake:
    """Closes in a week; people without work first."""
    usual = {
        "name": f"Autumn {next(_numbers)}",
        "closes_at": timezone.now() + timedelta(days=7),
        "classes": ["unemployed"],
        "seed": seed,
        "seed_digest": allocation.seed_digest(seed),
    }
    return Intake.objects.create(organisation=organisation or make_provider(), **usual | fields)
