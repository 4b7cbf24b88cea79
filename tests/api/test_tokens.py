"""Tokens: shown once, kept as a digest, rotated with an overlap, revoked, counted within the minute."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError
from django.test import Client
from django.utils import timezone

from district.api.models import ApiToken, ApiTokenUse
from district.api.services import letters, tokens
from district.outbox.models import Message, OutboxTask
from district.partners.models import Rank, Role
from district.web.errors import NotAllowed, Refused
from tests.factories.api import make_token
from tests.factories.employers import make_employer
from tests.factories.partners import actor_of, make_actor, make_membership

pytestmark = pytest.mark.django_db


def told(secret: str) -> int:
    """The status that a call with this secret gets."""
    header = {"Authorization": f"Bearer {secret}"} if secret else {}
    return Client(headers=header).get("/api/v1/vacancies").status_code


def test_a_token_works_and_only_its_digest_is_kept() -> None:
    token, secret = tokens.create(name="  Careers   page ", days=90, by=make_actor(role=Role.EMPLOYER))

    assert (token.name, token.ending, token.state) == ("Careers page", secret[-4:], "live")
    assert secret.startswith("dsd_")
    assert len(secret) == 47
    row = ApiToken.objects.values().get()
    assert secret not in str(row)
    assert secret[4:] not in str(row)
    assert told(secret) == 200
    assert (token.expires_at - timezone.now()).days == 89


@pytest.mark.parametrize("secret", ["", "x", "dsd_", "dsd_wrong", "\x00", "ä" * 50, "dsd_secret extra"])
def test_what_is_no_token_opens_nothing(secret: str) -> None:
    make_token(secret="dsd_secret")
    assert told("dsd_secret") == 200
    assert told(secret) == 401


def test_an_address_that_guesses_tokens_waits_and_a_token_that_works_is_never_held_up(settings: Any) -> None:
    settings.API_WRONG_TOKENS_A_MINUTE = 3
    make_token(secret="dsd_secret")
    assert [told(f"dsd_guess-{number}") for number in range(5)] == [401, 401, 401, 429, 429]
    assert told("dsd_secret") == 200

    wrong = {"Authorization": "Bearer dsd_guess"}
    response = Client(headers=wrong).get("/api/v1/vacancies")
    assert response.headers["Content-Type"] == "application/problem+json"
    assert response.headers["Retry-After"] == "60"
    assert "Wait 60 seconds" in response.json()["detail"]

    spoofed = Client(headers=wrong | {"X-Forwarded-For": "203.0.113.9"}).get("/api/v1/vacancies")
    elsewhere = Client(headers=wrong, REMOTE_ADDR="203.0.113.9").get("/api/v1/vacancies")
    assert (spoofed.status_code, elsewhere.status_code, told("")) == (429, 401, 401)


def test_a_basic_password_or_a_session_opens_nothing() -> None:
    client = Client()
    client.force_login(make_membership(organisation=make_employer()).user)
    assert client.get("/api/v1/vacancies").status_code == 401
    assert client.get("/api/v1/vacancies", headers={"Authorization": "Basic eDp5"}).status_code == 401


def test_both_secrets_work_while_they_overlap() -> None:
    by = make_actor(role=Role.EMPLOYER)
    token, first = tokens.create(name="Careers page", days=30, by=by)
    token, second = tokens.rotate(token=token, ending=first[-4:], days=365, overlap_hours=24, by=by)

    assert (told(first), told(second)) == (200, 200)
    assert token.has_former
    ApiToken.objects.update(former_until=timezone.now() - timedelta(seconds=1))
    assert (told(first), told(second)) == (401, 200)

    _, third = tokens.rotate(token=token, ending=second[-4:], days=30, overlap_hours=0, by=by)
    assert (told(second), told(third)) == (401, 200)


def test_a_second_click_does_not_end_the_secret_that_is_in_use() -> None:
    by = make_actor(role=Role.EMPLOYER)
    token, first = tokens.create(name="Careers page", days=30, by=by)
    _, second = tokens.rotate(token=token, ending=first[-4:], days=30, overlap_hours=24, by=by)
    with pytest.raises(Refused, match="just been rotated"):
        tokens.rotate(token=token, ending=first[-4:], days=30, overlap_hours=24, by=by)
    assert (told(first), told(second)) == (200, 200)


def test_a_revoked_token_stops_at_once_with_both_of_its_secrets() -> None:
    by = make_actor(role=Role.EMPLOYER)
    token, first = tokens.create(name="Careers page", days=30, by=by)
    token, second = tokens.rotate(token=token, ending=first[-4:], days=30, overlap_hours=24, by=by)
    revoked = tokens.revoke(token=token, by=by)
    again = tokens.revoke(token=token, by=by)

    assert (told(first), told(second)) == (401, 401)
    assert again.revoked_at == revoked.revoked_at
    with pytest.raises(Refused, match="revoked"):
        tokens.rotate(token=token, ending=second[-4:], days=30, overlap_hours=0, by=by)
    tokens.create(name="Careers page", days=30, by=by)  # the name is free again


def test_a_token_ends_on_its_day() -> None:
    make_token(
        secret="dsd_old",
        created_at=timezone.now() - timedelta(days=3),
        expires_at=timezone.now() - timedelta(seconds=1),
    )
    assert told("dsd_old") == 401


def test_only_administrators_of_the_employer_make_and_end_tokens() -> None:
    employer = make_employer()
    token = make_token(organisation=employer)
    member = make_actor(organisation=employer, rank=Rank.MEMBER)
    stranger = make_actor(role=Role.EMPLOYER)
    for by in (member, stranger, make_actor(role=Role.PROVIDER)):
        if by is not stranger:
            with pytest.raises(NotAllowed):
                tokens.create(name="Mine", days=30, by=by)
        with pytest.raises(NotAllowed):
            tokens.rotate(token=token, ending=token.ending, days=30, overlap_hours=0, by=by)
        with pytest.raises(NotAllowed):
            tokens.revoke(token=token, by=by)
    assert ApiToken.objects.visible_to(member).get() == token
    assert not ApiToken.objects.visible_to(stranger).exists()


def test_names_tell_tokens_apart_and_there_are_ten_at_most() -> None:
    by = make_actor(role=Role.EMPLOYER)
    tokens.create(name="Careers page", days=30, by=by)
    with pytest.raises(Refused, match="of this name") as refused:
        tokens.create(name="CAREERS PAGE", days=30, by=by)
    assert refused.value.field == "name"
    with pytest.raises(Refused, match="how long"):
        tokens.create(name="Other", days=5, by=by)
    for number in range(9):
        tokens.create(name=f"Page {number}", days=30, by=by)
    with pytest.raises(Refused, match="10 tokens"):
        tokens.create(name="One more", days=30, by=by)


def test_too_many_calls_within_a_minute_wait(settings: Any) -> None:
    settings.API_CALLS_A_MINUTE = 3
    token = make_token(secret="dsd_busy")
    make_token(secret="dsd_other", organisation=token.organisation)

    assert [told("dsd_busy") for _ in range(4)] == [200, 200, 200, 429]
    assert told("dsd_other") == 200
    waiting = Client(headers={"Authorization": "Bearer dsd_busy"}).get("/api/v1/vacancies")
    assert 1 <= int(waiting.headers["Retry-After"]) <= 60
    assert waiting.headers["Content-Type"] == "application/problem+json"

    ApiTokenUse.objects.update(minute_began_at=timezone.now() - timedelta(seconds=61))
    assert told("dsd_busy") == 200
    assert ApiTokenUse.objects.get(token=token).calls == 1


def test_administrators_hear_of_each_step_and_of_the_end_once() -> None:
    employer = make_employer()
    reader = make_membership(organisation=employer).user
    make_membership(organisation=employer, rank=Rank.MEMBER)
    _, secret = tokens.create(name="Careers page", days=30, by=actor_of(reader))
    ApiToken.objects.update(expires_at=timezone.now() + timedelta(days=10))

    assert (tokens.warn(), tokens.warn()) == (1, 0)
    promised = OutboxTask.objects.filter(name="api.write_about_token").order_by("id")
    assert [each.args["act"] for each in promised] == ["made", "ending"]
    for args in [each.args for each in promised] * 2:
        letters.write(**args | {"act": letters.Act(args["act"])})
    written = Message.objects.order_by("id")
    assert [(each.to, each.subject) for each in written] == [
        (reader.email, "A token was made: Careers page"),
        (reader.email, "A token ends soon: Careers page"),
    ]
    assert not any(secret in each.text for each in written)


def test_the_database_holds_what_the_models_say() -> None:
    token = make_token()
    with pytest.raises(IntegrityError):
        ApiToken.objects.filter(pk=token.pk).update(former_digest="1" * 64)


def test_the_page_shows_the_secret_once() -> None:
    membership = make_membership(organisation=make_employer())
    client = Client()
    client.force_login(membership.user)
    page = client.post("/employer/tokens/new/", {"name": "Careers page", "days": "90"})

    secret = next(
        word
        for word in page.content.decode().replace("<", " ").replace(">", " ").split()
        if word.startswith("dsd_")
    )
    assert told(secret) == 200
    listed = client.get("/employer/tokens/").content.decode()
    assert "Careers page" in listed
    assert secret not in listed
    assert secret not in str(client.session.items())
    again = client.post("/employer/tokens/new/", {"name": "Careers page", "days": "90"})
    assert "You have a token of this name already" in again.content.decode()


@pytest.mark.parametrize(
    "sent",
    [
        {},
        {"name": "x" * 61, "days": "90"},
        {"name": "A\x00", "days": "90"},
        {"name": "\u200b", "days": "90"},
        {"name": "A", "days": "5"},
        {"name": "A", "days": "99999999999999999999"},
        {"name": "\u202eA", "days": "90"},
    ],
)
def test_bad_answers_make_no_token(sent: dict[str, str]) -> None:
    client = Client()
    client.force_login(make_membership(organisation=make_employer()).user)
    page = client.post("/employer/tokens/new/", sent)
    assert page.status_code == 200
    assert "There is a problem" in page.content.decode()
    assert not ApiToken.objects.exists()


def test_the_list_asks_as_much_for_ten_tokens_as_for_one(
    django_assert_max_num_queries: Callable[..., Any],
) -> None:
    employer = make_employer()
    client = Client()
    client.force_login(make_membership(organisation=employer).user)
    client.get("/employer/tokens/")
    for number in (1, 10):
        while ApiToken.objects.count() < number:
            make_token(organisation=employer)
        with django_assert_max_num_queries(7):
            assert (
                client.get("/employer/tokens/").content.count(b"govuk-summary-card__title-wrapper") == number
            )
