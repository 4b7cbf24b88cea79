"""How people are hired: by an employer from its sign-up on, and after a refusal, by what a course has taught."""

import re
from datetime import date, timedelta

import pytest
from django.core.cache import cache
from django.test import Client
from django.utils import timezone
from pytest_django.live_server_helper import LiveServer

from district.interviews.models import InterviewOffer, InterviewSlot
from district.interviews.services import promises, settling
from district.partners.models import Rank, Role
from employers.models import Vacancy
from learners.models import Learner
from programmes.models import Course, Enrolment, Programme
from programmes.services import enrolments
from tests.factories.accounts import PASSWORD, make_user
from tests.factories.employers import make_employer, make_vacancy
from tests.factories.interviews import make_promise
from tests.factories.learners import make_held_skill, make_learner
from tests.factories.partners import actor_of, make_membership, make_organisation, make_staff
from tests.factories.places import make_postcode
from tests.factories.programmes import make_course, make_enrolment, make_open_run, make_programme, make_run
from tests.factories.skills import make_skill
from tests.journeys.conftest import Arrives
from tests.journeys.test_an_organisation_joins import Story
from tests.journeys.travellers import Traveller

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.timeout(180)]

FOUNDER, STAFF = "pat@canal.example", "alex@authority.example"
LEARNER = "lee@looms.example"
JOB, MISSING = "Keeper of looms", "weave canal data"


@pytest.fixture
def site(transactional_db: None, live_server: LiveServer) -> str:
    """An empty portal: these stories bring what they need."""
    cache.clear()
    Client().get("/account/login/")  # the first page of a process is slow: nobody waits for it in the browser
    make_postcode()
    return live_server.url


def test_an_employer_goes_from_sign_up_to_hiring_somebody_who_completed_a_course(
    arrives: Arrives, site: str
) -> None:
    enrolment = given_somebody_near_the_end_of_a_course_that_promises_an_interview()
    employer = when_an_employer_signs_up_and_is_approved(arrives, site)
    when_it_promises_interviews(employer, enrolment.run.course.programme)
    when_the_course_is_completed(enrolment)
    learner = arrives(LEARNER)
    then_an_interview_is_the_next_step_of(learner)
    when_they_accept_it(learner)
    then_the_employer_knows_who_comes(employer)
    when_the_day_has_come()
    when_the_employer_offers_the_job(employer)
    then_it_stands_on_the_page_of(learner)
    when_the_employer_says_when_the_work_begins(employer)
    when_the_person_agrees(learner)
    then_the_provider_records_what_came_of_it(arrives(enrolment.organisation.memberships.get().user.email))


def given_somebody_near_the_end_of_a_course_that_promises_an_interview() -> Enrolment:
    programme = make_programme(name="Loom Bootcamp")
    make_promise(programme=programme)
    run = make_run(
        course=make_course(programme=programme), starts_on=timezone.localdate() - timedelta(days=60)
    )
    return make_enrolment(run=run, learner=make_learner(user=make_user(email=LEARNER, name="Lee Looms")))


def when_an_employer_signs_up_and_is_approved(arrives: Arrives, site: str) -> Traveller:
    make_user(email=FOUNDER, name="Pat Southall", password=PASSWORD)
    make_staff(user=make_user(email=STAFF, name="Alex Wyatt", password=PASSWORD))
    employer = arrives()
    story = Story(employer.tab, site)
    story.given_somebody_signed_in(FOUNDER)
    story.when_they_sign_an_organisation_up()
    story.given_somebody_signed_in(STAFF)
    story.when_staff_check_everything_and_approve()
    story.given_somebody_signed_in(FOUNDER)
    return employer


def when_it_promises_interviews(employer: Traveller, programme: Programme | None) -> None:
    assert programme
    employer.opens("/employer/")
    employer.follows("Guaranteed interviews")
    employer.presses("Promise interviews")
    employer.types(programme=str(programme.public_id), job_title=JOB, promised="2")
    employer.dates("ends_on", timezone.localdate() + timedelta(days=40))
    employer.presses("Promise")
    employer.sees_page(JOB)
    employer.dates("on", timezone.localdate() + timedelta(days=10))
    employer.types(at="14:30", meet="place", place="1 Wharf Street, Birmingham")
    employer.presses("Set these times")
    employer.sees("1 Wharf Street, Birmingham")


def when_the_course_is_completed(enrolment: Enrolment) -> None:
    provider = actor_of(make_membership(organisation=enrolment.organisation).user)
    enrolments.complete(enrolment=enrolment, last_day=timezone.localdate(), by=provider)
    promises.open_due()
    settling.settle(programme_id=enrolment.run.course.programme_id or 0)


def then_an_interview_is_the_next_step_of(learner: Traveller) -> None:
    learner.opens("/me/")
    learner.sees("Answer the offer of an interview: Canal Works")


def when_they_accept_it(learner: Traveller) -> None:
    learner.presses("Answer the offer")
    learner.sees_page(JOB)
    learner.sees("1 Wharf Street, Birmingham")
    learner.presses("Accept")
    learner.sees("The employer knows that you come.")
    learner.opens("/me/")
    learner.sees("Get ready for your interview: Canal Works")


def then_the_employer_knows_who_comes(employer: Traveller) -> None:
    employer.opens("/employer/interviews/")
    employer.sees(re.compile("Lee Looms"))


def when_the_day_has_come() -> None:
    slot = InterviewSlot.objects.get()
    slot.starts_at = timezone.now() - timedelta(hours=2)
    slot.save()
    InterviewOffer.objects.update(during=settling.during(slot))


def when_the_employer_offers_the_job(employer: Traveller) -> None:
    employer.opens("/employer/interviews/")
    employer.follows(re.compile("^Lee Looms"))
    employer.types(outcome="job_offer")
    employer.presses("Keep it")
    employer.opens("/employer/interviews/")
    employer.sees("job offers")


def then_it_stands_on_the_page_of(learner: Traveller) -> None:
    learner.opens("/me/interviews/")
    learner.follows(JOB)
    learner.sees("Canal Works says that it offers you the job. Congratulations.")


def when_the_employer_says_when_the_work_begins(employer: Traveller) -> None:
    employer.opens("/employer/")
    employer.follows("People you took on")
    employer.follows("Lee Looms")
    employer.dates("starts_on", timezone.localdate() + timedelta(days=7))
    employer.types(weekly_hours="30")
    employer.presses("Save and ask them")
    employer.sees("We ask the person whether it is right.")


def when_the_person_agrees(learner: Traveller) -> None:
    learner.opens("/me/work/")
    learner.follows(JOB)
    learner.types(may_rate="yes")
    learner.presses("Yes, it is right")
    learner.sees("Your answer is kept.")


def then_the_provider_records_what_came_of_it(provider: Traveller) -> None:
    provider.opens("/provider/hires/")
    provider.follows("Lee Looms")
    provider.presses("Record it")
    provider.sees("It is recorded as their destination.")
    provider.sees(re.compile("Paid work, 16 hours or more a week"))


def test_a_learner_refused_for_a_missing_skill_takes_the_suggested_course_and_is_hired(
    arrives: Arrives, site: str
) -> None:
    first, second = given_two_openings_that_ask_for_what_a_course_teaches()
    learner, employer = arrives(LEARNER), arrives("admin@wharf.example")
    when_they_apply(learner, first)
    when_the_employer_says_no_and_names_the_skill(employer, first)
    then_the_refusal_leads_to_the_course(learner, first)
    when_they_complete_it()
    then_the_skill_is_theirs(learner)
    when_they_apply(learner, second)
    when_the_employer_takes_them_on(employer, second)
    then_they_are_hired(learner, second)


def given_two_openings_that_ask_for_what_a_course_teaches() -> tuple[Vacancy, Vacancy]:
    python, sql, missing = (
        make_skill(label="mend looms"),
        make_skill(label="oil looms"),
        make_skill(label=MISSING),
    )
    employer = make_employer(name="Wharf Engineering")
    make_membership(organisation=employer, user=make_user(email="admin@wharf.example", name="Ada Wharf"))
    learner = make_learner(user=make_user(email=LEARNER, name="Lee Looms"))
    for skill in (python, sql):
        make_held_skill(learner=learner, skill=skill)
    college = make_organisation(name="Wharf College", role=Role.PROVIDER)
    make_membership(organisation=college, user=make_user(email="college@wharf.example"), rank=Rank.ADMIN)
    course = make_course(organisation=college, title="Weaving with data", skills=[(missing, 2)])
    make_open_run(course=course, starts_on=timezone.localdate() + timedelta(days=14))
    facts = {"organisation": employer, "postcode": make_postcode(), "skills": [python, sql, missing]}
    return make_vacancy(title="Loom minder", **facts), make_vacancy(title="Loom keeper", **facts)


def when_they_apply(learner: Traveller, vacancy: Vacancy) -> None:
    learner.opens(f"/jobs/{vacancy.public_id}/")
    learner.presses("Apply here")
    learner.sees_page(f"Apply for {vacancy.title}")
    learner.types(why="Looms have always pleased me.")
    learner.dates("born_on", date(1991, 4, 2))
    learner.presses("Look at it before you send it")
    learner.sees_page(f"Check your application for {vacancy.title}")
    learner.presses("Send my application")
    learner.sees_page(vacancy.title)


def when_the_employer_says_no_and_names_the_skill(employer: Traveller, vacancy: Vacancy) -> None:
    employer.opens(f"/employer/vacancies/{vacancy.public_id}/applications/")
    employer.does_not_see("Lee Looms")
    employer.follows(re.compile("^Applicant"))
    employer.presses("Say no")
    employer.types(reason="missing_skills", skills=MISSING, level="2")
    employer.presses("Say no: 1 person")
    employer.sees(re.compile("told no, with the reason"))


def then_the_refusal_leads_to_the_course(learner: Traveller, vacancy: Vacancy) -> None:
    learner.opens("/me/job-applications/")
    learner.follows(vacancy.title)
    learner.sees("Some skills are needed first")
    learner.sees(f"Courses that teach {MISSING}")
    learner.follows("Weaving with data")
    learner.sees_page("Weaving with data")
    learner.presses("Apply")
    learner.sees_page("Apply for Weaving with data")


def when_they_complete_it() -> None:
    """Places, registers and completions have stories of their own."""
    course = Course.objects.get(title="Weaving with data")
    run = make_run(course=course, starts_on=timezone.localdate() - timedelta(days=40))
    learner = Learner.objects.get(user__email=LEARNER)
    college = actor_of(course.organisation.memberships.get().user)
    enrolment = make_enrolment(run=run, learner=learner)
    enrolments.complete(enrolment=enrolment, last_day=timezone.localdate(), by=college)


def then_the_skill_is_theirs(learner: Traveller) -> None:
    learner.opens("/me/skills/")
    learner.sees(re.compile(MISSING, re.IGNORECASE))


def when_the_employer_takes_them_on(employer: Traveller, vacancy: Vacancy) -> None:
    employer.opens(f"/employer/vacancies/{vacancy.public_id}/applications/")
    employer.follows(re.compile("^Applicant"))
    for act in ("Shortlist", "Interview", "Offer the job", "Hired"):
        employer.presses(re.compile(f"^{act}$"))
        employer.presses(f"{act}: 1 person")
        employer.opens(f"/employer/vacancies/{vacancy.public_id}/applications/")
        employer.follows(re.compile("^Lee Looms"))


def then_they_are_hired(learner: Traveller, vacancy: Vacancy) -> None:
    learner.opens("/me/job-applications/")
    learner.follows(vacancy.title)
    learner.sees("Hired")
