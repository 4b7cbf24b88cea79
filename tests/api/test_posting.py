"""An employer's own system posts, changes and ends vacancies: by the rules of the pages, the same call never twice."""

import json
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import pytest
from django.db import OperationalError, connection
from django.test import Client
from django.utils import timezone

from district.api import problems
from district.api.models import PostedVacancy
from district.api.services import posting, wanted
from district.partners.models import OrganisationRole
from district.skills.models import Skill, SkillState
from employers.models import Vacancy, VacancyReview
from employers.services import vacancies, vacancy_reviews
from tests.factories.api import a_vacancy, make_posted, make_token
from tests.factories.employers import make_employer, make_job_application, make_vacancy
from tests.factories.learners import make_learner
from tests.factories.partners import actor_of, make_actor, make_staff
from tests.factories.places import make_postcode
from tests.factories.skills import make_skill

pytestmark = pytest.mark.django_db

SECRET = "dsd_the-secret-of-the-careers-page"
ADDRESS = "/api/v1/vacancies/DEV-1"


@pytest.fixture
def skills() -> list[Skill]:
    make_postcode()
    return [make_skill(label=label) for label in ("weave pages", "mend pages", "count visits")]


@pytest.fixture
def system() -> Client:
    """The system of an employer, with its token."""
    make_token(secret=SECRET, organisation=make_employer(name="Wharf Engineering"))
    return Client(headers={"Authorization": f"Bearer {SECRET}"})


def put(system: Client, sent: Any, address: str = ADDRESS, **headers: str) -> Any:
    return system.put(address, json.dumps(sent), content_type="application/json", headers=headers)


def post(system: Client, act: str, sent: Any = None) -> Any:
    body = json.dumps(sent) if sent is not None else ""
    return system.post(f"{ADDRESS}/{act}", body, content_type="application/json")


def faults(response: Any) -> dict[str, str]:
    assert response.headers["Content-Type"] == problems.MEDIA_TYPE
    told = response.json()
    assert told["status"] == response.status_code
    assert told["detail"]
    return {each["field"]: each["message"] for each in told["errors"]}


def test_a_vacancy_opens_at_once_with_the_skills_it_asks_for(system: Client, skills: list[Skill]) -> None:
    response = put(system, a_vacancy(skills, questions=["Which page are you proud of, and why?"]))

    told = response.json()
    assert (response.status_code, told["state"], told["reference"]) == (201, "open", "DEV-1")
    assert response.headers["ETag"] == f'"{told["version"]}"'
    assert response.headers["Cache-Control"] == "no-store, private"
    assert [(each["name"], each["level"], each["need"]) for each in told["skills"]] == [
        (skill.label, 2, "essential") for skill in skills
    ]
    assert told["pay"] == {"unit": "year", "least": 27000.0, "most": 30000.0}
    assert told["closes_at"].endswith(("23:59:59Z", "22:59:59Z", "+00:00", "+01:00"))
    vacancy = Vacancy.objects.get()
    assert (vacancy.organisation.name, vacancy.postcode_id) == ("Wharf Engineering", "B1 1AA")
    assert vacancy.questions == ["Which page are you proud of, and why?"]
    assert Client().get(f"/jobs/{told['id']}/").status_code == 200


def test_the_same_again_changes_nothing(system: Client, skills: list[Skill]) -> None:
    first = put(system, a_vacancy(skills)).json()
    again = put(system, a_vacancy(skills))

    assert again.status_code == 200
    assert again.json() == first
    assert Vacancy.objects.count() == 1


def test_a_change_is_written_to_the_same_vacancy(system: Client, skills: list[Skill]) -> None:
    put(system, a_vacancy(skills))
    other = make_skill(label="tune pages")
    response = put(system, a_vacancy([*skills[1:], other], title="Web developer", pay=None))

    vacancy = Vacancy.objects.get()
    assert response.status_code == 200
    assert (vacancy.title, vacancy.salary_least, vacancy.state) == ("Web developer", None, "open")
    assert {each["name"] for each in response.json()["skills"]} == {
        "mend pages",
        "count visits",
        "tune pages",
    }


def test_a_doubt_sends_it_to_staff_once(system: Client, skills: list[Skill]) -> None:
    sent = a_vacancy(skills, description="Call 0121 496 0000 about weaving pages for a museum.")
    told = put(system, sent).json()
    put(system, sent)

    assert told["state"] == "submitted"
    assert told["check"]["answer_due_on"] == VacancyReview.objects.get().due_on.isoformat()
    review = VacancyReview.objects.get()
    vacancy_reviews.ask_changes(
        review=review, requests={"description": "Leave out the number."}, by=actor_of(make_staff())
    )
    asked = system.get(ADDRESS).json()
    assert asked["state"] == "referred"
    assert asked["check"]["requests"] == [{"field": "description", "message": "Leave out the number."}]

    assert put(system, a_vacancy(skills)).json()["state"] == "submitted"
    assert VacancyReview.objects.count() == 2


def test_what_waits_for_staff_is_taken_back_and_looked_at_as_it_is_now(
    system: Client, skills: list[Skill]
) -> None:
    put(system, a_vacancy(skills, description="Call 0121 496 0000 about weaving pages."))
    told = put(system, a_vacancy(skills)).json()

    assert told["state"] == "open"
    assert VacancyReview.objects.get().state == VacancyReview.State.TAKEN_BACK


def test_a_live_one_with_a_new_doubt_leaves_the_portal_until_staff_agree(
    system: Client, skills: list[Skill]
) -> None:
    put(system, a_vacancy(skills))
    told = put(system, a_vacancy(skills, description="Write to sam@wharf.example about pages.")).json()
    assert told["state"] == "submitted"


def test_everything_that_is_wrong_is_told_at_its_field_and_nothing_is_written(
    system: Client, skills: list[Skill]
) -> None:
    sent = a_vacancy(skills, questions=["Tell us about yourself"], closes_on="2027-02-31")
    sent["places"][0]["postcode"] = "B1 9ZZ"
    sent["skills"][1]["skill"] = "weave page"
    sent["training"] = "Web developer"
    response = put(system, sent)

    assert response.status_code == 422
    found = faults(response)
    assert found.keys() == {"questions.0", "closes_on", "places.0.postcode", "skills.1.skill", "training"}
    assert found["questions.0"] == "End the question with a question mark."
    assert "weave pages" in found["skills.1.skill"]
    assert not Vacancy.objects.exists()


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"pay": {"unit": "hour", "least": 2}}, "pay.least"),
        ({"weekly_hours": 10}, "weekly_hours"),
        ({"kind": "apprenticeship"}, "training"),
        ({"description": "Her number is AB 12 34 56 C: weave pages."}, "description"),
        ({"title": "Weaver\x00"}, "title"),
        ({"title": "\u202eWeaver"}, "title"),
        ({"title": "\u200b"}, "title"),
        ({"title": ""}, "title"),
        ({"colour": "blue"}, "colour"),
        ({"positions": "2"}, "positions"),
        ({"positions": 501}, "positions"),
        ({"apply_url": "javascript:alert(1)"}, "apply_url"),
        ({"skills": []}, "skills"),
        ({"closes_on": "soon"}, "closes_on"),
        ({"mode": "moon"}, "mode"),
        ({"pay": {"unit": "year", "least": 1e300}}, "pay.least"),
    ],
)
def test_bad_answers_are_refused_with_a_sentence(
    system: Client, skills: list[Skill], change: dict[str, Any], field: str
) -> None:
    response = put(system, a_vacancy(skills, **change))
    assert response.status_code == 422
    assert field in faults(response)
    assert not Vacancy.objects.exists()


@pytest.mark.parametrize("body", ["", "{", "[]", "null", '"x"', "\ud800", "[" * 100_000])
def test_what_is_no_object_is_refused(system: Client, body: str) -> None:
    response = system.put(ADDRESS, body.encode(errors="surrogatepass"), content_type="application/json")
    assert response.status_code in {400, 422}
    faults(response)


def test_more_than_anybody_writes_is_not_read(system: Client) -> None:
    response = system.put(ADDRESS, b"x" * 100_001, content_type="application/json")
    assert response.status_code == 413
    faults(response)


def test_a_refused_publication_leaves_nothing_half_written(system: Client, skills: list[Skill]) -> None:
    put(system, a_vacancy(skills))
    before = Vacancy.objects.get()
    response = put(system, a_vacancy(skills, title="Better", closes_on=timezone.localdate().isoformat()))

    assert response.status_code == 422
    assert "closes_on" in faults(response)
    assert Vacancy.objects.get().version == before.version


def test_it_is_closed_and_reopened_and_paused(system: Client, skills: list[Skill]) -> None:
    put(system, a_vacancy(skills))
    until = (timezone.localdate() + timedelta(days=3)).isoformat()

    assert post(system, "pause", {"until": until}).json()["paused_until"] == until
    assert post(system, "pause", {"until": until}).json()["state"] == "paused"
    assert post(system, "resume").json()["state"] == "open"
    assert post(system, "close", {"reason": "filled", "filled": "portal"}).json()["state"] == "closed"
    assert post(system, "close", {}).json()["state"] == "closed"
    assert put(system, a_vacancy(skills, title="Weaver of pages")).json()["state"] == "closed"
    assert post(system, "reopen").json()["state"] == "open"


def test_what_the_state_does_not_allow_is_a_conflict(system: Client, skills: list[Skill]) -> None:
    put(system, a_vacancy(skills))
    assert post(system, "reopen").status_code == 200  # open already
    post(system, "close", {})
    until = (timezone.localdate() + timedelta(days=3)).isoformat()
    response = post(system, "pause", {"until": until})
    assert (response.status_code, response.json()["detail"]) == (409, "Only an open vacancy can be paused.")

    posted = PostedVacancy.objects.get()
    vacancy = make_vacancy(organisation=posted.organisation, state=Vacancy.State.OPEN)
    PostedVacancy.objects.update(vacancy=vacancy)
    vacancies.withdraw(vacancy=vacancy, by=make_actor(organisation=posted.organisation))
    assert put(system, a_vacancy(skills, title="Weaver")).status_code == 409


@pytest.mark.parametrize(
    ("act", "sent", "field"),
    [
        ("close", {"reason": "filled", "filled": "not"}, "filled"),
        ("close", {"reason": "time"}, "reason"),
        ("pause", {"until": "2020-01-01"}, "until"),
        ("pause", {"until": "9999-99-99"}, "until"),
        ("pause", {}, "until"),
    ],
)
def test_acts_explain_what_is_wrong(
    system: Client, skills: list[Skill], act: str, sent: dict[str, Any], field: str
) -> None:
    put(system, a_vacancy(skills))
    response = post(system, act, sent)
    assert response.status_code == 422
    assert field in faults(response)


def test_the_second_of_two_who_change_at_once_is_told(system: Client, skills: list[Skill]) -> None:
    first = put(system, a_vacancy(skills))
    read = first.headers["ETag"]
    assert put(system, a_vacancy(skills, title="Weaver"), **{"If-Match": read}).status_code == 200
    response = put(system, a_vacancy(skills, title="Mender"), **{"If-Match": read})

    assert response.status_code == 412
    assert "Read it again" in response.json()["detail"]
    assert Vacancy.objects.get().title == "Weaver"
    assert put(system, a_vacancy(skills), f"{ADDRESS}-2", **{"If-Match": '"1"'}).status_code == 412


def test_another_employers_vacancy_does_not_exist(system: Client, skills: list[Skill]) -> None:
    other = make_posted(reference="DEV-1")
    assert PostedVacancy.objects.visible_to(make_actor(organisation=other.organisation)).get() == other

    response = system.get(ADDRESS)
    assert (response.status_code, response.headers["Content-Type"]) == (404, problems.MEDIA_TYPE)
    assert post(system, "close", {}).status_code == 404
    assert system.get("/api/v1/vacancies").json()["items"] == []
    assert put(system, a_vacancy(skills)).status_code == 201
    assert Vacancy.objects.get(id=other.vacancy_id).version == other.vacancy.version


def test_one_that_went_to_another_organisation_is_not_shown_any_more(
    system: Client, skills: list[Skill]
) -> None:
    put(system, a_vacancy(skills))
    Vacancy.objects.update(organisation=make_employer())
    assert system.get(ADDRESS).status_code == 404


def test_a_suspended_employer_posts_nothing(system: Client, skills: list[Skill]) -> None:
    OrganisationRole.objects.update(state=OrganisationRole.State.SUSPENDED, reason="Not what it said.")
    response = put(system, a_vacancy(skills))
    assert response.status_code == 403
    faults(response)


def test_no_answer_names_anybody_who_applies(system: Client, skills: list[Skill]) -> None:
    put(system, a_vacancy(skills))
    learner = make_learner()
    learner.user.name = "Moorhen Heron"
    learner.user.save()
    make_job_application(learner=learner, vacancy=Vacancy.objects.get())

    told = system.get(ADDRESS).content + system.get("/api/v1/vacancies").content
    assert b"DEV-1" in told
    assert b"Moorhen" not in told
    assert learner.user.email.encode() not in told


def test_the_list_is_paged_and_asks_as_much_for_ten_as_for_one(
    system: Client, skills: list[Skill], django_assert_num_queries: Callable[..., Any]
) -> None:
    put(system, a_vacancy(skills))
    organisation = PostedVacancy.objects.get().organisation
    for number in (1, 10):
        while PostedVacancy.objects.count() < number:
            make_posted(organisation=organisation)
        with django_assert_num_queries(5):
            told = system.get("/api/v1/vacancies").json()
        assert (told["count"], len(told["items"])) == (number, number)
    assert system.get("/api/v1/vacancies?page=2").json()["items"] == []
    assert system.get("/api/v1/vacancies?state=paused").json()["count"] == 0
    for bad in ("page=0", "page=x", "state=moon", "page=99999999999999999999", "stat=open"):
        assert system.get(f"/api/v1/vacancies?{bad}").status_code == 422


def test_reading_one_asks_as_much_for_ten_skills_as_for_three(
    system: Client, skills: list[Skill], django_assert_num_queries: Callable[..., Any]
) -> None:
    for wanted_count in (3, 10):
        while len(skills) < wanted_count:
            skills.append(make_skill())
        put(system, a_vacancy(skills))
        with django_assert_num_queries(7):
            assert len(system.get(ADDRESS).json()["skills"]) == wanted_count


def test_a_vacancy_is_in_up_to_ten_places(system: Client, skills: list[Skill]) -> None:
    make_postcode(postcode="CV1 2WT")
    sent = a_vacancy(skills)
    sent["places"].append({"postcode": "cv12wt", "name": "Friargate"})
    told = put(system, sent).json()
    assert [(each["postcode"], each["council"]) for each in told["places"]] == [
        ("B1 1AA", "Birmingham"),
        ("CV1 2WT", "Coventry"),
    ]
    sent["places"] = sent["places"] * 3
    assert "there twice" in faults(put(system, sent))["places"]
    sent["places"] = sent["places"] * 3
    assert "places" in faults(put(system, sent))


def test_a_skill_is_found_by_its_id_and_by_any_of_its_names(system: Client, skills: list[Skill]) -> None:
    named = make_skill(label="programme looms", names=("loom coding",))
    sent = a_vacancy(skills[:1])
    sent["skills"] += [{"skill": str(skills[1].public_id), "level": 4}, {"skill": "Loom  Coding"}]
    told = put(system, sent).json()

    assert [each["name"] for each in told["skills"]] == ["weave pages", "mend pages", named.label]
    sent["skills"].append({"skill": "programme looms"})
    assert faults(put(system, sent)) == {"skills.3.skill": "This is asked for twice. Name it once."}
    found = system.get("/api/v1/skills?q=loom").json()
    assert found[0] == {"id": str(named.public_id), "name": "programme looms", "also": "loom coding"}
    for bad in ("q=", "q=%00", "", "q=" + "x" * 101, "q=%E2%80%AE"):
        assert system.get(f"/api/v1/skills?{bad}").status_code == 422


def test_what_is_not_asked_for_any_more_is_refused_where_the_text_suggested_it(
    system: Client, skills: list[Skill]
) -> None:
    sent = a_vacancy(skills, description="You weave pages for a canal museum, all day long.")
    put(system, sent)
    other = make_skill(label="tune pages")
    put(system, a_vacancy([*skills[1:], other], description=sent["description"]))

    asked = Vacancy.objects.get().asked_skills.get(skill=skills[0])
    assert (asked.state, asked.words.lower()) == (SkillState.REFUSED, "weave pages")


@pytest.mark.parametrize("reference", ["a" * 101, "-a", "a b", "ä", "a%00"])
def test_a_reference_is_of_plain_letters(system: Client, skills: list[Skill], reference: str) -> None:
    assert put(system, a_vacancy(skills), f"/api/v1/vacancies/{reference}").status_code == 422


def test_an_address_takes_what_it_takes(system: Client) -> None:
    response = system.delete(ADDRESS)
    assert (response.status_code, response.headers["Content-Type"]) == (405, problems.MEDIA_TYPE)
    assert "PUT" in response.headers["Allow"]


@pytest.mark.django_db(transaction=True)
def test_eight_first_calls_of_one_reference_make_one_vacancy(skills: list[Skill]) -> None:
    token = make_token()
    by = make_actor(organisation=token.organisation)
    ready = wanted.read(wanted.VacancyIn(**a_vacancy(skills)))

    def call(_: int) -> bool:
        try:
            return posting.put(reference="DEV-1", wanted=ready, token=token, by=by)[1]
        finally:
            connection.close()

    with ThreadPoolExecutor(8) as pool:
        assert sorted(pool.map(call, range(8))) == [False] * 7 + [True]
    assert Vacancy.objects.count() == PostedVacancy.objects.count() == 1


@pytest.mark.parametrize(
    ("fault", "status", "words"),
    [(ValueError("secret"), 500, "this reference: "), (OperationalError("secret"), 503, "Retry-After")],
)
def test_a_fault_of_ours_is_told_as_a_problem(
    system: Client, monkeypatch: pytest.MonkeyPatch, fault: Exception, status: int, words: str
) -> None:
    def fail(*args: Any, **kwargs: Any) -> None:
        raise fault

    monkeypatch.setattr(type(PostedVacancy.objects), "visible_to", fail)
    system.raise_request_exception = False
    response = system.get(ADDRESS)
    assert response.status_code == status
    assert faults(response) == {}
    assert words in response.json()["detail"]
    assert "secret" not in response.text
    assert response.get("Retry-After") == ("30" if status == 503 else None)


def test_an_address_of_another_host_is_refused_as_a_problem(system: Client) -> None:
    response = system.get(ADDRESS, headers={"host": "evil.example"})
    assert (response.status_code, faults(response)) == (400, {})
