"""Two academic years and what has gone of this one, behind the demo world's present: who applied for the fictional
providers' funded courses, who came, who stayed, whom employers interviewed, and what became of them.

The same every time for the same day. The people of it are past learners: nobody signs in as them, and none is matched.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from random import Random
from typing import Any

from django.db import connection
from django.utils import timezone

from district.accounts.models import User
from district.figures import measures
from district.home.demo import learners as neighbours
from district.home.demo import organisations as partners
from district.home.demo import years
from district.home.demo.calendar import monday
from district.interviews.models import (
    InterviewCommitment,
    InterviewGuarantee,
    InterviewOffer,
    InterviewSlot,
)
from district.interviews.services import settling
from district.partners.models import Organisation, Role
from district.places.models import Postcode
from district.web.working_days import after_working_days
from learners.models import EqualityAnswers, Learner
from programmes import codes
from programmes.models import (
    Admission,
    Application,
    Course,
    CourseRun,
    Destination,
    Enrolment,
    ProgrammeKind,
    RunSession,
)

FUNDED = (ProgrammeKind.SKILLS_BOOTCAMP, ProgrammeKind.ADULT_SKILLS, ProgrammeKind.FREE_COURSES)
PAST_YEARS = 2
PLACES = 16
FIRST_SESSIONS = (0, 8)  # days after the first, so that a bootcamp's hours attended are on record
COMMITTED = 6  # employers whose past interviews are told
INTERVIEW_DAYS = 15
COLLECTED_AFTER = timedelta(days=40)
ONLY_LOOKED = 240  # people who made a profile and never applied
ALL_PRESENT = """
INSERT INTO programmes_attendancemark (session_id, enrolment_id, mark, note, marked_at)
SELECT s.id, e.id, 'present', '', s.ends_at
FROM programmes_runsession s JOIN programmes_enrolment e USING (run_id)
WHERE s.run_id = ANY(%s) AND e.state <> 'no_show' AND (e.ended_on IS NULL OR s.starts_at::date <= e.ended_on)
ORDER BY s.id, e.id
"""
Stage = Enrolment.State
Sent = Application.State
Interview = InterviewOffer.State


@dataclass
class Person:
    """Somebody of the past. `drag`: per cent taken from their chance to stay, and to be hired."""

    learner: Learner
    born_on: date
    sex: str
    ethnicity: str
    has_disability: str
    is_care_leaver: str
    lsoa: str
    decile: int
    counts: bool

    @property
    def drag(self) -> int:
        return 14 * (self.has_disability == "Y") + 10 * (self.is_care_leaver == "Y") + 4 * (self.decile <= 2)


@dataclass
class Past:
    """Rows that are still to be written, the earlier needed by the later."""

    applications: list[Application] = field(default_factory=list)
    enrolments: list[Enrolment] = field(default_factory=list)
    people: list[Person] = field(default_factory=list)  # of the enrolments, in their order
    destinations: list[Destination] = field(default_factory=list)


def load() -> None:
    """After all else: what is there already is the present that this is the past of."""
    chance = Random(2024)  # noqa: S311  chance that tells a story guards nothing
    today = timezone.localdate()
    runs = _runs(today)
    asked = [(run, *_sizes(run, chance, today)) for run in runs]
    people = iter(_people(chance, sum(came + other for _, came, other in asked), today))
    _people(Random(2025), ONLY_LOOKED, today, kind="looked")  # noqa: S311  as above
    past = Past()
    for run, came, other in asked:
        for _ in range(came):
            person = next(people)
            application = _application(run, person, chance, (Sent.ENROLLED, ""))
            past.applications.append(application)
            past.enrolments.append(_enrolment(application, person, chance, today))
            past.people.append(person)
        past.applications += [
            _application(run, next(people), chance, _drawn(chance, years.ENDED)) for _ in range(other)
        ]
    Application.objects.bulk_create(past.applications)
    Enrolment.objects.bulk_create(past.enrolments)
    CourseRun.objects.bulk_update(_with_places(runs, past.enrolments), ["places_taken"])
    hired = _interviews(past, chance, today)
    _destinations(past, hired, chance, today)
    _first_sessions(runs)


# Runs ------------------------------------------------------------------------------------------------


def _runs(today: date) -> list[CourseRun]:
    """Each funded course in every third term."""
    courses = Course.objects.filter(is_fictional=True, programme__kind__in=FUNDED).order_by("id")
    rows = []
    for number, course in enumerate(courses.select_related("organisation", "programme").defer("search")):
        like = course.runs.order_by("starts_on", "id").first()
        if like is None:
            continue
        rows += [
            _run(course, like, starts)
            for turn, starts in enumerate(_terms(today))
            if (turn + number) % 3 == 0 and starts + timedelta(days=21) < today
        ]
    return CourseRun.objects.bulk_create(rows)


def _terms(today: date) -> Iterator[date]:
    this_year = measures.academic_year(today)
    for year in range(this_year - PAST_YEARS, this_year + 1):
        for later, month, day in years.TERMS:
            yield monday(date(year + later, month, day))


def _run(course: Course, like: CourseRun, starts: date) -> CourseRun:
    weeks = like.duration or 10
    return CourseRun(
        course=course,
        venue=like.venue,
        state=CourseRun.State.CLOSED,
        mode=like.mode,
        study_mode=like.study_mode,
        pattern=like.pattern,
        starts_on=starts,
        ends_on=starts + timedelta(weeks=weeks, days=-3),
        duration=like.duration,
        duration_unit=like.duration_unit,
        cost=like.cost,
        capacity=PLACES,
        admission=Admission.DECISION,
    )


def _with_places(runs: Sequence[CourseRun], enrolments: Sequence[Enrolment]) -> list[CourseRun]:
    taken = {run.pk: 0 for run in runs}
    for enrolment in enrolments:
        taken[enrolment.run_id] += enrolment.holds_place
    for run in runs:
        run.places_taken = taken[run.pk]
    return list(runs)


def _first_sessions(runs: Sequence[CourseRun]) -> None:
    """Of bootcamps, where hours count: six hours each, with everybody there who had not left."""
    days = [
        (run, run.starts_on + timedelta(days=days))
        for run in runs
        for days in FIRST_SESSIONS
        if run.starts_on and _kind(run) == ProgrammeKind.SKILLS_BOOTCAMP
    ]
    RunSession.objects.bulk_create(
        RunSession(
            run=run,
            venue=run.venue,
            starts_at=_at(day, 10),
            ends_at=_at(day, 16),
            register_taken_at=_at(day, 16),
        )
        for run, day in days
    )
    with connection.cursor() as cursor:
        cursor.execute(ALL_PRESENT, [[run.pk for run in runs]])


def _kind(run: CourseRun) -> str:
    return run.course.programme.kind if run.course.programme else ""


# People ----------------------------------------------------------------------------------------------


def _people(chance: Random, most: int, today: date, *, kind: str = "past") -> list[Person]:
    postcodes = list(
        Postcode.objects.filter(postcode__in={person.postcode for person in neighbours.PEOPLE}).order_by(
            "postcode"
        )
    )
    users = User.objects.bulk_create(
        User(
            email=f"{kind}.{number}@demo.example",
            name=f"{chance.choice(years.GIVEN_NAMES)} {chance.choice(years.FAMILY_NAMES)}",
            password="!",  # noqa: S106  nobody signs in with it
        )
        for number in range(most)
    )
    learners = Learner.objects.bulk_create(
        Learner(user=user, postcode=chance.choice(postcodes), matching_on=False, is_fictional=True)
        for user in users
    )
    people = [_person(learner, chance, today) for learner in learners]
    EqualityAnswers.objects.bulk_create(
        EqualityAnswers(
            learner=person.learner,
            sex=person.sex,
            ethnicity=person.ethnicity,
            has_disability=person.has_disability,
            is_care_leaver=person.is_care_leaver,
            birth_year=person.born_on.year,
            may_count=True,
        )
        for person in people
        if person.counts
    )
    return people


def _person(learner: Learner, chance: Random, today: date) -> Person:
    age = 19 + int(46 * chance.random() ** 1.7)
    postcode = learner.postcode
    return Person(
        learner=learner,
        born_on=today - timedelta(days=366 * (age + PAST_YEARS + 1) + chance.randrange(300)),
        sex="F" if chance.random() < 0.47 else "M",
        ethnicity=_drawn(chance, years.ETHNICITIES)[0],
        has_disability="Y" if chance.random() < 0.17 else "N",
        is_care_leaver="Y" if chance.random() < 0.04 else "N",
        lsoa=years.HOMES[postcode.pk][0] if postcode else "",
        decile=years.HOMES[postcode.pk][1] if postcode else 5,
        counts=chance.random() < 0.9,
    )


def _drawn(chance: Random, table: Sequence[tuple[Any, ...]]) -> tuple[Any, ...]:
    """One row of a table whose first column is its share in a thousand, without that column."""
    left = chance.randrange(sum(row[0] for row in table))
    for share, *rest in table:
        left -= share
        if left < 0:
            return tuple(rest)
    raise ValueError("A table without shares.")


# Applying and learning -------------------------------------------------------------------------------


def _sizes(run: CourseRun, chance: Random, today: date) -> tuple[int, int]:
    """(how many enrolled, how many others had asked): the more of both, the nearer to today."""
    grown = measures.academic_year(run.starts_on or today) - measures.academic_year(today) + PAST_YEARS
    return 8 + chance.randrange(4) + 2 * grown, 4 + chance.randrange(6)


def _application(run: CourseRun, person: Person, chance: Random, ended: tuple[str, str]) -> Application:
    """`ended`: its state, and the reason of it."""
    state, reason = ended
    starts = run.starts_on or timezone.localdate()
    sent = _at(starts - timedelta(days=16 + chance.randrange(55)), 8 + chance.randrange(12))
    decided = sent + timedelta(days=1 + chance.randrange(9))
    is_offered = state in {Sent.ENROLLED, Sent.DECLINED, Sent.OFFER_EXPIRED}
    is_paid = chance.random() < 0.32
    return Application(
        learner=person.learner,
        run=run,
        state=state,
        reason=reason,
        born_on=person.born_on,
        employment_status=codes.EmploymentStatus.PAID if is_paid else codes.EmploymentStatus.LOOKING,
        unemployed_for="" if is_paid else str(1 + chance.randrange(5)),
        prior_level=_drawn(chance, years.PRIOR_LEVELS)[0],
        contact_by="email",
        created_at=sent - timedelta(minutes=14),
        changed_at=decided,
        submitted_at=sent,
        decided_at=None if state == Sent.WITHDRAWN else decided,
        offered_at=decided if is_offered else None,
        offer_ends_at=decided + timedelta(days=2) if is_offered else None,
        accepted_at=decided + timedelta(hours=20) if state == Sent.ENROLLED else None,
        ended_at=decided + timedelta(days=2),
    )


def _enrolment(application: Application, person: Person, chance: Random, today: date) -> Enrolment:
    run = application.run
    starts, planned = run.starts_on or today, run.ends_on or today
    state, ended, achieved = _fate(run, person, chance, today)
    is_bootcamp = _kind(run) == ProgrammeKind.SKILLS_BOOTCAMP
    postcode = person.learner.postcode
    age = (starts - person.born_on).days // 365.2425
    return Enrolment(
        organisation_id=run.course.organisation_id,
        run=run,
        learner=person.learner,
        application=application,
        state=state,
        holds_place=state not in Enrolment.WITHOUT_PLACE,
        starts_on=starts,
        planned_end_on=planned,
        ended_on=ended,
        achieved_on=achieved,
        withdrawal_reason=_drawn(chance, years.LEAVING)[0] if state == Stage.WITHDRAWN else "",
        learner_reference=f"P{person.learner.pk:07}",
        learning_aim="ZPROG001" if is_bootcamp else "60345678",
        fund_model=codes.FundModel.BOOTCAMP if is_bootcamp else codes.FundModel.ADULT,
        programme_type=codes.ProgrammeType.BOOTCAMP if is_bootcamp else "",
        funding_source=codes.SourceOfFunding.WMCA,
        full_funding=codes.FullFunding.FULL,
        prior_level=application.prior_level,
        employment_status=application.employment_status,
        unemployed_for=application.unemployed_for,
        age_at_start=int(age),
        council_code=postcode.council_id if postcode else "",
        ward_code=(postcode.ward_id if postcode else None) or "",
        lsoa_code=person.lsoa,
        imd_decile=person.decile,
        created_at=_at(starts - timedelta(days=7), 9),
        changed_at=_at(min(today, achieved or ended or starts), 9),
    )


def _fate(
    run: CourseRun, person: Person, chance: Random, today: date
) -> tuple[str, date | None, date | None]:
    """(state, last day of learning, day of the result) of somebody who enrolled."""
    starts, planned = run.starts_on or today, run.ends_on or today
    if chance.random() < 0.04:
        return Stage.NO_SHOW, None, None
    stay = years.STAY.get(_key(run.course.organisation), years.USUAL_STAY) - person.drag
    length = (planned - starts).days
    if chance.randrange(100) >= stay:
        left = starts + timedelta(days=3 + int(length * chance.random() ** 1.5 * 0.9))
        return (Stage.WITHDRAWN, left, None) if left < today else (Stage.IN_LEARNING, None, None)
    if planned >= today:
        return Stage.IN_LEARNING, None, None
    if chance.random() < 0.012:
        return Stage.IN_LEARNING, None, None
    result = planned + timedelta(days=4 + chance.randrange(20))
    if result >= today or chance.random() < 0.02:
        return Stage.COMPLETED, planned, None
    return (Stage.ACHIEVED, planned, result) if chance.random() < 0.9 else (Stage.NOT_ACHIEVED, planned, None)


def _key(organisation: Organisation) -> str:
    return next((row.key for row in partners.PROVIDERS if row.ukprn == organisation.ukprn), "")


# Interviews and what came after ----------------------------------------------------------------------


def _interviews(past: Past, chance: Random, today: date) -> dict[int, date]:
    """Every bootcamp completer was promised one, nearly all were offered it. Returns the first day of work of the hired,
    by the id of their enrolment.
    """
    completed = [
        (enrolment, person)
        for enrolment, person in zip(past.enrolments, past.people, strict=True)
        if enrolment.programme_type
        and enrolment.state in {Stage.ACHIEVED, Stage.NOT_ACHIEVED, Stage.COMPLETED}
    ]
    commitments = _commitments(completed, today)
    guarantees, rows, hired = [], [], {}
    for number, (enrolment, person) in enumerate(completed):
        programme, ended = enrolment.run.course.programme, enrolment.ended_on
        if programme is None or ended is None:
            continue
        due = after_working_days(ended, INTERVIEW_DAYS)
        is_kept = chance.random() < 0.985 or due > today
        meets = ended + timedelta(days=7 + chance.randrange(14))
        is_ahead = meets >= today - timedelta(days=2)
        guarantees.append(
            InterviewGuarantee(
                enrolment=enrolment,
                programme=programme,
                due_on=due,
                kept_on=min(due, meets) - timedelta(days=5) if is_kept and not is_ahead else None,
            )
        )
        if is_kept and not is_ahead:
            state = _came_of(chance, person)
            rows.append((commitments[programme.pk][number % COMMITTED], enrolment, number, meets, state))
            if state == Interview.JOB_OFFER:
                hired[enrolment.pk] = meets + timedelta(days=6 + chance.randrange(30))
    InterviewGuarantee.objects.bulk_create(guarantees)
    _offers(rows)
    return hired


def _came_of(chance: Random, person: Person) -> str:
    luck = chance.randrange(100)
    if luck < 50 - person.drag:
        return Interview.JOB_OFFER
    if luck < 82:
        return Interview.NOT_SELECTED
    return Interview.NO_SHOW if luck < 90 else Interview.DECLINED


def _commitments(
    completed: Sequence[tuple[Enrolment, Person]], today: date
) -> dict[int, list[InterviewCommitment]]:
    """By programme: of the first employers of the demo world, all ended."""
    employers = list(
        Organisation.objects.with_role(Role.EMPLOYER).filter(is_fictional=True).order_by("id")[:COMMITTED]
    )
    programmes = {row.run.course.programme_id for row, _ in completed if row.run.course.programme_id}
    return {
        programme_id: InterviewCommitment.objects.bulk_create(
            InterviewCommitment(
                organisation=employer,
                programme_id=programme_id,
                job_title="Junior digital roles",
                promised=200,
                ends_on=today - timedelta(days=1),
                state=InterviewCommitment.State.ENDED,
                made_at=_at(today - timedelta(days=900), 9),
                is_fictional=True,
            )
            for employer in employers
        )
        for programme_id in sorted(programmes)
    }


def _offers(rows: Sequence[tuple[InterviewCommitment, Enrolment, int, date, str]]) -> None:
    slots = InterviewSlot.objects.bulk_create(
        InterviewSlot(
            commitment=commitment,
            starts_at=_at(meets, 9 + number % 8) + timedelta(minutes=number % 2 * 30),
            place="At the employer's, reception",
        )
        for commitment, _, number, meets, _ in rows
    )
    InterviewOffer.objects.bulk_create(
        InterviewOffer(
            enrolment=enrolment,
            learner_id=enrolment.learner_id,
            slot=slot,
            during=settling.during(slot),
            state=state,
            fit=60 + number % 5 * 8,
            decline_reason="have_work" if state == Interview.DECLINED else "",
            offered_at=slot.starts_at - timedelta(days=5),
            answer_by=slot.starts_at - timedelta(days=2),
            answered_at=slot.starts_at - timedelta(days=3),
            recorded_at=slot.starts_at + timedelta(hours=3),
        )
        for slot, (_, enrolment, number, _, state) in zip(slots, rows, strict=True)
    )


def _destinations(past: Past, hired: dict[int, date], chance: Random, today: date) -> None:
    rows = [
        destination
        for enrolment, person in zip(past.enrolments, past.people, strict=True)
        if enrolment.ended_on and enrolment.ended_on + COLLECTED_AFTER < today
        for destination in _destination(enrolment, person, hired.get(enrolment.pk), chance, today)
    ]
    Destination.objects.bulk_create(rows)


def _destination(
    enrolment: Enrolment, person: Person, hired_on: date | None, chance: Random, today: date
) -> Iterator[Destination]:
    """Nobody could say what became of one in eight who completed, and of half of those who left."""
    ended = enrolment.ended_on or today
    has_left = enrolment.state == Stage.WITHDRAWN
    if hired_on is None and chance.random() < (0.5 if has_left else 0.12):
        return
    table = years.AFTER_LEAVING if has_left else years.AFTER_COMPLETION
    kind, code = ("EMP", "1") if hired_on else _drawn(chance, table)
    if kind == "EMP" and hired_on is None and chance.randrange(100) < person.drag:
        kind, code = "NPE", "1"
    begins = hired_on or ended + timedelta(days=2 + int(120 * chance.random() ** 2))
    if begins >= today:
        return
    is_short = kind == "EMP" and chance.random() < 0.08
    last = begins + timedelta(days=20 + chance.randrange(50))
    yield Destination(
        enrolment=enrolment,
        kind=kind,
        code=code,
        starts_on=begins,
        ends_on=last if is_short and last < today else None,
        collected_on=min(today, max(begins, ended + COLLECTED_AFTER)),
        note="Rang them." if chance.random() < 0.6 else "From their employer.",
    )


def _at(day: date, hour: int) -> datetime:
    return timezone.make_aware(datetime.combine(day, time(hour)))
