"""What two of the demo world's learners have applied for and learn: an offer, a waiting list, a refusal, a draft, a
course that goes on and one that is completed.
"""

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from typing import Any

from django.utils import timezone

from district.certificates.services import certificates
from district.home.demo.calendar import monday
from district.partners.actor import Actor
from district.partners.models import Membership, Rank, Role
from learners.models import Learner
from programmes.codes import EmploymentStatus, PriorLevel, Unemployed
from programmes.models import (
    Admission,
    Application,
    Attendance,
    ContactBy,
    Course,
    CourseRun,
    Enrolment,
    Reason,
    RunSession,
    SupportNeed,
)
from programmes.services import applications, attendance, decisions, enrolments, sessions
from programmes.services.applications import Need

SHOWN, NEW = "amara@demo.example", "wendy@demo.example"
PROVIDER = "sam@aston-lock.example"
SUPPORT = "IT support technician bootcamp"
FINISHED, GOING_ON = (
    "Everyday digital skills for life and work",
    "Office skills: documents, spreadsheets and records",
)
REFUSED, FULL = "Data analysis for work", "Cyber security: first steps"
UNSENT = "Build your first website"
STARTS, ENDS = time(18), time(20)
OFFER_HOURS = 168
AHEAD, PAST_PEOPLE, PAST_RUNS = 3, 3, 3
OFFERED_BEFORE = 2  # of the three people at about this place on each past run

ANSWERS: dict[str, dict[str, Any]] = {
    "born": {"born_on": date(1999, 3, 14)},
    "work": {"employment_status": EmploymentStatus.LOOKING, "unemployed_for": Unemployed.TO_11},
    "prior": {"prior_level": PriorLevel.FULL_2},
    "why": {"why": "I like mending computers for my family and would like to do it for a living."},
    "contact": {"contact_by": ContactBy.TEXT, "phone": "01214960123"},
}


def load() -> None:
    """After learners and courses."""
    people = {row.user.email: row for row in _fictional_learners()}
    shown, new = people.pop(SHOWN), people.pop(NEW)
    others = list(people.values())
    provider = _provider()
    runs = _next_runs(provider)
    _offer(runs[SUPPORT], shown, provider)
    _refuse(runs[REFUSED], shown, provider)
    full = runs[FULL]
    _past_waiting_lists(full, others)
    _wait(full, shown, others[:AHEAD])
    _draft(runs[UNSENT], shown)
    _finished(runs[FINISHED].course, shown, provider)
    _going_on(runs[GOING_ON].course, [shown, *others[:5]], provider)
    _ask_about_support(runs[FINISHED], new, provider)


def _fictional_learners() -> Sequence[Learner]:
    return list(Learner.objects.filter(is_fictional=True).select_related("user").order_by("id"))


def _provider() -> Actor:
    membership = Membership.objects.select_related("user", "organisation").get(user__email=PROVIDER)
    return Actor(
        user=membership.user,
        organisation=membership.organisation,
        roles=frozenset({Role.PROVIDER}),
        rank=Rank.ADMIN,
    )


def _next_runs(provider: Actor) -> dict[str, CourseRun]:
    """By the title of the course: its first start."""
    runs = CourseRun.objects.filter(course__organisation=provider.organisation, course__is_fictional=True)
    found: dict[str, CourseRun] = {}
    for run in runs.select_related("course__organisation", "course__programme", "venue").order_by(
        "-starts_on", "-id"
    ):
        found[run.course.title] = run
    return found


def _admit(run: CourseRun, admission: Admission, **fields: Any) -> None:
    for name, value in (fields | {"admission": admission}).items():
        setattr(run, name, value)
    run.save()


def _apply(run: CourseRun, learner: Learner, *needs: Need) -> Application:
    by = Actor(user=learner.user)
    application = applications.start(run=run, learner=learner, by=by)
    for question, values in ANSWERS.items():
        application = applications.answer(application=application, question=question, values=values, by=by)
    applications.tell_support(application=application, needs=needs, by=by)
    return applications.submit(application=application, by=by)


def _offer(run: CourseRun, learner: Learner, provider: Actor) -> None:
    """A place offered after the provider has answered what was asked about support."""
    _admit(run, Admission.FIRST_COME, offer_hours=OFFER_HOURS, places_taken=(run.capacity or 3) - 3)
    needs = (
        Need(SupportNeed.Kind.KIT, "I have only a phone at home.", is_shared=True),
        Need(SupportNeed.Kind.TRAVEL, "Bus fares until I am paid."),
    )
    application = _apply(run, learner, *needs)
    answer = (SupportNeed.Answer.YES, "We lend you a laptop for the whole course.")
    decisions.answer_support(application=application, answers={SupportNeed.Kind.KIT: answer}, by=provider)


def _refuse(run: CourseRun, learner: Learner, provider: Actor) -> None:
    _admit(run, Admission.DECISION)
    application = _apply(run, learner)
    skills = run.course.taught_skills.filter(skill__label__in=["SQL", "use spreadsheets software"])
    decisions.refuse(
        application=application,
        reason=Reason.MISSING_SKILLS,
        note="You write well about figures. Come back when you have had some practice with them.",
        skills=[(row.skill.public_id, 1) for row in skills.select_related("skill").order_by("skill__label")],
        by=provider,
    )


def _past_waiting_lists(run: CourseRun, people: Sequence[Learner]) -> None:
    """Earlier starts of the same course, so that there is something to tell a chance from."""
    today = timezone.localdate()
    for turn in range(1, PAST_RUNS + 1):
        starts = monday(today - timedelta(weeks=14 * turn))
        past = _past_run(run, starts, starts + timedelta(weeks=8))
        joined = timezone.now() - timedelta(weeks=14 * turn + 3)
        Application.objects.bulk_create(
            Application(
                learner=person,
                run=past,
                state=Application.State.UNSUCCESSFUL if is_last else Application.State.DECLINED,
                reason=Reason.RUN_STARTED if is_last else "",
                answered=list(ANSWERS),
                created_at=joined,
                submitted_at=joined,
                waitlisted_at=joined,
                waiting_number=place,
                joined_at_place=place,
                offered_at=None if is_last else joined + timedelta(days=6),
                decided_at=joined + timedelta(days=6),
                ended_at=joined + timedelta(days=8),
            )
            for place, person in enumerate(people[: PAST_PEOPLE + 2], start=1)
            for is_last in [place > OFFERED_BEFORE + 2]
        )


def _past_run(run: CourseRun, starts: date, ends: date) -> CourseRun:
    return CourseRun.objects.create(
        course=run.course,
        venue=run.venue,
        state=CourseRun.State.CLOSED,
        mode=run.mode,
        study_mode=run.study_mode,
        pattern=run.pattern,
        starts_on=starts,
        ends_on=ends,
        cost=run.cost,
        capacity=run.capacity,
        places_taken=run.capacity or 0,
        admission=Admission.FIRST_COME,
    )


def _wait(run: CourseRun, learner: Learner, ahead: Sequence[Learner]) -> None:
    _admit(run, Admission.FIRST_COME, places_taken=run.capacity)
    for person in [*ahead, learner]:
        _apply(run, person)


def _draft(run: CourseRun, learner: Learner) -> None:
    _admit(run, Admission.DECISION)
    applications.start(run=run, learner=learner, by=Actor(user=learner.user))


def _ask_about_support(run: CourseRun, learner: Learner, provider: Actor) -> None:
    """A provider that looks at an application and can do a part of what was asked."""
    _admit(run, Admission.DECISION)
    needs = (
        Need(SupportNeed.Kind.CHILDCARE, "My son is three. Mornings would be best.", is_shared=True),
        Need(SupportNeed.Kind.LANGUAGE, "I read slowly.", is_shared=True),
    )
    application = _apply(run, learner, *needs)
    decisions.review(application=application, by=provider)
    answer = (SupportNeed.Answer.PARTLY, "We have a crèche on Tuesdays. On other days you can join online.")
    decisions.answer_support(
        application=application, answers={SupportNeed.Kind.CHILDCARE: answer}, by=provider
    )


# On a course -----------------------------------------------------------------------------------------


def _finished(course: Course, learner: Learner, provider: Actor) -> None:
    """Eight weeks that ended three weeks ago, with a certificate shown to somebody."""
    today = timezone.localdate()
    starts = monday(today - timedelta(weeks=12)) + timedelta(days=1)
    ends = starts + timedelta(weeks=8, days=-4)
    run = _past_run(course.runs.order_by("starts_on", "id")[0], starts, ends)
    enrolment = _enrolled(run, learner)
    sessions.plan(run=run, weekdays=[1], starts=STARTS, ends=ENDS, by=provider)
    for number, session in enumerate(_begun(run)):
        mark = Attendance.EXCUSED if number == 3 else Attendance.PRESENT
        attendance.take_register(session=session, marks={enrolment.public_id: (mark, "")}, by=provider)
    enrolments.complete(enrolment=enrolment, last_day=ends, by=provider)
    done = enrolments.achieve(enrolment=enrolment, on=ends + timedelta(days=4), by=provider)
    link = certificates.share(enrolment=done, label="Job at the library", by=Actor(user=learner.user))
    certificates.note_opening(link=link, kind="browser")


def _going_on(course: Course, people: Sequence[Learner], provider: Actor) -> None:
    """On Tuesdays and Thursdays, in its last weeks; one of the next sessions will not take place."""
    today = timezone.localdate()
    starts = monday(today - timedelta(weeks=7)) + timedelta(days=1)
    run = _past_run(course.runs.order_by("starts_on", "id")[0], starts, starts + timedelta(weeks=10, days=-4))
    enrolled = [_enrolled(run, person) for person in people]
    sessions.plan(run=run, weekdays=[1, 3], starts=STARTS, ends=ENDS, by=provider)
    marks = [*[Attendance.PRESENT] * 4, Attendance.LATE, Attendance.ABSENT]
    for number, session in enumerate(_begun(run)):
        told = {
            each.public_id: (marks[(number + 2 * place) % len(marks)], "")
            for place, each in enumerate(enrolled)
        }
        attendance.take_register(session=session, marks=told, by=provider)
    ahead = list(run.sessions.filter(starts_at__gt=timezone.now()).order_by("starts_at"))
    if len(ahead) > 1:
        sessions.cancel(session=ahead[1], by=provider)


def _begun(run: CourseRun) -> Sequence[RunSession]:
    return list(run.sessions.filter(starts_at__lte=timezone.now()).order_by("starts_at"))


def _enrolled(run: CourseRun, learner: Learner) -> Enrolment:
    """As it stands after a place was accepted and confirmed, some weeks ago."""
    if run.starts_on is None:
        raise ValueError("A course with a first day is wanted.")
    first = timezone.make_aware(datetime.combine(run.starts_on, time(10)))
    fields = {name: value for answer in ANSWERS.values() for name, value in answer.items()}
    application = Application.objects.create(
        learner=learner,
        run=run,
        state=Application.State.ENROLLED,
        answered=[*ANSWERS, "support"],
        created_at=first - timedelta(days=20),
        submitted_at=first - timedelta(days=20),
        offered_at=first - timedelta(days=18),
        decided_at=first - timedelta(days=18),
        accepted_at=first - timedelta(days=17),
        ended_at=first - timedelta(days=10),
        **fields,
    )
    return Enrolment.objects.create(
        organisation=run.course.organisation,
        run=run,
        learner=learner,
        application=application,
        starts_on=run.starts_on,
        planned_end_on=run.ends_on or run.starts_on,
        prior_level=PriorLevel.FULL_2,
        employment_status=EmploymentStatus.LOOKING,
        unemployed_for=Unemployed.TO_11,
        created_at=first - timedelta(days=10),
    )
