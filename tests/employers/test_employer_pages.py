"""An employer's own pages and the staff's list, role by role."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from district.partners.models import Organisation, Rank, Role
from district.partners.services import members
from employers.models import Vacancy
from tests.factories.accounts import make_user
from tests.factories.employers import make_asked_skill, make_employer, make_vacancy
from tests.factories.partners import make_actor, make_membership, make_organisation, make_staff
from tests.factories.places import make_postcode
from tests.factories.skills import make_skill

pytestmark = pytest.mark.django_db

HOME = "/employer/"


def sign_in(client: Client, organisation: Organisation, rank: str = Rank.ADMIN) -> None:
    client.force_login(make_membership(organisation=organisation, rank=rank).user)


def addresses(vacancy: Vacancy) -> list[str]:
    own = [vacancy.public_id]
    return [
        reverse("vacancy_show", args=own),
        *(
            reverse("vacancy_change", args=[*own, section])
            for section in ("about", "text", "place", "pay", "apply")
        ),
        reverse("vacancy_skills", args=own),
        reverse("vacancy_preview", args=own),
        *(reverse("vacancy_end", args=[*own, move]) for move in ("close", "withdraw", "filled")),
        *(reverse("vacancy_time", args=[*own, move]) for move in ("pause", "extend")),
    ]


def date_of(day: Any, name: str = "closes_on") -> dict[str, str]:
    return {f"{name}_day": str(day.day), f"{name}_month": str(day.month), f"{name}_year": str(day.year)}


def test_a_vacancy_is_posted_page_by_page(client: Client) -> None:
    make_postcode(postcode="B1 1AA")
    skills = [make_skill(label=label) for label in ("Python", "SQL", "Docker")]
    sign_in(client, make_employer())
    client.post(reverse("vacancy_create"), {"kind": "job", "title": "Web developer", "positions": "2"})
    vacancy = Vacancy.objects.get()
    own = [vacancy.public_id]
    pages = {
        "text": {"description": "You write Python and SQL, and pack it with Docker."},
        "place": {"mode": "on_site", "postcode": "b11aa", "pattern": "full_time", "weekly_hours": "37.5"},
        "pay": {"salary_unit": "year", "salary_least": "£30,000", "salary_most": "35000"}
        | date_of(timezone.localdate() + timedelta(days=30)),
        "apply": {"apply_url": "https://example.org/apply", "question_one": "Why us?"},
    }
    for section, answers in pages.items():
        vacancy.refresh_from_db()
        response = client.post(
            reverse("vacancy_change", args=[*own, section]), answers | {"version": str(vacancy.version)}
        )
        assert response.status_code == 302, response.text
    assert response.headers["Location"] == reverse("vacancy_skills", args=own)
    for skill in skills:
        answer = {"skill": str(skill.public_id), "answer": "ask", "level": "3", "need": "essential"}
        client.post(reverse("vacancy_skills", args=own), answer)
    client.post(reverse("vacancy_open", args=[*own, "publish"]))
    vacancy.refresh_from_db()
    assert (vacancy.state, vacancy.postcode_id, vacancy.yearly_most, vacancy.positions) == (
        "open",
        "B1 1AA",
        35_000,
        2,
    )
    assert sorted(vacancy.asked_skills.values_list("skill__label", "state", "level")) == [
        ("Docker", "accepted", 3),
        ("Python", "accepted", 3),
        ("SQL", "accepted", 3),
    ]
    assert "Web developer" in Client().get("/jobs/").text


def test_suggestions_show_the_words_that_gave_them(client: Client) -> None:
    vacancy = make_vacancy(state="draft")
    make_asked_skill(vacancy=vacancy, skill=make_skill(label="Python"), state="suggested", words="Python 3")
    sign_in(client, vacancy.organisation)
    assert (
        "because it says “Python 3”" in client.get(reverse("vacancy_skills", args=[vacancy.public_id])).text
    )


def test_the_second_editor_is_shown_both_versions(client: Client) -> None:
    vacancy = make_vacancy(state="draft", title="First words")
    sign_in(client, vacancy.organisation)
    Vacancy.objects.filter(id=vacancy.id).update(title="Their words", version=2)
    address = reverse("vacancy_change", args=[vacancy.public_id, "about"])
    mine = {"kind": "job", "title": "My words", "positions": "1", "version": "1"}
    response = client.post(address, mine)
    assert response.status_code == 409
    assert "Their words" in response.text
    assert response.text.count("My words") >= 2
    vacancy.refresh_from_db()
    assert vacancy.title == "Their words"
    assert client.post(address, mine | {"version": "2"}).status_code == 302
    vacancy.refresh_from_db()
    assert vacancy.title == "My words"


def test_another_employers_vacancy_does_not_exist(client: Client) -> None:
    vacancy = make_vacancy(state="draft")
    for address in addresses(vacancy):
        owner = Client()
        sign_in(owner, vacancy.organisation)
        assert owner.get(address).status_code == 200
    sign_in(client, make_employer())
    moves = [
        reverse("vacancy_open", args=[vacancy.public_id, move]) for move in ("publish", "copy", "relist")
    ]
    is_form = [address for address in addresses(vacancy)[1:] if not address.endswith("/preview/")]
    for address in [*is_form, *moves]:
        assert client.post(address, {}).status_code == 404
    for address in addresses(vacancy):
        assert client.get(address).status_code == 404
        assert client.get(address.replace(str(vacancy.public_id), str(uuid4()))).status_code == 404


def test_only_employers_open_the_pages(client: Client) -> None:
    vacancy = make_vacancy(state="draft")
    pages = [HOME, reverse("vacancy_create"), *addresses(vacancy)]
    for address in pages:
        assert Client().get(address).status_code == 302
    for organisation in (
        make_organisation(),
        make_organisation(role=Role.PROVIDER),
        make_organisation(role=Role.EMPLOYER, approved=False),
    ):
        visitor = Client()
        sign_in(visitor, organisation)
        assert {visitor.get(address).status_code for address in pages} == {403}
    learner = Client()
    learner.force_login(make_user())
    assert {learner.get(address).status_code for address in pages} == {403}


def test_a_removed_member_is_refused_on_the_next_request(client: Client) -> None:
    vacancy = make_vacancy(state="draft")
    admin = make_actor(organisation=vacancy.organisation)
    membership = make_membership(organisation=vacancy.organisation, rank=Rank.MEMBER)
    client.force_login(membership.user)
    assert client.get(HOME).status_code == 200
    members.remove(membership=membership, by=admin)
    assert client.get(HOME).status_code == 403


def test_a_member_prepares_and_an_administrator_publishes(client: Client) -> None:
    vacancy = make_vacancy(state="draft", postcode=make_postcode(), skills=[make_skill() for _ in range(3)])
    sign_in(client, vacancy.organisation, Rank.MEMBER)
    assert "Ask an administrator" in client.get(reverse("vacancy_show", args=[vacancy.public_id])).text
    assert client.post(reverse("vacancy_open", args=[vacancy.public_id, "publish"])).status_code == 403
    vacancy.refresh_from_db()
    assert vacancy.state == "draft"


BAD_ANSWERS: list[tuple[str, dict[str, str]]] = [
    ("about", {"title": "a\x00b"}),
    ("about", {"title": "\u200b\u200b"}),
    ("about", {"title": "x\u202ey"}),
    ("about", {"title": "x" * 101}),
    ("about", {"kind": "slavery"}),
    ("about", {"positions": "0"}),
    ("about", {"positions": "9" * 30}),
    ("text", {"description": ""}),
    ("place", {"postcode": "B1"}),
    ("place", {"postcode": "ZZ99 9ZZ"}),
    ("place", {"weekly_hours": "NaN"}),
    ("place", {"weekly_hours": "1e400000"}),
    ("pay", {"salary_least": "1e400000"}),
    ("pay", {"salary_most": "1"}),
    ("pay", {"closes_on_day": "31", "closes_on_month": "2"}),
    ("pay", {"closes_on_year": "9999"}),
    ("apply", {"apply_url": "javascript:alert(1)"}),
    ("apply", {"apply_url": "https://user:pw@example.org"}),
    ("apply", {"apply_url": "http://169.254.169.254/"}),
    ("apply", {"question_one": "Say why."}),
    ("apply", {"question_two": "Q" * 200 + "?"}),
    ("pay", {"closes_time": "25:00:00"}),
    ("pay", {"youngest_age": "12"}),
    ("text", {"description": "Send your number AB 12 34 56 C."}),
    ("text", {"description": "See https://bit.ly/abc for more."}),
]


@pytest.mark.parametrize(("section", "wrong"), BAD_ANSWERS)
def test_wrong_answers_are_explained_and_change_nothing(
    section: str, wrong: dict[str, str], client: Client
) -> None:
    vacancy = make_vacancy(state="draft")
    make_postcode(postcode="B1 1AA")
    sign_in(client, vacancy.organisation)
    good = {
        "about": {"kind": "job", "title": "Web developer", "positions": "1"},
        "text": {"description": "Build pages."},
        "place": {"mode": "on_site", "postcode": "B1 1AA", "pattern": "full_time", "weekly_hours": "35"},
        "pay": {"salary_unit": "year", "salary_least": "30000", "salary_most": "35000"}
        | date_of(timezone.localdate() + timedelta(days=30)),
        "apply": {"apply_url": "https://example.org/apply", "question_one": "Why us?"},
    }[section]
    response = client.post(
        reverse("vacancy_change", args=[vacancy.public_id, section]), good | wrong | {"version": "1"}
    )
    assert response.status_code == 200
    assert "There is a problem" in response.text
    vacancy.refresh_from_db()
    assert vacancy.version == 1


def test_fields_that_no_form_has_are_ignored(client: Client) -> None:
    vacancy = make_vacancy(state="draft", title="Mine")
    sign_in(client, vacancy.organisation)
    forged = {"state": "open", "organisation": "1", "is_fictional": "1", "source": "x", "yearly_most": "1"}
    answers = {"kind": "job", "title": "New", "positions": "1", "version": "1"}
    client.post(reverse("vacancy_change", args=[vacancy.public_id, "about"]), answers | forged)
    vacancy.refresh_from_db()
    assert (vacancy.title, vacancy.state, vacancy.source, vacancy.yearly_most) == ("New", "draft", "", None)


def test_forged_skills_and_sections_do_nothing(client: Client) -> None:
    vacancy = make_vacancy(state="draft")
    sign_in(client, vacancy.organisation)
    address = reverse("vacancy_skills", args=[vacancy.public_id])
    assert client.post(address, {"skill": str(uuid4()), "answer": "ask"}).status_code == 404
    assert client.post(address, {"skill": "1' OR 1=1", "answer": "ask"}).status_code == 302
    assert client.get(reverse("vacancy_change", args=[vacancy.public_id, "state"])).status_code == 404
    assert client.post(reverse("vacancy_open", args=[vacancy.public_id, "explode"])).status_code == 404
    assert not vacancy.asked_skills.exists()


@pytest.mark.parametrize("rows", [1, 10])
def test_the_home_asks_the_same_number_of_queries_for_one_row_and_for_ten(
    rows: int, client: Client, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    employer = make_employer()
    for _ in range(rows):
        make_asked_skill(
            vacancy=make_vacancy(organisation=employer), skill=make_skill(), state="suggested", words="w"
        )
    sign_in(client, employer)
    client.get(HOME)
    with django_assert_num_queries(7):  # who it is: 3; counts, rows, skills, what waits
        client.get(HOME)


def test_the_home_says_what_to_do_next(client: Client) -> None:
    employer = make_employer()
    sign_in(client, employer)
    assert "Post your first vacancy" in client.get(HOME).text
    waiting = make_vacancy(organisation=employer, title="Tester")
    make_asked_skill(vacancy=waiting, skill=make_skill(), state="suggested", words="w")
    assert "Look at the skills we found in “Tester”" in client.get(HOME).text
    make_vacancy(organisation=employer, title="Analyst", state="draft")
    assert "Finish “Analyst”" in client.get(HOME).text


@pytest.mark.parametrize("rows", [1, 10])
def test_staff_see_all_vacancies_with_their_origin(
    rows: int, client: Client, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for number in range(rows):
        make_vacancy(title=f"Canary {number}", source="board", source_reference=str(number), state="draft")
    client.force_login(make_staff())
    page = client.get(reverse("authority_vacancy_list"), {"origin": "imported", "q": "canary"}).text
    assert page.count("Imported from board") == rows
    assert "Canary" not in client.get(reverse("authority_vacancy_list"), {"origin": "posted"}).text
    with django_assert_num_queries(6):  # session and user, membership, roles; count, rows, skills
        client.get(reverse("authority_vacancy_list"))


def test_only_staff_see_that_list(client: Client) -> None:
    sign_in(client, make_employer())
    assert client.get(reverse("authority_vacancy_list")).status_code == 403
    assert Client().get(reverse("authority_vacancy_list")).status_code == 302


def test_accepting_without_a_level_asks_for_intermediate(client: Client) -> None:
    vacancy = make_vacancy(state="draft")
    skill = make_skill()
    make_asked_skill(vacancy=vacancy, skill=skill, state="refused", words="w")
    sign_in(client, vacancy.organisation)
    client.post(
        reverse("vacancy_skills", args=[vacancy.public_id]), {"skill": str(skill.public_id), "answer": "ask"}
    )
    assert vacancy.asked_skills.values_list("state", "level", "need").get() == ("accepted", 2, "essential")


def test_a_withdrawn_vacancy_offers_no_changes(client: Client) -> None:
    vacancy = make_vacancy(state="withdrawn")
    sign_in(client, vacancy.organisation)
    page = client.get(reverse("vacancy_show", args=[vacancy.public_id])).text
    assert "It is withdrawn" in page
    assert f"{vacancy.public_id}/change/" not in page
    answers = {"kind": "job", "title": "New", "positions": "1", "version": "1"}
    refused = client.post(reverse("vacancy_change", args=[vacancy.public_id, "about"]), answers)
    assert "was withdrawn" in refused.text
