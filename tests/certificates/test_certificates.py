"""Certificates: what they say, whom they are shown to, and for how long."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from district.certificates.models import CertificateOpening
from district.certificates.services import certificates
from learners.models import Learner
from programmes.models import Enrolment
from programmes.services import enrolments
from tests.factories.certificates import make_certificate_link
from tests.factories.learners import make_learner
from tests.factories.partners import actor_of, make_actor
from tests.factories.programmes import make_course, make_enrolment, make_open_run
from tests.factories.skills import make_skill

pytestmark = pytest.mark.django_db


@pytest.fixture
def done() -> Enrolment:
    course = make_course(title="Web pages", skills=[(make_skill(label="use CSS"), 2)])
    return make_enrolment(
        run=make_open_run(course=course), state="achieved", starts_on="2026-01-05", achieved_on="2026-03-02"
    )


@pytest.fixture
def me(client: Client, done: Enrolment) -> Client:
    assert done.learner
    client.force_login(done.learner.user)
    return client


def opened(key: str, agent: str = "Mozilla/5.0 (phone)") -> Any:
    return Client(headers={"User-Agent": agent}).get(reverse("certificate_open", args=[key]))


def test_a_link_opens_the_certificate_and_notes_time_and_kind_alone(done):
    link = make_certificate_link(enrolment=done)

    assert "Web pages" in opened(link.key).text
    opened(link.key, "WhatsApp/2.0")
    Client().get(reverse("certificate_open_badge", args=[link.key]))
    Client().head(reverse("certificate_open", args=[link.key]))

    rows = CertificateOpening.objects.order_by("id")
    assert [row.kind for row in rows] == ["browser", "program", "badge"]
    assert {field.name for field in CertificateOpening._meta.fields} == {"id", "link", "opened_at", "kind"}


def test_what_the_learner_opens_themselves_is_not_counted(me, done):
    link = make_certificate_link(enrolment=done)
    assert me.get(reverse("certificate_open", args=[link.key])).status_code == 200
    assert not CertificateOpening.objects.exists()


def test_a_stopped_link_opens_nothing(me, done):
    link = make_certificate_link(enrolment=done)
    assert opened(link.key).status_code == 200

    for _ in range(2):
        me.post(reverse("certificate_stop", args=[link.public_id]))

    assert opened(link.key).status_code == 404
    assert Client().get(reverse("certificate_open_badge", args=[link.key])).status_code == 404
    assert "Stopped" in me.get(reverse("certificate_show", args=[done.public_id])).text


def test_a_result_put_right_ends_the_certificate(done):
    link = make_certificate_link(enrolment=done)
    assert opened(link.key).status_code == 200

    by = make_actor(organisation=done.organisation)
    enrolments.correct(enrolment=done, to="not_achieved", reason="Marked in the wrong row.", by=by)

    assert opened(link.key).status_code == 404


def test_pressing_twice_makes_one_link(me, done):
    for _ in range(2):
        me.post(reverse("certificate_show", args=[done.public_id]), {"label": "The library"})
    assert [link.label for link in done.certificate_links.all()] == ["The library"]
    assert "Nobody has opened it." in me.get(reverse("certificate_show", args=[done.public_id])).text


def test_there_is_none_before_the_end_and_none_for_others(me, done):
    assert done.learner
    going_on = make_enrolment(learner=done.learner)
    for enrolment in (going_on, make_enrolment(state="achieved")):
        assert me.get(reverse("certificate_show", args=[enrolment.public_id])).status_code == 404
        assert me.get(reverse("certificate_badge", args=[enrolment.public_id])).status_code == 404
    link = make_certificate_link()
    assert me.post(reverse("certificate_stop", args=[link.public_id])).status_code == 404
    assert opened("x" * 43).status_code == 404


def test_the_badge_has_what_open_badges_asks_for(done):
    link = make_certificate_link(enrolment=done)
    response = Client().get(reverse("certificate_open_badge", args=[link.key]))
    data = response.json()

    assert response["Content-Type"] == "application/ld+json"
    assert data["@context"] == [
        "https://www.w3.org/ns/credentials/v2",
        "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json",
    ]
    assert data["type"] == ["VerifiableCredential", "OpenBadgeCredential"]
    assert data["validFrom"] == "2026-03-02T00:00:00Z"
    assert data["issuer"]["type"] == ["Profile"]
    assert data["evidence"][0]["id"].endswith(reverse("certificate_open", args=[link.key]))
    subject = data["credentialSubject"]
    assert subject["type"] == ["AchievementSubject"]
    assert subject["identifier"][0]["identityHash"] == done.learner.user.get_full_name()
    achievement = subject["achievement"]
    assert (achievement["type"], achievement["name"]) == (["Achievement"], "Web pages")
    assert "Achieved on 2 March 2026" in achievement["criteria"]["narrative"]
    assert [each["targetName"] for each in achievement["alignment"]] == ["Use CSS"]


def test_a_deleted_profile_takes_its_certificates_along(done):
    link = make_certificate_link(enrolment=done)
    assert opened(link.key).status_code == 200
    Learner.objects.filter(pk=done.learner_id).delete()
    assert opened(link.key).status_code == 404


def test_nobody_shares_for_somebody_else(done):
    with pytest.raises(Exception, match="Only the person whose certificate it is"):
        certificates.share(enrolment=done, by=actor_of(make_learner().user))
