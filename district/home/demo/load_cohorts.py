"""A provider's cohorts in the demo world: applications at every stage, a full run with people waiting, an intake that is
still open, a course in its middle and one that has ended, with what came of it.
"""

from collections.abc import Iterator, Sequence
from datetime import date, datetime, time, timedelta
from typing import Any

from django.utils import timezone

from district.home.demo.calendar import monday
from district.home.demo.homes import HOMES
from district.partners.models import Membership, Organisation
from district.skills.models import Skill
from district.web.working_days import next_working_day
from learners.models import Learner
from programmes import allocation, codes
from programmes.models import (
    Admission,
    Application,
    ApplicationNote,
    Attendance,
    AttendanceMark,
    Course,
    CourseRun,
    Destination,
    Enrolment,
    Intake,
    MissingSkill,
    OfferCondition,
    PriorityClass,
    Reason,
    RunSession,
    TutorTask,
)
from programmes.services import intakes, places

PROVIDER = "sam@aston-lock.example"
SHOWN = 8  # learners whose own pages are shown elsewhere, and those beside them
State = Application.State
Stage = Enrolment.State

WHY = (
    "My hours were cut and I would like work that lasts.",
    "I help everybody at church with their phones. I would like to be paid for it.",
    "I have not worked since my daughter was born and want to come back to an office.",
    "I did a first course at the library and liked it.",
    "My job centre told me about it, and I have read all of the page.",
)
STAGES: Sequence[tuple[str, dict[str, Any]]] = (
    (State.SUBMITTED, {}),
    (State.SUBMITTED, {}),
    (State.UNDER_REVIEW, {}),
    (State.OFFERED, {}),
    (State.ACCEPTED, {}),
    (State.WAITLISTED, {}),
    (State.DECLINED, {}),
    (State.OFFER_EXPIRED, {}),
    (State.OFFER_WITHDRAWN, {"reason_note": "The evening group was merged with the one on Tuesdays."}),
    (State.WITHDRAWN, {}),
    (State.UNSUCCESSFUL, {"reason": Reason.MISSING_SKILLS}),
    (State.INELIGIBLE, {"reason": Reason.RESIDENCE}),
)
RESULTS: Sequence[tuple[str, str, tuple[str, str] | None]] = (
    (Stage.ACHIEVED, "", ("EMP", "1")),
    (Stage.ACHIEVED, "", ("EMP", "1")),
    (Stage.ACHIEVED, "", ("EMP", "2")),
    (Stage.ACHIEVED, "", ("EDU", "2")),
    (Stage.ACHIEVED, "", ("NPE", "1")),
    (Stage.COMPLETED, "", ("EMP", "4")),
    (Stage.COMPLETED, "", None),
    (Stage.NOT_ACHIEVED, "", ("EDU", "5")),
    (Stage.WITHDRAWN, codes.WithdrawalReason.PERSONAL, ("NPE", "2")),
    (Stage.NO_SHOW, "", None),
)
MARKS = (*[Attendance.PRESENT] * 5, Attendance.LATE, Attendance.EXCUSED, Attendance.ABSENT)
ENDED = {State.DECLINED, State.OFFER_EXPIRED, State.OFFER_WITHDRAWN, State.WITHDRAWN}
REFUSED = {State.UNSUCCESSFUL, State.INELIGIBLE}


def load() -> None:
    """After the applications of the two who are shown round."""
    provider = Organisation.objects.get(memberships__user__email=PROVIDER)
    tutor = Membership.objects.select_related("user").get(user__email=PROVIDER).user
    people = list(Learner.objects.filter(is_fictional=True).order_by("id")[SHOWN:])
    free = _free_runs(provider)
    _at_every_stage(next(free), people, tutor)
    _full(next(free), people)
    _intake(provider, [next(free), next(free)], people)
    _settled_intake(provider, next(free), people)
    courses = list(Course.objects.filter(organisation=provider, is_fictional=True).order_by("id"))
    _ended(courses[0], people[20:], tutor)
    _in_the_middle(courses[-1], people[36:48], tutor)


def _free_runs(provider: Organisation) -> Iterator[CourseRun]:
    """Starts ahead that nobody has applied for yet; the furthest first, for the next are told of elsewhere."""
    runs = CourseRun.objects.filter(
        course__organisation=provider, applications=None, state=CourseRun.State.OPEN
    )
    return iter(runs.select_related("course").defer("course__search").order_by("-starts_on", "id"))


def _answers(number: int, now: datetime) -> dict[str, Any]:
    """What the person of this number tells, and when they began."""
    is_paid = number % 3 == 0
    began = now - timedelta(days=6 + number % 5, hours=number % 9)
    return {
        "answered": ["born", "contact", "prior", "why", "work"],
        "born_on": date(1968 + number * 7 % 36, 1 + number % 12, 1 + number % 27),
        "employment_status": codes.EmploymentStatus.PAID if is_paid else codes.EmploymentStatus.LOOKING,
        "weekly_hours": codes.WeeklyHours.TO_20 if is_paid else "",
        "wants_more_hours": is_paid,
        "unemployed_for": "" if is_paid else str(1 + number % 4),
        "prior_level": ("2", "4", "4", "6", "99")[number % 5],
        "why": WHY[number % len(WHY)],
        "contact_by": "email",
        "created_at": began,
        "submitted_at": began + timedelta(minutes=12),
    }


def _application(run: CourseRun, learner: Learner, number: int, state: str, **more: Any) -> Application:
    """At any stage, with the dates and marks that belong to it."""
    now = timezone.now()
    facts = _answers(number, now) | {"changed_at": now - timedelta(days=1)}
    if state not in {State.SUBMITTED, State.UNDER_REVIEW}:
        facts["decided_at"] = now - timedelta(days=2)
    if state in {State.OFFERED, State.ACCEPTED, State.DECLINED, State.OFFER_EXPIRED, State.OFFER_WITHDRAWN}:
        facts["offered_at"] = now - timedelta(days=2)
        days = 5 if state == State.OFFERED else -1
        facts["offer_ends_at"] = now + timedelta(days=days)
    if state in {State.OFFERED, State.ACCEPTED}:
        facts["holds_place"] = True
    if state == State.ACCEPTED:
        facts |= {"accepted_at": now - timedelta(days=1), "busy": places.days(run)}
    if state in ENDED | REFUSED:
        facts["ended_at"] = now - timedelta(days=1)
    return Application(run=run, learner=learner, state=state, **facts | more)


def _admit(run: CourseRun, admission: str, taken: int, **more: Any) -> None:
    for name, value in {"admission": admission, "places_taken": taken, **more}.items():
        setattr(run, name, value)
    run.save()


def _at_every_stage(run: CourseRun, people: Sequence[Learner], tutor: Any) -> None:
    """By decision. All places but two offered are held, and one person waits."""
    _admit(run, Admission.DECISION, run.capacity or 0, offer_hours=168)
    rows = []
    for number, (state, more) in enumerate(STAGES):
        waits = {"waiting_number": 1, "joined_at_place": 1, "waitlisted_at": timezone.now()}
        facts = more | (waits if state == State.WAITLISTED else {})
        rows.append(_application(run, people[number], number, state, **facts))
    rows = Application.objects.bulk_create(rows)
    by_state = {row.state: row for row in rows}
    OfferCondition.objects.bulk_create(
        OfferCondition(application=by_state[state], words="Bring proof of where you live")
        for state in (State.OFFERED, State.ACCEPTED)
    )
    taught = run.course.taught_skills.order_by("level", "id").first()
    skill: Skill | None = taught.skill if taught else None
    if skill is not None:
        MissingSkill.objects.create(application=by_state[State.UNSUCCESSFUL], skill=skill, level=1)
    ApplicationNote.objects.create(
        application=by_state[State.UNDER_REVIEW],
        words="Rang on Monday, will ring again on Thursday after school.",
        written_by=tutor,
    )


def _full(run: CourseRun, people: Sequence[Learner]) -> None:
    """First come, first served: three hold an offer, five wait."""
    _admit(run, Admission.FIRST_COME, run.capacity or 0)
    now = timezone.now()
    rows = [_application(run, people[12 + number], number, State.OFFERED) for number in range(3)]
    for place in range(1, 6):
        facts = {"waiting_number": place, "joined_at_place": place, "waitlisted_at": now - timedelta(days=2)}
        rows.append(_application(run, people[14 + place], 14 + place, State.WAITLISTED, **facts))
    Application.objects.bulk_create(rows)


def _intake(provider: Organisation, runs: Sequence[CourseRun], people: Sequence[Learner]) -> None:
    """Closes ten days before the first of two runs starts; some would take either."""
    first = min(run.starts_on for run in runs if run.starts_on)
    closes_at = timezone.make_aware(datetime.combine(first - timedelta(days=10), time(12)))
    classes = [PriorityClass.LONG_UNEMPLOYED, PriorityClass.UNEMPLOYED, PriorityClass.FEW_HOURS]
    intake = _new_intake(provider, "Next term, by published rule and lot", closes_at, classes)
    for run in runs:
        _admit(run, Admission.INTAKE, 0, capacity=4, intake=intake)
    rows = []
    for number, learner in enumerate(people[20:32]):
        ranked = runs if number % 2 else runs[::-1]
        for choice, run in enumerate(ranked[: 1 + (number % 3 > 0)], start=1):
            rows.append(_application(run, learner, number, State.SUBMITTED, choice=choice))
    Application.objects.bulk_create(rows)


def _settled_intake(provider: Organisation, run: CourseRun, people: Sequence[Learner]) -> None:
    """Closed an hour ago: nine people for four places, given by the rule and the lot."""
    closes_at = timezone.now() - timedelta(hours=1)
    intake = _new_intake(provider, "This term, given by rule and lot", closes_at, [PriorityClass.UNEMPLOYED])
    _admit(run, Admission.INTAKE, 0, capacity=4, offer_hours=168, intake=intake)
    Application.objects.bulk_create(
        _application(run, learner, number, State.SUBMITTED, choice=1)
        for number, learner in enumerate(people[32:41])
    )
    intakes.settle(intake_id=intake.pk)


def _new_intake(provider: Organisation, name: str, closes_at: datetime, classes: Sequence[str]) -> Intake:
    seed = f"a lot drawn for the demo world: {name}"[:64]
    return Intake.objects.create(
        organisation=provider,
        name=name,
        closes_at=closes_at,
        classes=list(classes),
        seed=seed,
        seed_digest=allocation.seed_digest(seed),
        is_fictional=True,
    )


# On a course -----------------------------------------------------------------------------------------


def past_run(course: Course, starts: date, weeks: int, taken: int) -> CourseRun:
    like = course.runs.order_by("starts_on", "id")[0]
    return CourseRun.objects.create(
        course=course,
        venue=like.venue,
        state=CourseRun.State.CLOSED,
        mode=like.mode,
        study_mode=like.study_mode,
        pattern=like.pattern,
        starts_on=starts,
        ends_on=starts + timedelta(weeks=weeks, days=-3),
        duration=weeks,
        duration_unit="weeks",
        cost=like.cost,
        capacity=16,
        places_taken=taken,
        admission=Admission.DECISION,
    )


def enrolled(run: CourseRun, learner: Learner, number: int, state: str, **more: Any) -> Enrolment:
    starts_on, ends_on = run.starts_on, run.ends_on
    if starts_on is None or ends_on is None:
        raise ValueError("A course with a first and a last day is wanted.")
    home = HOMES.get(learner.postcode_id or "")
    return Enrolment(
        organisation_id=run.course.organisation_id,
        run=run,
        learner=learner,
        state=state,
        starts_on=starts_on,
        planned_end_on=ends_on,
        learner_reference=f"AL{run.pk % 1000:03}{number:03}",
        learning_aim="Z0059747",
        fund_model=codes.FundModel.BOOTCAMP,
        programme_type=codes.ProgrammeType.BOOTCAMP,
        funding_source=codes.SourceOfFunding.WMCA,
        full_funding=codes.FullFunding.FULL,
        prior_level=("2", "4", "6")[number % 3],
        employment_status="10" if number % 3 == 0 else "11",
        unemployed_for="" if number % 3 == 0 else str(1 + number % 4),
        age_at_start=19 + number * 7 % 40,
        council_code=learner.postcode.council_id if learner.postcode else "",
        ward_code=home.ward if home else "",
        lsoa_code=home.lsoa if home else "",
        imd_decile=home.decile if home else None,
        **more,
    )


def _ended(course: Course, people: Sequence[Learner], tutor: Any) -> None:
    """Ten people on a course that ended five weeks ago."""
    starts = monday(timezone.localdate() - timedelta(weeks=15))
    left = {Stage.WITHDRAWN, Stage.NO_SHOW}
    run = past_run(course, starts, 10, sum(state not in left for state, *_ in RESULTS))
    last = run.ends_on or starts
    rows = []
    for number, (state, reason, _) in enumerate(RESULTS):
        ended = None if state == Stage.NO_SHOW else last
        ended = starts + timedelta(days=23) if state == Stage.WITHDRAWN else ended
        achieved = last + timedelta(days=9) if state == Stage.ACHIEVED else None
        facts = {"ended_on": ended, "achieved_on": achieved, "withdrawal_reason": reason}
        rows.append(enrolled(run, people[number], number, state, holds_place=state not in left, **facts))
    rows = Enrolment.objects.bulk_create(rows)
    Destination.objects.bulk_create(
        Destination(
            enrolment=enrolment,
            kind=what[0],
            code=what[1],
            starts_on=(enrolment.ended_on or last) + timedelta(days=12),
            collected_on=timezone.localdate(),
            note="Rang them after four weeks.",
            recorded_by=tutor,
        )
        for enrolment, (_, _, what) in zip(rows, RESULTS, strict=True)
        if what is not None
    )
    _registers(run, [row for row in rows if row.state != Stage.NO_SHOW], tutor)


def _in_the_middle(course: Course, people: Sequence[Learner], tutor: Any) -> None:
    """In its fourth week: one person takes a break, one has been away twice in a row."""
    starts = monday(timezone.localdate() - timedelta(weeks=4))
    run = past_run(course, starts, 12, len(people))
    rows = []
    for number, learner in enumerate(people):
        on_break = number == len(people) - 1
        state = Stage.ON_BREAK if on_break else Stage.IN_LEARNING
        ended = starts + timedelta(days=9) if on_break else None
        rows.append(enrolled(run, learner, number, state, ended_on=ended))
    rows = Enrolment.objects.bulk_create(rows)
    _registers(run, rows, tutor, away=rows[1])
    TutorTask.objects.create(
        enrolment=rows[1],
        cause=TutorTask.Cause.ABSENCES,
        due_on=next_working_day(timezone.localdate()),
    )


def _registers(run: CourseRun, rows: Sequence[Enrolment], tutor: Any, away: Enrolment | None = None) -> None:
    """Two sessions a week; the registers of those that have been are taken. `away`: from the last two."""
    days = [run.starts_on + timedelta(days=number) for number in range(84) if run.starts_on]
    sessions = RunSession.objects.bulk_create(
        RunSession(
            run=run,
            venue=run.venue,
            starts_at=timezone.make_aware(datetime.combine(day, time(10))),
            ends_at=timezone.make_aware(datetime.combine(day, time(13))),
        )
        for day in days
        if day.weekday() in {0, 2} and run.ends_on and day <= run.ends_on
    )
    past = [session for session in sessions if session.ends_at < timezone.now()]
    for session in past:
        session.register_taken_at, session.register_taken_by = session.ends_at, tutor
    RunSession.objects.bulk_update(past, ["register_taken_at", "register_taken_by"])
    AttendanceMark.objects.bulk_create(
        AttendanceMark(
            session=session,
            enrolment=row,
            mark=_mark(turn, place, is_away=row is away and session in past[-2:]),
            marked_by=tutor,
            marked_at=session.ends_at,
        )
        for turn, session in enumerate(past)
        for place, row in enumerate(rows)
        if row.ended_on is None or timezone.localdate(session.starts_at) <= row.ended_on
    )


def _mark(turn: int, place: int, *, is_away: bool) -> str:
    """Never away twice in a row, but for whom that is told of."""
    if is_away:
        return Attendance.ABSENT
    return MARKS[(3 * turn + place) % len(MARKS)]
