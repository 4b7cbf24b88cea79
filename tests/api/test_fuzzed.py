"""Thousands of calls that nobody would write by hand: each is answered as the OpenAPI document says."""

from collections.abc import Iterator
from importlib import import_module
from typing import Any

import pytest
from django.core.handlers.wsgi import WSGIHandler
from django.core.signals import request_finished, request_started
from django.db import close_old_connections
from hypothesis import HealthCheck, Phase, given, settings, strategies

from district.api import document
from employers.models import Vacancy
from tests.factories.api import a_vacancy, make_posted, make_token
from tests.factories.employers import make_employer
from tests.factories.places import make_postcode
from tests.factories.skills import make_skill

pytestmark = pytest.mark.django_db

SECRET = "dsd_the-secret-of-a-fuzzing-system"
HEADERS = {"Authorization": f"Bearer {SECRET}"}
OPERATIONS = [
    "listVacancies",
    "readVacancy",
    "putVacancy",
    "closeVacancy",
    "pauseVacancy",
    "resumeVacancy",
    "reopenVacancy",
    "findSkills",
]
few = settings(max_examples=8, phases=[Phase.generate], suppress_health_check=list(HealthCheck))


@pytest.fixture(scope="module")
def fuzzer() -> Any:
    """Takes two seconds to load, which only this module should spend."""
    return import_module("schemathesis")


@pytest.fixture(scope="module")
def schema(fuzzer: Any) -> Any:
    found = fuzzer.openapi.from_dict(document.openapi())
    found.app = WSGIHandler()
    return found


@pytest.fixture(autouse=True)
def _one_connection() -> Iterator[None]:
    """Calls run in the transaction of their test, as those of Django's own client do."""
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


@pytest.fixture(autouse=True)
def _a_system(settings: Any) -> None:
    settings.API_CALLS_A_MINUTE = 1_000_000
    settings.API_WRONG_TOKENS_A_MINUTE = 1_000_000
    make_postcode()
    token = make_token(secret=SECRET, organisation=make_employer())
    make_posted(organisation=token.organisation, reference="DEV-1")


def test_every_operation_is_fuzzed() -> None:
    assert [each.id for each in document.operations()] == OPERATIONS


@pytest.mark.parametrize("mode", ["positive", "negative"])
@pytest.mark.parametrize("name", OPERATIONS)
def test_any_call_is_answered_as_the_document_says(fuzzer: Any, schema: Any, name: str, mode: str) -> None:
    operation = schema.find_operation_by_id(name)
    cases = operation.as_strategy(generation_mode=fuzzer.GenerationMode(mode))

    @few
    @given(case=cases, is_known=strategies.booleans())
    def call(case: Any, is_known: bool) -> None:
        if is_known and mode == "positive" and "reference" in (case.path_parameters or {}):
            case.path_parameters["reference"] = "DEV-1"
        case.call_and_validate(headers=HEADERS, excluded_checks=[fuzzer.checks.positive_data_acceptance])

    call()


def test_a_sound_vacancy_with_anything_in_one_field_is_answered_as_the_document_says(
    fuzzer: Any, schema: Any
) -> None:
    """What comes through the shape meets the rules; some of it opens."""
    operation = schema.find_operation_by_id("putVacancy")
    sound = a_vacancy([make_skill(), make_skill(), make_skill()])
    states = set()

    @few
    @given(
        case=operation.as_strategy(),
        names=strategies.sets(strategies.sampled_from(sorted(sound)), max_size=2),
    )
    def call(case: Any, names: set[str]) -> None:
        sent = case.body if isinstance(case.body, dict) else {}
        case.body = sound | {name: sent[name] for name in names & sent.keys()}
        case.headers.pop("If-Match", None)
        response = case.call_and_validate(
            headers=HEADERS, excluded_checks=[fuzzer.checks.positive_data_acceptance]
        )
        states.add(response.status_code)

    call()
    assert {201, 422} <= states <= {200, 201, 422}
    assert Vacancy.objects.count() > 1
