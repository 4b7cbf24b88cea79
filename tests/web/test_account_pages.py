"""allauth's pages as ours: every one draws, in our words, with nothing inline."""

import re

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.test import Client

from tests.factories.accounts import PASSWORD, make_user

pytestmark = pytest.mark.django_db


def page(client: Client, path: str) -> str:
    response = client.get(path)
    assert response.status_code == 200, (path, response.status_code)
    html = response.text
    assert 'class="dsd-header"' in html
    assert html.count("<h1") == 1
    assert "placeholder=" not in html
    assert not re.search(r"<script(?![^>]*src=)|<style|\sstyle=", html)
    return html


@pytest.mark.parametrize(
    ("path", "words"),
    [
        ("/account/login/", "Keep me signed in on this device"),
        ("/account/signup/", "At least 12 characters."),
        ("/account/password/reset/", "Send me the link"),
        ("/account/password/reset/done/", "Look at your e-mail"),
        ("/account/password/reset/key/done/", "Your new password is saved"),
        ("/account/password/reset/key/1-bad/", "This link no longer works"),
        ("/account/confirm-email/", "Look at your e-mail"),
        ("/account/confirm-email/bad/", "This link no longer works"),
        ("/account/inactive/", "This account is closed"),
    ],
)
def test_visitors_see_pages_in_our_words(client: Client, path: str, words: str) -> None:
    assert words in page(client, path)


@pytest.mark.parametrize(
    ("path", "words"),
    [
        ("/account/email/", "Used by us"),
        ("/account/password/change/", "The new password again"),
        ("/account/logout/", "Do you want to sign out?"),
        ("/account/2fa/", "Set it up"),
        ("/account/sessions/", "This one"),
    ],
)
def test_members_see_pages_in_our_words(client: Client, path: str, words: str) -> None:
    user = make_user(password=PASSWORD)
    client.post("/account/login/", {"login": user.email, "password": PASSWORD, "next": path})

    assert words in page(client, path)


def test_two_step_sign_in_is_set_up_after_saying_the_password_again(client: Client) -> None:
    user = make_user(password=PASSWORD)
    client.force_login(user)
    path = "/account/2fa/totp/activate/"

    asked = client.get(path)
    assert "Confirm that it is you" in page(client, asked["Location"])
    client.post(asked["Location"], {"password": PASSWORD})

    assert "Enter the six figures that it shows" in page(client, path)
    assert "Enter the code." in client.post(path, {}).text


def test_an_empty_sign_in_says_what_to_enter(client: Client) -> None:
    html = client.post("/account/login/", {}).text

    assert '<a href="#id_login">Enter your e-mail address.</a>' in html
    assert '<a href="#id_password">Enter your password.</a>' in html


def test_an_empty_sign_up_says_what_to_enter(client: Client) -> None:
    html = client.post("/account/signup/", {"email": "nobody"}).text

    assert "Enter an e-mail address in the right form, like name@example.com." in html
    assert '<a href="#id_password1">Enter a password.</a>' in html


def test_hidden_characters_do_not_break_the_sign_in(client: Client) -> None:
    html = client.post("/account/login/", {"login": "a\x00@example.org", "password": "\u202ex"}).text

    assert html.count("Remove the hidden characters") == 4  # in the summary and by each field


def test_someone_with_two_steps_sees_their_codes(client: Client) -> None:
    user = make_user()
    TOTP.activate(user, generate_totp_secret())
    RecoveryCodes.activate(user)
    client.force_login(user)

    html = page(client, "/account/2fa/")

    assert "10 codes left" in html
    assert Authenticator.objects.filter(user=user).count() == 2
