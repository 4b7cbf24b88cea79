"""The queue of vacancies that raised a doubt: each step done, refused, twice, and by whom."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.db import IntegrityError
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from district.outbox.models import Message
from district.partners.actor import Actor
from district.partners.models import Rank
from district.web.errors import NotAllowed, Refused
from employers.models import Vacancy, VacancyReview
from employers.services import vacancies, vacancy_letters, vacancy_reviews
from employers.services.vacancy_letters import Act
from tests.factories.employers import make_employer, make_review, make_vacancy
from tests.factories.partners import actor_of, make_actor, make_membership, make_staff
from tests.factories.places import make_postcode
from tests.factories.skills import make_skill

pytestmark = pytest.mark.django_db
DOUBT = "We are a young and energetic team."
State = VacancyReview.State


def doubtful(**fields: Any) -> tuple[Vacancy, Actor]:
    employer = make_employer()
    usual = {"state": Vacancy.State.DRAFT, "postcode": make_postcode(), "description": DOUBT}
    vacancy = make_vacancy(
        organisation=employer, skills=[make_skill(), make_skill(), make_skill()], **usual | fields
    )
    return vacancy, make_actor(organisation=employer)


def sent_in(**fields: Any) -> tuple[VacancyReview, Actor]:
    vacancy, by = doubtful(**fields)
    vacancies.publish(vacancy=vacancy, by=by)
    return vacancy.reviews.get(), by


def staff() -> Actor:
    return actor_of(make_staff())


def test_a_vacancy_without_doubt_opens_at_once() -> None:
    vacancy, by = doubtful(description="You build pages.")
    assert vacancies.publish(vacancy=vacancy, by=by).state == "open"
    assert not VacancyReview.objects.exists()


def test_a_doubtful_one_waits_and_nobody_sees_it() -> None:
    vacancy, by = doubtful(title="Keeper of bridges")
    assert vacancies.publish(vacancy=vacancy, by=by).state == "submitted"
    assert vacancies.publish(vacancy=vacancy, by=by).state == "submitted"
    review = vacancy.reviews.get()
    assert (review.turn, review.state, review.snapshot["description"]) == (1, "waiting", DOUBT)
    assert [(each["field"], each["rule"]) for each in review.findings] == [("description", "age")]
    assert Client().get(reverse("job_show", args=[vacancy.public_id])).status_code == 404
    assert "Keeper of bridges" not in Client().get(reverse("job_list")).text


def test_staff_promise_an_answer_within_two_working_days() -> None:
    assert vacancy_reviews.due_on(date(2026, 11, 20)) == date(2026, 11, 24)
    assert vacancy_reviews.due_on(date(2026, 12, 24)) == date(2026, 12, 30)


def test_approving_opens_it_once_and_the_same_doubt_is_not_raised_again() -> None:
    review, by = sent_in()
    vacancy = review.vacancy
    for _ in range(2):
        assert vacancy_reviews.approve(review=review, by=staff()).state == "approved"
    vacancy.refresh_from_db()
    assert vacancy.state == "open"
    changed = vacancies.change(
        vacancy=vacancy, values={"description": f"{DOUBT} We like boats."}, version=vacancy.version, by=by
    )
    assert changed.state == "open"


def test_a_later_edit_that_raises_a_doubt_goes_back_to_staff() -> None:
    vacancy, by = doubtful(description="You build pages.", state=Vacancy.State.OPEN)
    changed = vacancies.change(vacancy=vacancy, values={"description": DOUBT}, version=1, by=by)
    assert changed.state == "submitted"
    assert vacancy.reviews.get().snapshot["description"] == DOUBT


def test_what_is_being_checked_stays_as_it_is_until_it_is_taken_back() -> None:
    review, by = sent_in()
    version = Vacancy.objects.get().version
    with pytest.raises(Refused, match="draft again"):
        vacancies.change(vacancy=review.vacancy, values={"title": "New"}, version=version, by=by)
    for _ in range(2):
        assert vacancies.take_back(vacancy=review.vacancy, by=by).state == "draft"
    review.refresh_from_db()
    assert review.state == "taken_back"
    with pytest.raises(Refused, match="has ended"):
        vacancy_reviews.approve(review=review, by=staff())


def test_changes_are_asked_for_by_field_and_seen_again_by_staff() -> None:
    review, by = sent_in()
    vacancy_reviews.ask_changes(
        review=review, requests={"description": "Leave age out.", "title": " "}, by=staff()
    )
    review.refresh_from_db()
    assert review.requests == {"description": "Leave age out."}
    assert review.answer_by == timezone.localdate() + timedelta(days=28)
    vacancy = Vacancy.objects.get()
    assert vacancy.state == "referred"
    vacancies.change(
        vacancy=vacancy, values={"description": "You build pages."}, version=vacancy.version, by=by
    )
    assert vacancies.publish(vacancy=vacancy, by=by).state == "submitted"
    assert list(vacancy.reviews.order_by("turn").values_list("turn", "state")) == [
        (1, "changes"),
        (2, "waiting"),
    ]


@pytest.mark.parametrize("requests", [{}, {"title": "  "}, {"state": "open"}])
def test_changes_name_at_least_one_known_field(requests: dict[str, str]) -> None:
    review, _ = sent_in()
    with pytest.raises(Refused, match="at least one"):
        vacancy_reviews.ask_changes(review=review, requests=requests, by=staff())


def test_refusing_gives_a_reason_and_the_employer_may_start_again() -> None:
    review, by = sent_in()
    with pytest.raises(Refused, match="reason"):
        vacancy_reviews.refuse(review=review, reason="because", by=staff())
    vacancy_reviews.refuse(review=review, reason="discriminates", note="Age.", by=staff())
    vacancy = Vacancy.objects.get()
    assert vacancy.state == "refused"
    with pytest.raises(Refused, match="only a draft"):
        vacancies.publish(vacancy=vacancy, by=by)
    assert vacancies.take_back(vacancy=vacancy, by=by).state == "draft"


def test_only_staff_of_another_house_decide() -> None:
    review, by = sent_in()
    both = make_staff()
    own = actor_of(both)
    other = Actor(user=both, organisation=review.vacancy.organisation, roles=own.roles, rank=Rank.ADMIN)
    for actor in (by, make_actor(), other):
        with pytest.raises(NotAllowed):
            vacancy_reviews.approve(review=review, by=actor)
        with pytest.raises(NotAllowed):
            vacancy_reviews.ask_changes(review=review, requests={"title": "x"}, by=actor)
        with pytest.raises(NotAllowed):
            vacancy_reviews.refuse(review=review, reason="pay", by=actor)


def test_nothing_opens_after_its_closing_time() -> None:
    review, _ = sent_in()
    Vacancy.objects.update(closes_on=timezone.localdate() - timedelta(days=1))
    with pytest.raises(Refused, match="closing time has passed"):
        vacancy_reviews.approve(review=review, by=staff())


def test_late_checks_are_told_once_and_unanswered_changes_end() -> None:
    review, _ = sent_in()
    yesterday = timezone.localdate() - timedelta(days=1)
    VacancyReview.objects.update(due_on=yesterday)
    assert (vacancy_reviews.remind(), vacancy_reviews.remind()) == (1, 0)
    vacancy_reviews.ask_changes(review=review, requests={"title": "Change it."}, by=staff())
    assert vacancy_reviews.withdraw_unanswered() == 0
    VacancyReview.objects.update(answer_by=yesterday)
    assert (vacancy_reviews.withdraw_unanswered(), vacancy_reviews.withdraw_unanswered()) == (1, 0)
    assert Vacancy.objects.get().state == "withdrawn"


def test_withdrawing_takes_it_out_of_the_queue() -> None:
    review, by = sent_in()
    vacancies.withdraw(vacancy=review.vacancy, by=by)
    review.refresh_from_db()
    assert review.state == "taken_back"


def test_letters_tell_staff_and_the_employer_once() -> None:
    office = make_staff()
    review, by = sent_in(title="Keeper of bridges")
    for _ in range(2):
        vacancy_letters.write_about_review(review_id=review.id, act=Act.ASKED)
    vacancy_reviews.ask_changes(
        review=review, requests={"description": "Leave age out."}, by=actor_of(office)
    )
    vacancy_letters.write_about_review(review_id=review.id, act=Act.LATE)
    for _ in range(2):
        vacancy_letters.write_about_review(review_id=review.id, act=Act.DECIDED)
    letters = Message.objects.order_by("id")
    assert [(each.to, each.subject) for each in letters] == [
        (office.email, "A vacancy waits for a check: Keeper of bridges"),
        (by.person.email, "Please change your vacancy: Keeper of bridges"),
    ]
    assert "- What the work is: Leave age out." in letters[1].text


def test_a_refusal_has_a_reason() -> None:
    with pytest.raises(IntegrityError, match="employers_refusal_has_reason"):
        make_review(vacancy=make_vacancy(state="refused"), state="refused", reason="")


def test_two_checks_of_one_vacancy_cannot_wait() -> None:
    review, _ = sent_in()
    with pytest.raises(IntegrityError, match="employers_one_review_waits"):
        make_review(vacancy=review.vacancy)


def test_staff_decide_on_the_page(client: Client) -> None:
    review, _ = sent_in()
    client.force_login(make_staff())
    address = reverse("vacancy_review_show", args=[review.public_id])
    assert DOUBT in client.get(address).text
    for wrong, words in (
        ({}, "Choose"),
        ({"decision": "refuse"}, "Choose the reason"),
        ({"decision": "changes"}, "Say what to change"),
        ({"decision": "approve", "change_title": "Other words"}, "You have written what to change"),
        ({"decision": "changes", "change_title": "a\x00b"}, "There is a problem"),
    ):
        assert words in client.post(address, wrong).text
    response = client.post(address, {"decision": "changes", "change_description": "Leave age out."})
    assert response.headers["Location"] == reverse("vacancy_review_list")
    assert "This check has ended" in client.post(address, {"decision": "approve"}).text
    review.refresh_from_db()
    assert review.state == "changes"


def test_the_employer_reads_what_to_change_and_where(client: Client) -> None:
    review, by = sent_in()
    vacancy_reviews.ask_changes(review=review, requests={"description": "Leave age out."}, by=staff())
    client.force_login(by.person)
    page = client.get(reverse("vacancy_show", args=[review.vacancy.public_id])).text
    assert "Leave age out." in page
    assert reverse("vacancy_change", args=[review.vacancy.public_id, "text"]) in page
    client.force_login(make_membership(organisation=make_employer()).user)
    assert client.get(reverse("vacancy_show", args=[review.vacancy.public_id])).status_code == 404


@pytest.mark.parametrize("rows", [1, 10])
def test_the_queue_asks_the_same_number_of_queries(
    rows: int, client: Client, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for number in range(rows):
        make_review(vacancy=make_vacancy(state="submitted", title=f"Keeper {number}"))
    make_review(vacancy=make_vacancy(state="open", title="Decided"), state="approved")
    client.force_login(make_staff())
    with django_assert_num_queries(5):  # session and user, membership, roles; count, rows
        page = client.get(reverse("vacancy_review_list")).text
    assert (page.count("Keeper "), "Decided" in page) == (rows, False)
    assert "Decided" in client.get(reverse("vacancy_review_list"), {"state": "all"}).text
