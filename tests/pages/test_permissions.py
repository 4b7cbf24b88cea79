"""Who may do what: permissions.toml walked over every address, by every part, to look and to send."""

import logging
import re
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.db import transaction
from django.http import HttpResponse
from django.test import Client
from django.urls import get_resolver, reverse

from tests.architecture.test_access_rules import every_view
from tests.pages import cast
from tests.pages.cast import READERS, Cast

TABLE = tomllib.loads(Path(__file__).with_name("permissions.toml").read_text())
PARTS: list[str] = TABLE["parts"]
ROUTES: dict[str, dict[str, str]] = TABLE["routes"]
ASKED_FOR_ALL = ("visitor", "employer_member", "stranger")
MOST_OPEN_TO_ALL = 60


def by_part(words: str) -> dict[str, str]:
    """The answer for each part. What is the same for everybody is asked of three of them, to save time."""
    answers = words.split()
    return (
        dict(zip(PARTS, answers, strict=True))
        if len(answers) > 1
        else dict.fromkeys(ASKED_FOR_ALL, answers[0])
    )


@pytest.fixture(scope="module", autouse=True)
def _refusals_are_not_logged() -> Iterator[None]:
    """There are thousands, and to write them down takes a third of the time."""
    logging.disable(logging.WARNING)
    yield
    logging.disable(logging.NOTSET)


@pytest.fixture(scope="module")
def everybody(kept_for_module: None) -> Cast:
    return cast.set_up()


@pytest.fixture(autouse=True)
def _database(everybody: Cast, db: None) -> None:
    """What a test changes is taken back; the cast stays."""


def answer(client: Client, method: str, route: str, things: dict[str, Any]) -> HttpResponse:
    """What this person is told; what it changed is taken back."""
    name, *args = route.split()
    address = reverse(name, args=[things.get(arg, arg) for arg in args])
    cookies = client.cookies.copy()
    with transaction.atomic():
        response = client.get(address) if method == "get" else client.post(address, {"sent": "yes"})
        transaction.set_rollback(True)
    client.cookies = cookies
    return response


def in_a_word(response: HttpResponse) -> str:
    """in: to the sign-in page; on: somewhere else; ok: a page; else the status."""
    if response.status_code == 302:
        return "in" if response["Location"].startswith(reverse("account_login")) else "on"
    return "ok" if response.status_code == 200 else str(response.status_code)


@pytest.mark.parametrize("part", PARTS)
def test_everybody_is_answered_as_the_table_says(everybody: Cast, part: str) -> None:
    client, differs, told = everybody.client_of(part), [], b""
    for route, methods in ROUTES.items():
        for method, words in methods.items():
            answers = by_part(words)
            if part not in answers:
                continue
            response = answer(client, method, route, everybody.things)
            told += b"".join(response)
            if in_a_word(response) != answers[part]:
                differs.append(f"{method} {route}: {in_a_word(response)} instead of {answers[part]}")

    assert differs == []
    for word, readers in READERS.items():
        assert (word in told.decode(errors="replace").lower()) == (part in readers), (
            f"{part} and the word {word}"
        )


def test_every_address_is_in_the_table() -> None:
    named = {route.split()[0] for route in ROUTES}
    addresses = {str(entry.name) for _, entry in every_view(get_resolver())}
    assert named == addresses


def test_few_addresses_are_open_to_all() -> None:
    is_open = {
        route.split()[0] for route, methods in ROUTES.items() if by_part(methods["get"])["visitor"] == "ok"
    }
    assert len(is_open) <= MOST_OPEN_TO_ALL


def test_what_is_not_theirs_looks_like_what_is_not_there(everybody: Cast) -> None:
    """A stranger cannot tell somebody else's things from things that do not exist."""
    nothing = dict.fromkeys(everybody.things, "00000000-0000-4000-8000-000000000000")
    client = everybody.client_of("stranger")
    for route in ("organisation_show organisation", "vacancy_show vacancy", "provider_course_show course"):
        theirs = answer(client, "get", route, everybody.things)
        absent = answer(client, "get", route, nothing)
        assert theirs.status_code == absent.status_code == 404
        assert _without_address(theirs) == _without_address(absent), route


def _without_address(response: HttpResponse) -> str:
    return re.sub(r'nonce="[^"]*"|http://localhost[^"]*', "", response.text)


def test_a_removed_member_is_refused_on_the_next_request(everybody: Cast) -> None:
    client = everybody.client_of("employer_admin")
    assert in_a_word(answer(client, "get", "vacancy_show vacancy", everybody.things)) == "ok"

    everybody.people["employer_admin"].memberships.update(ended_at="2026-01-01T00:00Z")

    assert in_a_word(answer(client, "get", "vacancy_show vacancy", everybody.things)) == "403"
    assert in_a_word(answer(client, "get", "organisation_show organisation", everybody.things)) == "404"
