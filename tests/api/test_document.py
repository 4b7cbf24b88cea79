"""The API told to machines and to people, from one source."""

import pytest
from django.test import Client

from district.api import document
from district.api.schemas import MOST_PLACES, MOST_SKILLS, ClosingTime
from employers import other_places
from employers.forms import CLOSING_TIMES
from employers.services import asked_skills, vacancy_checks

pytestmark = pytest.mark.django_db


def test_the_document_is_open_to_all_and_names_the_token_and_the_form_of_errors(client: Client) -> None:
    response = client.get("/api/v1/openapi.json")
    told = response.json()
    assert response.headers["Content-Type"] == "application/json"
    assert told["openapi"] == "3.1.0"
    assert told["components"]["securitySchemes"] == {"EmployerToken": {"type": "http", "scheme": "bearer"}}
    put = told["paths"]["/api/v1/vacancies/{reference}"]["put"]
    assert put["security"] == [{"EmployerToken": []}]
    assert put["responses"].keys() >= {"200", "201", "401", "403", "409", "412", "422", "429"}
    assert list(put["responses"]["422"]["content"]) == ["application/problem+json"]
    assert list(put["responses"]["201"]["content"]) == ["application/json"]


@pytest.mark.parametrize(
    "path", ["nothing", "vacancies/", "vacancies/a/b", "a%0Ab", "%00", "../v1/x", "é" * 900]
)
@pytest.mark.parametrize("method", ["get", "post", "put", "patch", "delete", "options", "trace"])
def test_what_is_no_address_of_the_api_is_answered_as_programs_read(path: str, method: str) -> None:
    response = Client(enforce_csrf_checks=True).generic(method.upper(), f"/api/v1/{path}")
    assert (response.status_code, response.headers["Content-Type"]) == (404, "application/problem+json")
    assert response.json()["detail"].startswith("The API has no such address.")


@pytest.mark.parametrize(
    ("path", "allowed"), [("", "GET, HEAD"), ("openapi.json", "GET, HEAD"), ("vacancies/X", "GET, PUT")]
)
@pytest.mark.parametrize("method", ["POST", "DELETE", "PATCH", "BREW"])
def test_a_method_that_an_address_does_not_take_is_answered_so_too(
    path: str, allowed: str, method: str
) -> None:
    response = Client(enforce_csrf_checks=True).generic(method, f"/api/v1/{path}")
    assert (response.status_code, response.headers["Content-Type"]) == (405, "application/problem+json")
    assert sorted(response.headers["Allow"].split(", ")) == allowed.split(", ")


def test_the_document_tells_of_unknown_addresses_and_methods_and_of_waiting() -> None:
    told = document.openapi()
    assert told["components"]["responses"].keys() == {"UnknownAddress", "WrongMethod", "Fault", "Away"}
    put = told["paths"]["/api/v1/vacancies/{reference}"]["put"]
    assert put["responses"]["429"]["headers"].keys() == {"Retry-After"}


def test_the_page_tells_every_call_and_every_field_without_anything_from_elsewhere(client: Client) -> None:
    page = client.get("/api/v1/").text
    for operation in document.operations():
        assert operation.summary in page
        assert f"{operation.method} {operation.path}" in page
    for thing in document.things():
        assert f'id="{thing.name}"' in page
        for field in thing.fields:
            assert field.kind, f"{thing.name}.{field.name}"
    assert 'src="http' not in page
    assert "Text, up to 100 characters." in page


def test_the_shape_allows_what_the_rules_allow() -> None:
    assert MOST_PLACES == other_places.MOST + 1
    assert MOST_SKILLS == asked_skills.MOST
    skills = document.openapi()["components"]["schemas"]["VacancyIn"]["properties"]["skills"]
    assert skills["minItems"] == vacancy_checks.LEAST_SKILLS
    assert len(ClosingTime) == len(CLOSING_TIMES)
