"""WMCA staff decide on the skills of imported adverts that nobody has claimed."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from district.outbox.models import OutboxTask
from district.partners.models import Role
from district.skills import marking
from district.skills.templatetags.skill_words import marked
from district.web.errors import NotAllowed, Refused
from employers.models import Vacancy, VacancySkill
from employers.services import asked_skills
from tests.factories.employers import make_asked_skill, make_employer, make_vacancy
from tests.factories.partners import make_actor, make_membership, make_organisation, make_staff
from tests.factories.skills import make_skill

pytestmark = pytest.mark.django_db

WAITING = {"skills": "waiting"}
LIST = "authority_vacancy_list"


def make_advert(*labels: str, **fields: Any) -> Vacancy:
    """An imported advert with these skills suggested."""
    fields.setdefault("organisation", make_organisation(is_imported=True))
    vacancy = make_vacancy(source="board", source_reference=fields.get("title", "one"), **fields)
    for label in labels:
        make_asked_skill(vacancy=vacancy, skill=make_skill(label=label), state="suggested", words=label)
    return vacancy


def address(vacancy: Vacancy) -> str:
    return reverse("authority_vacancy_show", args=[vacancy.public_id])


def answers(vacancy: Vacancy, level: int = 3, need: str = "desired") -> dict[str, str]:
    names = [str(asked.skill.public_id) for asked in vacancy.asked_skills.select_related("skill")]
    return {f"level-{name}": str(level) for name in names} | {f"need-{name}": need for name in names}


def states(vacancy: Vacancy) -> list[tuple[str, str, int, str]]:
    rows = vacancy.asked_skills.order_by("skill__label")
    return list(rows.values_list("skill__label", "state", "level", "need"))


def id_of(vacancy: Vacancy, label: str) -> str:
    return str(vacancy.asked_skills.get(skill__label=label).skill.public_id)


@pytest.fixture
def staff(client: Client) -> Client:
    client.force_login(make_staff())
    return client


def test_the_words_that_suggested_a_skill_are_marked(staff: Client) -> None:
    vacancy = make_advert(
        "Python", "SQL", title="Python person", description="You know sql & <b>, not SQLite."
    )
    page = staff.get(address(vacancy)).text
    assert "<mark>Python</mark> person" in page
    assert "You know <mark>sql</mark> &amp; &lt;b&gt;, not SQLite." in page


def test_words_of_several_parts_are_marked_each() -> None:
    found = marking.pattern(["C++, Node.js", "version\ncontrol", ""])
    assert marked("C++ or node.js with version  control", found) == (
        "<mark>C++</mark> or <mark>node.js</mark> with <mark>version  control</mark>"
    )
    assert marking.pattern(["", " "]) is None
    assert marked("<b>", None) == "&lt;b&gt;"


def test_all_are_accepted_together_and_the_advert_is_matched(staff: Client) -> None:
    vacancy = make_advert("Python", "SQL")
    response = staff.post(address(vacancy), answers(vacancy) | {"all": "ask"}, follow=True)
    assert "2 skills are asked for." in response.text
    assert states(vacancy) == [("Python", "accepted", 3, "desired"), ("SQL", "accepted", 3, "desired")]
    promised = OutboxTask.objects.get(name="matching.match_vacancies")
    assert promised.args == {"vacancy_ids": [vacancy.id]}
    again = staff.post(address(vacancy), answers(vacancy, level=1) | {"all": "ask"}, follow=True)
    assert "That is decided already." in again.text
    assert states(vacancy)[0][2] == 3


def test_one_is_accepted_and_one_refused(staff: Client) -> None:
    vacancy = make_advert("Docker", "Python", "SQL")
    staff.post(address(vacancy), answers(vacancy) | {"ask": id_of(vacancy, "Python")})
    staff.post(address(vacancy), answers(vacancy) | {"refuse": id_of(vacancy, "SQL")})
    assert [(label, state) for label, state, *_ in states(vacancy)] == [
        ("Docker", "suggested"),
        ("Python", "accepted"),
        ("SQL", "refused"),
    ]
    assert vacancy.asked_skills.get(skill__label="Python").level == 3


def test_all_are_refused_together(staff: Client) -> None:
    vacancy = make_advert("Python", "SQL")
    staff.post(address(vacancy), answers(vacancy) | {"all": "refuse"})
    assert {state for _, state, *_ in states(vacancy)} == {"refused"}


def test_what_was_suggested_since_the_page_was_shown_waits(staff: Client) -> None:
    vacancy = make_advert("Python")
    shown = answers(vacancy)
    make_asked_skill(vacancy=vacancy, skill=make_skill(label="SQL"), state="suggested", words="SQL")
    staff.post(address(vacancy), shown | {"all": "ask"})
    assert [(label, state) for label, state, *_ in states(vacancy)] == [
        ("Python", "accepted"),
        ("SQL", "suggested"),
    ]


@pytest.mark.parametrize(
    "bad",
    [
        {},
        {"all": "everything"},
        {"ask": "no-such-id"},
        {"all": "ask", "level": "9"},
        {"all": "ask", "level": "\x00"},
        {"all": "ask", "need": "perhaps"},
    ],
)
def test_what_cannot_be_taken_changes_nothing(staff: Client, bad: dict[str, str]) -> None:
    vacancy = make_advert("Python")
    name = id_of(vacancy, "Python")
    sent = {f"{key}-{name}" if key in {"level", "need"} else key: value for key, value in bad.items()}
    response = staff.post(address(vacancy), answers(vacancy) | sent, follow=True)
    assert "Choose one of the skills on this page" in response.text
    assert states(vacancy)[0][1] == "suggested"


def test_more_than_thirty_are_refused_with_a_sentence() -> None:
    vacancy = make_advert(*(f"skill {number}" for number in range(asked_skills.MOST + 1)))
    by = make_actor(role=Role.AUTHORITY)
    every = dict.fromkeys(vacancy.asked_skills.values_list("skill_id", flat=True), (2, "essential"))
    with pytest.raises(Refused, match="30 skills at most"):
        asked_skills.ask_suggested(vacancy=vacancy, answers=every, by=by)
    assert not vacancy.asked_skills.filter(state="accepted").exists()


def test_an_imported_advert_may_ask_for_one_skill_only(staff: Client) -> None:
    vacancy = make_advert("Python", "SQL")
    staff.post(address(vacancy), answers(vacancy) | {"all": "ask"})
    staff.post(address(vacancy), {"answer": "refuse", "skill": id_of(vacancy, "SQL")})
    assert [(label, state) for label, state, *_ in states(vacancy)] == [
        ("Python", "accepted"),
        ("SQL", "refused"),
    ]


def test_once_claimed_its_members_decide_and_staff_only_look(staff: Client) -> None:
    employer = make_employer()
    vacancy = make_advert("Python", "SQL", organisation=employer)
    assert "Its employer decides" in staff.get(address(vacancy)).text
    assert staff.post(address(vacancy), answers(vacancy) | {"all": "ask"}).status_code == 403
    with pytest.raises(NotAllowed):
        asked_skills.refuse_suggested(vacancy=vacancy, skill_ids=[1], by=make_actor(role=Role.AUTHORITY))
    member = Client()
    member.force_login(make_membership(organisation=employer).user)
    own = reverse("vacancy_skills", args=[vacancy.public_id])
    assert vacancy.title in member.get("/employer/").text
    member.post(own, answers(vacancy) | {"all": "ask"})
    assert {state for _, state, *_ in states(vacancy)} == {"accepted"}


def test_staff_decide_nothing_for_what_was_posted_here(staff: Client) -> None:
    vacancy = make_vacancy()
    VacancySkill.objects.create(vacancy=vacancy, skill=make_skill(), state="suggested", words="x")
    assert staff.get(address(vacancy)).status_code == 200
    assert staff.post(address(vacancy), answers(vacancy) | {"all": "ask"}).status_code == 403


def test_only_staff_see_the_page(client: Client) -> None:
    vacancy = make_advert("Python")
    assert client.get(address(vacancy)).status_code == 302
    for organisation in (make_employer(), vacancy.organisation, make_organisation()):
        client.force_login(make_membership(organisation=organisation).user)
        for method in (client.get, client.post):
            assert method(address(vacancy)).status_code == 403
    assert states(vacancy)[0][1] == "suggested"


def test_the_list_and_the_desk_say_how_many_wait(staff: Client) -> None:
    first, second = make_advert("Python", title="Waits"), make_advert("SQL", title="Waits too")
    make_advert(title="Has no suggestion")
    make_advert("Docker", title="Claimed", organisation=make_employer())
    make_advert("Rust", title="Over", state="closed")
    page = staff.get(reverse(LIST), WAITING).text
    assert address(first) in page
    assert address(second) in page
    assert [title for title in ("Has no suggestion", "Claimed", "Over") if title in page] == []
    desk = staff.get("/authority/").text
    assert "adverts have skills that wait for a person" in desk
    assert f"{reverse(LIST)}?skills=waiting" in desk
    staff.post(address(first), answers(first) | {"all": "refuse"})
    assert address(first) not in staff.get(reverse(LIST), WAITING).text
    assert f'href="{address(second)}"' in staff.get(address(first)).text


@pytest.mark.parametrize("rows", [1, 10])
def test_the_page_takes_as_many_queries_for_many_skills(
    rows: int, staff: Client, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    vacancy = make_advert(*(f"skill {number}" for number in range(rows)))
    staff.get(address(vacancy))
    with django_assert_num_queries(6):  # session and user, membership, roles; advert, skills, the next one
        staff.get(address(vacancy))
