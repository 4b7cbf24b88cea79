"""Signed badges: what holds, what does not, and how the keys are kept."""

import json
from typing import Any

import pytest
from django.core.management import call_command
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse

from district.certificates import signing
from district.certificates.models import BadgeKey
from district.certificates.services import badge_keys
from programmes.models import Enrolment
from tests.factories.certificates import make_certificate_link
from tests.factories.programmes import make_enrolment

pytestmark = pytest.mark.django_db

CLAIMS = {"name": "Web pages", "jti": "urn:uuid:1"}


def signed_badge(client: Client, enrolment: Enrolment) -> str:
    link = make_certificate_link(enrolment=enrolment)
    return client.get(reverse("certificate_open_signed", args=[link.key])).text


def told_about(client: Client, badge: str) -> Any:
    return client.post(reverse("certificate_check"), {"badge": badge}).text


def another(character: str) -> str:
    return "B" if character == "A" else "A"


def test_a_badge_signed_here_holds():
    signed = badge_keys.sign(CLAIMS)
    assert signed.holds
    assert badge_keys.read(signed.token) == CLAIMS


def test_one_character_changed_anywhere_and_it_holds_no_more():
    token = badge_keys.sign(CLAIMS).token
    keys = {badge_keys.address(key): key.public_key for key in BadgeKey.objects.all()}
    assert signing.read(token, keys=keys) == CLAIMS

    for at, character in enumerate(token):
        tampered = token[:at] + another(character) + token[at + 1 :]
        assert signing.read(tampered, keys=keys) is None, at


@pytest.mark.parametrize(
    "token", ["", "a", "a.b", "...", "a.b.c", "e30.e30.", "e30.e30.e30", "[].[].[]", "é.ü.ß", "x" * 100_001]
)
def test_what_is_no_badge_is_read_as_nothing(token):
    badge_keys.current()
    assert badge_keys.read(token) is None


@pytest.mark.parametrize(
    "header", [{"alg": "none"}, {"alg": "HS256"}, {"alg": "RS256", "kid": "https://else"}, []]
)
def test_neither_another_algorithm_nor_the_key_of_somebody_else_counts(header):
    signed = badge_keys.sign(CLAIMS)
    _, claims, signature = signed.token.split(".")
    if isinstance(header, dict):
        header = {"kid": signed.kid} | header
    forged = signing.encode(json.dumps(header).encode())
    assert badge_keys.read(f"{forged}.{claims}.{signature}") is None
    assert badge_keys.read(f"{forged}.{claims}.") is None


def test_a_stranger_cannot_sign_under_our_address():
    kid = badge_keys.sign(CLAIMS).kid
    assert badge_keys.read(signing.sign(CLAIMS, key=signing.new_key(), kid=kid)) is None


def test_after_a_rotation_old_badges_hold_and_new_ones_have_a_new_key(capsys):
    before = badge_keys.sign(CLAIMS)
    call_command("rotate_badge_key")
    after = badge_keys.sign(CLAIMS)

    assert json.loads(capsys.readouterr().out) == {"key": after.kid}
    assert after.kid != before.kid
    assert badge_keys.read(before.token) == badge_keys.read(after.token) == CLAIMS
    old, new = BadgeKey.objects.order_by("made_at")
    assert (old.private_key, old.retired_at is None) == ("", False)
    assert (bool(new.private_key), new.retired_at) == (True, None)


def test_two_who_come_first_make_one_key():
    first = badge_keys.current()
    with pytest.raises(IntegrityError), transaction.atomic():
        badge_keys._new().save()
    assert badge_keys.current() == first


def test_the_private_half_is_encrypted_and_in_no_history(settings):
    key = badge_keys.current()
    opened = signing.unseal(key.private_key, [settings.SECRET_KEY])
    assert opened is not None
    assert signing.public_jwk(opened.public_key()) == key.public_key
    assert signing.unseal(key.private_key, ["another secret"]) is None
    assert "private_key" not in {field.name for field in BadgeKey.pgh_event_model._meta.fields}


def test_a_new_secret_opens_the_key_while_the_one_before_is_kept(settings):
    before = badge_keys.sign(CLAIMS)
    settings.SECRET_KEY_FALLBACKS = [settings.SECRET_KEY]
    settings.SECRET_KEY = "a new secret of at least fifty characters, as it is told"
    assert badge_keys.sign(CLAIMS) == before

    settings.SECRET_KEY_FALLBACKS = []
    assert badge_keys.sign(CLAIMS).kid != before.kid
    assert badge_keys.read(before.token) == CLAIMS


def test_the_keys_are_published_without_their_private_halves(client):
    badge_keys.sign(CLAIMS)
    badge_keys.rotate()
    published = client.get(reverse("badge_key_list"))

    assert published["Content-Type"] == "application/jwk-set+json"
    keys = published.json()["keys"]
    assert [set(key) for key in keys] == [{"kty", "n", "e", "kid", "use", "alg"}] * 2
    assert keys[0]["kid"] == badge_keys.address(badge_keys.current())
    for key in keys:
        thumbprint = signing.thumbprint(key)
        assert client.get(reverse("badge_key_show", args=[thumbprint])).json() == key
    assert client.get(reverse("badge_key_show", args=["x" * 43])).status_code == 404


def test_a_signed_badge_has_the_claims_that_open_badges_asks_for(client):
    enrolment = make_enrolment(state="achieved", achieved_on="2026-03-02", starts_on="2026-01-05")
    said = badge_keys.read(signed_badge(client, enrolment))

    assert said is not None
    assert said["iss"] == said["issuer"]["id"]
    assert said["jti"] == said["id"]
    assert said["sub"] == said["credentialSubject"]["id"]
    assert said["nbf"] == 1772409600  # 2 March 2026
    assert str(enrolment.learner.public_id) not in json.dumps(said)


def test_two_badges_of_one_person_do_not_name_the_same_subject(client):
    first = make_enrolment(state="achieved")
    second = make_enrolment(state="achieved", learner=first.learner)
    subjects = {badge_keys.read(signed_badge(client, each))["sub"] for each in (first, second)}
    assert len(subjects) == 2


def test_the_shared_page_says_that_the_signature_holds(client):
    link = make_certificate_link(enrolment=make_enrolment(state="achieved"))
    page = client.get(reverse("certificate_open", args=[link.key])).text
    assert "The signature holds" in page
    assert reverse("certificate_open_signed", args=[link.key]) in page


def test_whoever_was_sent_a_badge_can_check_it(client):
    enrolment = make_enrolment(state="achieved")
    badge = signed_badge(client, enrolment)

    page = told_about(client, f"  {badge}\n")
    assert "The signature holds" in page
    assert enrolment.learner.user.name in page
    tampered = badge[:60] + another(badge[60]) + badge[61:]
    page = told_about(client, tampered)
    assert "The signature does not hold" in page
    assert enrolment.learner.user.name not in page


@pytest.mark.parametrize("badge", ["", "   ", "x" * 100_001, "a\x00b", "<script>alert(1)</script>", "\u202e"])
def test_the_check_answers_whatever_is_pasted(client, badge):
    response = client.post(reverse("certificate_check"), {"badge": badge})
    assert response.status_code == 200
    assert "The signature holds" not in response.text
    assert "<script>alert" not in response.text


def test_the_learner_downloads_it_signed(client):
    enrolment = make_enrolment(state="achieved")
    client.force_login(enrolment.learner.user)
    response = client.get(reverse("certificate_signed", args=[enrolment.public_id]))
    assert response["Content-Type"] == "application/jwt"
    assert response["Content-Disposition"] == 'attachment; filename="badge.jwt"'
    assert badge_keys.read(response.text)["name"] == enrolment.run.course.title
