"""Which vacancies are for people of a need: named by its employer, taken back, taken along."""

import pytest
from django.test import Client
from django.urls import reverse

from district.codesign.models import NeedVacancy, SkillsNeed
from district.codesign.services import need_vacancies, needs
from district.web.errors import NotAllowed, Refused
from employers.models import Vacancy
from tests.factories.employers import make_employer, make_vacancy
from tests.factories.needs import make_need
from tests.factories.partners import actor_of, make_membership

pytestmark = pytest.mark.django_db


def named(need: SkillsNeed) -> set[int]:
    return set(NeedVacancy.objects.filter(need=need).values_list("vacancy_id", flat=True))


@pytest.fixture
def employer():
    return make_employer()


@pytest.fixture
def person(employer):
    return make_membership(organisation=employer).user


def test_they_are_named_and_taken_back(employer, person) -> None:
    need, one, two = (
        make_need(organisation=employer),
        make_vacancy(organisation=employer),
        make_vacancy(organisation=employer),
    )
    for _ in range(2):
        need_vacancies.name(need=need, vacancies=[one, two], by=actor_of(person))
    assert named(need) == {one.id, two.id}
    need_vacancies.name(need=need, vacancies=[two], by=actor_of(person))
    assert named(need) == {two.id}
    need_vacancies.name(need=need, vacancies=[], by=actor_of(person))
    assert named(need) == set()


def test_others_vacancies_and_those_of_another_need_are_refused(employer, person) -> None:
    need, other = make_need(organisation=employer), make_need(organisation=employer)
    taken = make_vacancy(organisation=employer)
    NeedVacancy.objects.create(need=other, vacancy=taken)
    closed = make_vacancy(organisation=employer, state=Vacancy.State.CLOSED)
    for wrong in (taken, closed, make_vacancy()):
        with pytest.raises(Refused, match="your own vacancies"):
            need_vacancies.name(need=need, vacancies=[wrong], by=actor_of(person))
    assert named(need) == set()


def test_only_the_employer_names_them_and_only_while_the_need_is_open(employer, person) -> None:
    need = make_need(organisation=employer)
    with pytest.raises(NotAllowed):
        need_vacancies.name(need=need, vacancies=[], by=actor_of(make_membership().user))
    over = make_need(organisation=employer, state=SkillsNeed.State.STOPPED, end_words="No more.")
    with pytest.raises(Refused, match="has ended"):
        need_vacancies.name(need=over, vacancies=[], by=actor_of(person))


def test_a_renewal_takes_them_along(employer, person) -> None:
    need, vacancy = make_need(organisation=employer), make_vacancy(organisation=employer)
    need_vacancies.name(need=need, vacancies=[vacancy], by=actor_of(person))
    fresh = needs.renew(need=need, by=actor_of(person))
    assert (named(need), named(fresh)) == (set(), {vacancy.id})


def test_the_page_offers_what_may_be_named_and_says_what_was(client: Client, employer, person) -> None:
    need, vacancy = make_need(organisation=employer), make_vacancy(organisation=employer, title="Lock keeper")
    make_vacancy(title="Somebody else's")
    client.force_login(person)
    address = reverse("need_vacancies_choose", args=[need.public_id])
    page = client.get(address).text
    assert "Lock keeper (1 opening)" in page
    assert "Somebody else&#x27;s" not in page
    page = client.post(address, {"vacancies": [str(vacancy.public_id)]}, follow=True).text
    assert "These people are counted once." in page
    assert "Lock keeper" in page
    assert named(need) == {vacancy.id}


@pytest.mark.parametrize("wrong", ["x", "\x00", "00000000-0000-0000-0000-000000000000", "' OR 1=1"])
def test_forged_choices_are_refused_with_a_sentence(client: Client, employer, person, wrong: str) -> None:
    need = make_need(organisation=employer)
    make_vacancy(organisation=employer)
    client.force_login(person)
    response = client.post(reverse("need_vacancies_choose", args=[need.public_id]), {"vacancies": [wrong]})
    assert response.status_code == 200
    assert "There is a problem" in response.text
    assert named(need) == set()


def test_another_employers_need_is_not_there(client: Client, person) -> None:
    client.force_login(person)
    need = make_need()
    assert client.get(reverse("need_vacancies_choose", args=[need.public_id])).status_code == 404
