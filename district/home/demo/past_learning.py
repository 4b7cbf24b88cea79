"""How the people of two years asked for a place, came, stayed or left: an application, an enrolment, and its end."""

from datetime import date, timedelta
from random import Random

from django.utils import timezone

from district.figures import measures
from district.home.demo import organisations as partners
from district.home.demo import past_runs, years
from district.home.demo.calendar import at
from district.home.demo.past_people import Person
from district.partners.models import Organisation
from programmes import codes
from programmes.models import Application, CourseRun, Enrolment, ProgrammeKind

Stage = Enrolment.State
Sent = Application.State


def sizes(run: CourseRun, chance: Random, today: date) -> tuple[int, int]:
    """(how many enrolled, how many others had asked): the more of both, the nearer to today."""
    grown = measures.academic_year(run.starts_on or today) - measures.academic_year(today) + years.PAST
    return 8 + chance.randrange(4) + 2 * grown, 4 + chance.randrange(6)


def application_of(run: CourseRun, person: Person, chance: Random, ended: tuple[str, str]) -> Application:
    """`ended`: its state, and the reason of it."""
    state, reason = ended
    starts = run.starts_on or timezone.localdate()
    sent = at(starts - timedelta(days=16 + chance.randrange(55)), 8 + chance.randrange(12))
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
        prior_level=years.drawn(chance, years.PRIOR_LEVELS)[0],
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


def enrolment_of(application: Application, person: Person, chance: Random, today: date) -> Enrolment:
    run = application.run
    starts, planned = run.starts_on or today, run.ends_on or today
    state, ended, achieved = _fate(run, person, chance, today)
    is_bootcamp = past_runs.kind(run) == ProgrammeKind.SKILLS_BOOTCAMP
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
        withdrawal_reason=years.drawn(chance, years.LEAVING)[0] if state == Stage.WITHDRAWN else "",
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
        created_at=at(starts - timedelta(days=7), 9),
        changed_at=at(min(today, achieved or ended or starts), 9),
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
