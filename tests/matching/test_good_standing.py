"""What a suspended organisation posted is found nowhere, and an opening advertised twice is found once."""

import pytest
from django.test import Client
from django.urls import reverse

from district.matching import queries
from district.matching.models import LearnerMatch
from district.matching.services import lists
from district.outbox.models import OutboxTask
from district.partners.models import OrganisationRole, Role
from district.partners.services import roles
from district.skills.models import Skill
from district.web.errors import NotAllowed
from employers.models import Vacancy
from employers.services import vacancies
from learners.models import Learner
from programmes.models import Course
from tests.factories.employers import make_employer, make_vacancy
from tests.factories.matching import make_seeker, match_everybody
from tests.factories.partners import actor_of, make_actor, make_staff, pass_checks
from tests.factories.programmes import make_course, make_provider
from tests.factories.skills import make_skill

pytestmark = pytest.mark.django_db


@pytest.fixture
def skills() -> list[Skill]:
    return [make_skill(label=label) for label in ("solder", "rivet", "weld")]


@pytest.fixture
def seeker(skills: list[Skill]) -> Learner:
    return make_seeker(skills=[(skills[0], 2), (skills[1], 2)])


@pytest.fixture
def vacancy(skills: list[Skill]) -> Vacancy:
    return make_vacancy(title="Boat fitter", skills=skills, mode="remote")


@pytest.fixture
def course(skills: list[Skill], vacancy: Vacancy) -> Course:
    return make_course(title="Welding on the water", skills=[(skills[2], 2)], runs=1)


def suspend(organisation_id: int) -> OrganisationRole:
    role = OrganisationRole.objects.get(organisation=organisation_id)
    return roles.suspend(role=role, reason="Complaints are looked into.", by=actor_of(make_staff()))


def found(client: Client, list_name: str, words: str) -> str:
    return client.get(reverse(list_name), {"q": words}).content.decode()


def test_vacancies_of_a_suspended_employer_are_found_nowhere_until_it_is_restored(
    client: Client, vacancy: Vacancy, seeker: Learner
) -> None:
    match_everybody()
    page = reverse("job_show", args=[vacancy.public_id])
    sitemap = reverse("sitemap_show")
    assert page in found(client, "job_list", "fitter")

    role = suspend(vacancy.organisation_id)
    assert page not in found(client, "job_list", "fitter")
    assert client.get(page).status_code == 404
    assert page not in client.get(sitemap).content.decode()
    assert queries.vacancies([vacancy.id]) == []
    match_everybody()
    assert not LearnerMatch.objects.filter(vacancies__contains=[vacancy.id]).exists()

    pass_checks(role)
    roles.approve(role=role, by=actor_of(make_staff()))
    assert page in found(client, "job_list", "fitter")
    assert client.get(page).status_code == 200
    match_everybody()
    assert LearnerMatch.objects.filter(vacancies__contains=[vacancy.id]).exists()


def test_courses_of_a_suspended_provider_are_found_nowhere_until_it_is_restored(
    client: Client, course: Course, seeker: Learner
) -> None:
    match_everybody()
    page = reverse("course_show", args=[course.public_id])
    assert page in found(client, "course_list", "welding")
    assert LearnerMatch.objects.filter(courses__contains=[course.id]).exists()

    role = suspend(course.organisation_id)
    assert page not in found(client, "course_list", "welding")
    assert client.get(page).status_code == 404
    assert page not in client.get(reverse("sitemap_show")).content.decode()
    assert queries.courses([course.id]) == []
    match_everybody()
    assert not LearnerMatch.objects.filter(courses__contains=[course.id]).exists()

    pass_checks(role)
    roles.approve(role=role, by=actor_of(make_staff()))
    assert page in found(client, "course_list", "welding")


@pytest.mark.parametrize("make", [make_employer, make_provider])
def test_what_was_found_of_a_deactivated_organisation_is_gone(client: Client, make: object) -> None:
    organisation = make()  # type: ignore[operator]
    make_vacancy(organisation=organisation, title="Lock keeper") if make is make_employer else make_course(
        organisation=organisation, title="Lock keeper", runs=1
    )
    list_name = "job_list" if make is make_employer else "course_list"
    assert organisation.name in found(client, list_name, "keeper")
    organisation.is_active = False
    organisation.save()
    assert organisation.name not in found(client, list_name, "keeper")


def test_a_decision_on_a_role_promises_new_matches_in_the_same_transaction(
    vacancy: Vacancy, course: Course, seeker: Learner
) -> None:
    match_everybody()
    OutboxTask.objects.all().delete()
    suspend(vacancy.organisation_id)
    suspend(course.organisation_id)
    promised = OutboxTask.objects.filter(name__startswith="matching.").values_list("name", flat=True)
    assert set(promised) == {"matching.match_vacancies", "matching.match_courses"}


def test_an_opening_advertised_twice_is_shown_once_until_a_person_tells_them_apart(
    client: Client, vacancy: Vacancy, skills: list[Skill], seeker: Learner
) -> None:
    organisation = vacancy.organisation
    again = make_vacancy(
        organisation=organisation, title="Boat fitter", skills=skills, mode="remote", repeats=vacancy
    )
    page = reverse("job_show", args=[again.public_id])
    match_everybody()
    assert page not in found(client, "job_list", "fitter")
    assert not LearnerMatch.objects.filter(vacancies__contains=[again.id]).exists()
    assert client.get(page).status_code == 200  # who has the address finds the earlier advert from it

    client.force_login(make_staff())
    client.post(reverse("authority_vacancy_show", args=[again.public_id]), {"repeat": "no"})
    again.refresh_from_db()
    assert (again.repeats, again.is_own_opening) == (None, True)
    assert page in found(client, "job_list", "fitter")
    match_everybody()
    assert LearnerMatch.objects.filter(vacancies__contains=[again.id]).exists()


def test_a_repeat_is_shown_once_the_first_advert_is_over(
    client: Client, vacancy: Vacancy, skills: list[Skill], seeker: Learner
) -> None:
    again = make_vacancy(
        organisation=vacancy.organisation, title="Boat fitter", skills=skills, mode="remote", repeats=vacancy
    )
    match_everybody()
    page = reverse("job_show", args=[again.public_id])
    assert page not in found(client, "job_list", "fitter")
    vacancy.state = Vacancy.State.WITHDRAWN
    vacancy.save()
    assert page in found(client, "job_list", "fitter")
    lists.match_vacancies(vacancy_ids=[vacancy.id])
    assert LearnerMatch.objects.get(learner=seeker).vacancies == [again.id]


def test_an_employer_does_not_tell_the_adverts_of_another_apart(vacancy: Vacancy) -> None:
    again = make_vacancy(organisation=vacancy.organisation, repeats=vacancy)
    with pytest.raises(NotAllowed):
        vacancies.tell_apart(vacancy=again, by=make_actor(role=Role.EMPLOYER))
