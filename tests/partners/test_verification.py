"""The queue of checks with its clock, and asking an organisation for more."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from district.outbox.models import Message
from district.partners.models import OrganisationRole, Role, RoleQuestion
from district.partners.services import roles, verification
from district.web.errors import NotAllowed, Refused
from tests.factories.partners import (
    actor_of,
    make_membership,
    make_organisation,
    make_role,
    pass_checks,
)
from tests.partners.conftest import Town

State = RoleQuestion.State
QUESTION = "Which yard would people work in?"


def by(town: Town, part: str) -> Any:
    return actor_of(getattr(town, part))


def ask(town: Town, question: str = QUESTION) -> RoleQuestion:
    return verification.ask(role=town.waiting, question=question, by=by(town, "staff"))


def test_an_answer_is_promised_within_five_working_days(db: None) -> None:
    role = make_role(organisation=make_organisation(), role=Role.EMPLOYER, approved=False)
    role.requested_at = datetime(2026, 12, 22, 23, 30, tzinfo=UTC)
    assert verification.due_on(role, []) == date(2026, 12, 31)
    asked = RoleQuestion(state=State.OPEN)
    assert verification.due_on(role, [asked]) is None
    answered = RoleQuestion(state=State.ANSWERED, ended_at=datetime(2027, 1, 4, 9, tzinfo=UTC))
    assert verification.due_on(role, [answered]) == date(2027, 1, 11)


def test_the_organisation_is_asked_answers_and_is_approved(town: Town) -> None:
    question = ask(town)
    assert Message.objects.get().to == town.admin.email
    verification.answer(question=question, text="The one by the lock.", by=by(town, "admin"))
    assert Message.objects.latest("id").to == town.staff.email
    pass_checks(town.waiting)
    roles.approve(role=town.waiting, by=by(town, "staff"))
    question.refresh_from_db()
    assert (question.state, question.answered_by) == (State.ANSWERED, town.admin)
    with pytest.raises(Refused, match="has ended"):
        verification.answer(question=question, text="Another.", by=by(town, "admin"))


@pytest.mark.parametrize("part", ["admin", "member", "learner", "stranger", "staff_member"])
def test_only_administrators_among_staff_ask(town: Town, part: str) -> None:
    with pytest.raises(NotAllowed):
        verification.ask(role=town.waiting, question=QUESTION, by=by(town, part))


@pytest.mark.parametrize("part", ["member", "removed", "learner", "stranger", "staff"])
def test_only_its_administrators_answer(town: Town, part: str) -> None:
    question = ask(town)
    with pytest.raises(NotAllowed):
        verification.answer(question=question, text="The one by the lock.", by=by(town, part))


def test_one_question_at_a_time_and_only_while_it_waits(town: Town) -> None:
    question = ask(town)
    with pytest.raises(Refused, match="without an answer already"):
        ask(town, "And when would they begin?")
    with pytest.raises(IntegrityError), transaction.atomic():
        RoleQuestion.objects.create(organisation_role=town.waiting, question="Twice", asked_by=town.staff)
    for _ in range(2):
        verification.withdraw(question=question, by=by(town, "staff"))
    again = ask(town, "And when would they begin?")
    roles.refuse(role=town.waiting, reason="We could not find it.", by=by(town, "staff"))
    again.refresh_from_db()
    assert again.state == State.WITHDRAWN
    with pytest.raises(Refused, match="is decided"):
        ask(town)


def test_no_answer_in_twenty_eight_days_refuses_with_the_question_as_the_reason(town: Town) -> None:
    question = ask(town)
    assert verification.expire_old() == 0
    RoleQuestion.objects.filter(id=question.id).update(asked_at=timezone.now() - timedelta(days=29))
    assert (verification.expire_old(), verification.expire_old()) == (1, 0)
    town.waiting.refresh_from_db()
    assert town.waiting.state == OrganisationRole.State.REFUSED
    assert QUESTION in town.waiting.reason
    assert town.waiting.decided_by is None
    assert "could not approve" in Message.objects.latest("id").subject


def test_the_longest_question_still_fits_the_reason(town: Town) -> None:
    question = ask(town, "w" * 1000)
    RoleQuestion.objects.filter(id=question.id).update(asked_at=timezone.now() - timedelta(days=29))
    assert verification.expire_old() == 1


def test_staff_are_told_once_a_day_of_what_is_late(town: Town) -> None:
    assert verification.tell_of_late_ones() == 0
    OrganisationRole.objects.filter(id=town.waiting.id).update(
        requested_at=timezone.now() - timedelta(days=20)
    )
    for _ in range(2):
        assert verification.tell_of_late_ones() == 1
    assert [message.to for message in Message.objects.order_by("id")] == [town.staff.email]
    assert town.organisation.name in Message.objects.get().text


def test_the_queue_is_oldest_first_with_its_clock(town: Town) -> None:
    older = make_role(
        organisation=make_organisation(name="Earlier Engines"),
        role=Role.EMPLOYER,
        approved=False,
        requested_at=timezone.now() - timedelta(days=20),
    )
    make_role(
        organisation=make_organisation(name="Left Long Ago", is_active=False),
        role=Role.EMPLOYER,
        approved=False,
    )
    ask(town)
    page = town.client_of("staff_member").get(reverse("authority_check_list")).text
    assert page.index("Earlier Engines") < page.index(town.organisation.name)
    assert "Left Long Ago" not in page
    assert "Late" in page
    assert "Waits for its answer" in page
    assert "2 roles to check" in page
    assert older.organisation.name in page


@pytest.mark.parametrize("count", [1, 10])
def test_the_queue_asks_no_more_for_more_roles(
    town: Town, django_assert_max_num_queries: Any, count: int
) -> None:
    for _ in range(count):
        role = make_role(organisation=make_organisation(), role=Role.EMPLOYER, approved=False)
        pass_checks(role)
    client = town.client_of("staff")
    client.get(reverse("authority_check_list"))
    with django_assert_max_num_queries(7):
        client.get(reverse("authority_check_list"))


def test_asking_and_answering_on_pages(town: Town) -> None:
    staff, admin = town.client_of("staff"), town.client_of("admin")
    address = reverse("role_question_ask", args=[town.waiting.public_id])
    assert "Enter what you need to know" in staff.post(address, {"question": ""}).text
    assert "Remove the" in staff.post(address, {"question": "Is QQ 12 34 56 C or AB123456C right?"}).text
    assert staff.post(address, {"question": QUESTION}).status_code == 302
    assert "already" in staff.post(address, {"question": QUESTION}).text
    question = RoleQuestion.objects.get()
    own = reverse("organisation_show", args=[town.organisation.public_id])
    assert QUESTION in admin.get(own).text
    answer = reverse("role_question_answer", args=[town.organisation.public_id, question.public_id])
    assert "Enter your answer" in admin.post(answer, {"answer": " "}).text
    assert admin.post(answer, {"answer": "By the lock."}).status_code == 302
    assert "By the lock." in admin.get(answer).text
    shown = staff.get(reverse("authority_organisation_show", args=[town.organisation.public_id])).text
    assert "By the lock." in shown
    assert QUESTION not in admin.get(own).text


def test_a_question_of_another_organisation_does_not_exist(town: Town) -> None:
    question = ask(town)
    other = make_membership(organisation=make_organisation(role=Role.EMPLOYER))
    client = Client()
    client.force_login(other.user)
    address = reverse("role_question_answer", args=[other.organisation.public_id, question.public_id])
    assert client.get(address).status_code == 404
