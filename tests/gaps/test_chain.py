"""The chain of a need: which runs belong to it, how far people came, who hired them, and who may see how many."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from district.codesign.models import NeedReply, NeedVacancy, SkillsNeed
from district.figures.symbols import Symbol
from district.gaps import chain
from district.gaps.stages import Stage, furthest
from district.interviews.models import InterviewOffer
from district.partners.models import Rank
from employers.models import JobApplication
from programmes.models import Destination, Enrolment
from tests.factories.employers import make_employer, make_job_application, make_vacancy
from tests.factories.interviews import (
    make_guarantee,
    make_interview_commitment,
    make_interview_offer,
    make_interview_slot,
)
from tests.factories.needs import make_need, make_need_answer
from tests.factories.partners import actor_of, make_membership, make_staff
from tests.factories.programmes import make_course, make_enrolment, make_open_run, make_programme
from tests.factories.skills import make_skill

pytestmark = pytest.mark.django_db

TODAY = timezone.localdate()


def make_story(*, completed: int = 11, hired: int = 8) -> dict[str, Any]:
    """Fourteen heads, a course that answers, one run before the answer and one after it."""
    skill, employer = make_skill(), make_employer(name="Lock and Key")
    need = make_need(
        organisation=employer, heads=14, skills=[(skill, 3)], opened_at=timezone.now() - timedelta(days=300)
    )
    programme = make_programme()
    course = make_course(title="Cyber L3", programme=programme, skills=[(skill, 3)])
    answer = make_need_answer(
        needs=[need],
        skill=skill,
        organisation=course.organisation,
        kind="course",
        course=course,
        sent_at=timezone.now() - timedelta(days=260),
    )
    answer.replies.update(
        state=NeedReply.State.ACCEPTED, contact_name="Mo", contact_email="mo@example.com",
        decided_at=timezone.now(),
    )  # fmt: skip
    first, second = (
        make_open_run(
            course=course,
            starts_on=TODAY - timedelta(days=days),
            ends_on=TODAY - timedelta(days=days - 60),
            capacity=30,
        )
        for days in (290, 240)
    )
    make_enrolment(run=first, state="achieved")
    rows = [
        make_enrolment(run=second, state="achieved", ended_on=TODAY - timedelta(days=180))
        for _ in range(completed)
    ]
    for _ in range(3):
        make_enrolment(run=second, state="withdrawn")
    make_enrolment(run=second, state="no_show")
    commitment = make_interview_commitment(organisation=employer, programme=programme)
    for number, enrolment in enumerate(rows[:hired]):
        if number < 6:
            make_interview_offer(
                guarantee=make_guarantee(programme=programme, enrolment=enrolment),
                slot=make_interview_slot(commitment=commitment),
                state=InterviewOffer.State.JOB_OFFER,
            )
        else:
            vacancy = make_vacancy(
                organisation=make_employer(name="Basin Works") if number == 6 else employer
            )
            make_hire(enrolment.learner, vacancy)
    return {"need": need, "runs": (first, second), "rows": rows, "employer": employer, "course": course}


def make_hire(learner: Any, vacancy: Any) -> JobApplication:
    now = timezone.now()
    return make_job_application(
        learner=learner,
        vacancy=vacancy,
        state=JobApplication.State.HIRED,
        submitted_at=now - timedelta(days=170),
        shortlisted_at=now,
        answered_at=now,
        ended_at=now,
    )


def test_the_chain_is_told_in_one_line() -> None:
    story = make_story()
    found = chain.of(story["need"], actor_of(make_staff()))
    assert chain.sentence(found) == (
        "This need of 14 people became Cyber L3, run 2: 11 completed, 8 came into work."
    )
    assert [(row.number, dict(row.counts)) for row in found.runs] == [
        (
            2,
            {
                Stage.STARTED: 14,
                Stage.COMPLETED: 11,
                Stage.INTERVIEWED: 8,
                Stage.HIRED: 8,
                Stage.SUSTAINED: 0,
            },
        )
    ]
    assert [(row.name, row.people) for row in found.hirers] == [("Lock and Key", 7), ("Basin Works", 1)]
    assert not found.other_hirers


def test_who_may_not_see_people_sees_rounded_numbers_and_no_small_ones() -> None:
    story = make_story()
    by = actor_of(make_staff(rank=Rank.MEMBER))
    found = chain.of(story["need"], by)
    for told in (found.totals, found.runs[0].counts):
        numbers = [value for value in told.values() if not isinstance(value, Symbol)]
        assert all(value % 5 == 0 for value in numbers)
        assert told[Stage.SUSTAINED] in {0, Symbol.HIDDEN}
    assert [row.name for row in found.hirers] == ["Lock and Key"]
    assert found.hirers[0].people == 5
    assert found.other_hirers


def test_a_handful_is_told_to_nobody_else() -> None:
    found = chain.of(make_story(completed=3, hired=2)["need"], actor_of(make_staff(rank=Rank.MEMBER)))
    assert found.totals[Stage.COMPLETED] is Symbol.HIDDEN
    assert found.hirers == []
    assert found.other_hirers
    assert "so few that we do not tell" in chain.sentence(found)


def test_stages_lie_within_each_other() -> None:
    story = make_story(completed=4, hired=0)
    learner_rows = story["rows"]

    def far(enrolment: Enrolment) -> int:
        return Enrolment.objects.annotate(far=furthest()).get(pk=enrolment.pk).far

    def destination(enrolment: Enrolment, **fields: Any) -> Destination:
        usual = {"kind": "EMP", "code": "1", "collected_on": TODAY}
        return Destination.objects.create(enrolment=enrolment, **usual | fields)

    assert far(learner_rows[0]) == Stage.COMPLETED
    starts = TODAY - timedelta(days=83)
    destination(learner_rows[0], starts_on=starts)
    assert far(learner_rows[0]) == Stage.SUSTAINED
    destination(learner_rows[1], starts_on=starts + timedelta(days=1))
    assert far(learner_rows[1]) == Stage.HIRED
    destination(learner_rows[2], starts_on=TODAY - timedelta(days=120), ends_on=TODAY - timedelta(days=38))
    assert far(learner_rows[2]) == Stage.HIRED  # 83 days
    destination(learner_rows[3], kind="EDU", code="2", starts_on=starts)
    assert far(learner_rows[3]) == Stage.COMPLETED
    left = make_enrolment(state="withdrawn")
    destination(left, starts_on=starts)
    assert far(left) == Stage.STARTED
    assert far(make_enrolment(state="no_show")) == Stage.ENROLLED


def test_vacancies_of_the_need_belong_to_it() -> None:
    story = make_story(completed=1, hired=0)
    vacancy = make_vacancy(organisation=story["employer"], title="Watcher")
    NeedVacancy.objects.create(need=story["need"], vacancy=vacancy)
    make_hire(story["rows"][0].learner, vacancy)
    found = chain.of(story["need"], actor_of(make_staff()))
    assert [(row.title, row.hired_count) for row in found.vacancies] == [("Watcher", 1)]
    assert found.hired_in_vacancies == {vacancy.pk: 1}
    told = chain.of(story["need"], actor_of(make_staff(rank=Rank.MEMBER))).hired_in_vacancies
    assert told == {vacancy.pk: Symbol.HIDDEN}


def test_a_need_without_an_answer_says_so(client: Client) -> None:
    need = make_need(skills=[make_skill()])
    client.force_login(make_staff())
    page = client.get(reverse("authority_need_chain", args=[need.public_id])).text
    assert "has come to no course yet" in page
    assert "accepted no provider\u2019s answer yet" in page


def test_the_page_names_nobody_and_the_list_leads_to_it(client: Client) -> None:
    story = make_story()
    client.force_login(make_staff())
    assert "No answer has been accepted" not in client.get(reverse("authority_chain_list")).text
    page = client.get(reverse("authority_need_chain", args=[story["need"].public_id])).text
    assert "Lock and Key: 7" in page
    for row in story["rows"]:
        assert str(row.learner.public_id) not in page
        assert row.learner.user.email not in page


def test_the_employer_reads_the_chain_of_its_own_need_protected(client: Client) -> None:
    story = make_story()
    member = make_membership(organisation=story["employer"]).user
    client.force_login(member)
    page = client.get(reverse("need_chain", args=[story["need"].public_id])).text
    assert "rounded to fives" in page
    assert "Basin Works" not in page
    assert client.get(reverse("need_chain", args=[make_need().public_id])).status_code == 404
    draft = make_need(organisation=story["employer"], state=SkillsNeed.State.DRAFT)
    assert client.get(reverse("need_chain", args=[draft.public_id])).status_code == 404


@pytest.mark.parametrize("count", [1, 10])
def test_the_pages_take_the_same_queries(client: Client, django_assert_num_queries, count: int) -> None:
    story = make_story(completed=count, hired=min(count, 6))
    for _ in range(count - 1):
        need = make_need()
        answer = make_need_answer(needs=[need])
        answer.replies.update(
            state="accepted", contact_name="Mo", contact_email="mo@example.com", decided_at=timezone.now()
        )
    client.force_login(make_staff())
    for url, most in (
        (reverse("authority_chain_list"), 2),
        (reverse("authority_need_chain", args=[story["need"].public_id]), 9),
    ):
        client.get(url)
        with django_assert_num_queries(3 + most):
            client.get(url)
