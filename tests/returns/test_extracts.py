"""Files of learners' rows: one administrator asks, another allows, and each download is kept."""

import hashlib
from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from district.outbox.models import Message, OutboxTask
from district.partners.models import Rank
from district.returns.models import ExtractOpening, LearnerExtract
from district.returns.services import extracts
from district.web.errors import NotAllowed, Refused
from programmes.models import ExportRecord
from tests.factories.partners import actor_of, make_membership, make_staff
from tests.factories.programmes import make_enrolment
from tests.factories.returns import make_extract

pytestmark = pytest.mark.django_db
SENT = {"issue": "uln", "purpose": "quality", "reason": "For the review."}


def client_of(user) -> Client:
    client = Client()
    client.force_login(user)
    return client


@pytest.fixture
def first():
    return make_staff()


@pytest.fixture
def second(first):
    return make_membership(organisation=first.memberships.get().organisation).user


@pytest.fixture
def enrolment():
    return make_enrolment(learner_reference="R0042")


@pytest.fixture
def extract(first, enrolment):
    return make_extract(asked_by=first, issue="uln")


def page_of(extract, name: str = "show") -> str:
    return reverse(f"authority_extract_{name}", args=[extract.public_id])


def test_one_asks_another_allows_and_the_first_downloads(first, second, enrolment):
    mine, theirs = client_of(first), client_of(second)
    asked = mine.post(reverse("authority_extract_ask"), SENT, follow=True)
    assert "Another administrator decides on it." in asked.text
    extract = LearnerExtract.objects.get()
    assert "cannot be downloaded now" in mine.post(page_of(extract, "open"), follow=True).text
    own = mine.post(page_of(extract), {"decision": "allow"}, follow=True)
    assert "Somebody else has to decide on it." in own.text
    assert (
        "Decided. Who asked is told."
        in theirs.post(page_of(extract), {"decision": "allow"}, follow=True).text
    )
    assert theirs.post(page_of(extract, "open")).status_code == 403

    response = mine.post(page_of(extract, "open"))

    file = b"".join(response.streaming_content)
    assert b"R0042" in file
    for hidden in (enrolment.learner.user.name, enrolment.learner.user.email, enrolment.uln):
        assert not hidden or hidden.encode() not in file
    opening = ExtractOpening.objects.select_related("record").get()
    assert opening.digest == hashlib.sha256(file).hexdigest()
    assert (opening.record.made_by, opening.record.row_count, opening.record.purpose) == (first, 1, "quality")
    for client in (mine, theirs):
        assert opening.digest in client.get(page_of(extract)).text


def test_a_download_that_breaks_off_is_kept_without_a_digest(first, second, extract):
    extracts.allow(extract=extract, by=actor_of(second))
    response = client_of(first).post(page_of(extract, "open"))
    next(iter(response.streaming_content))
    assert ExtractOpening.objects.get().digest == ""
    assert "Broken off" in client_of(first).get(page_of(extract)).text


def test_the_one_who_asked_is_told_once_what_came_of_it(first, second, extract):
    for _ in range(2):
        extracts.allow(extract=extract, by=actor_of(second))
    task = OutboxTask.objects.get(name="returns.tell_of_extract")
    for _ in range(2):
        extracts.write(**task.args)
    message = Message.objects.get(to=first.email)
    assert "can be downloaded" in message.subject
    assert page_of(extract) in message.text


def test_what_is_not_allowed_needs_a_reason_and_stays_shut(first, second, extract):
    with pytest.raises(Refused, match="Say why not"):
        extracts.refuse(extract=extract, note=" ", by=actor_of(second))
    extracts.refuse(extract=extract, note="The counts will do.", by=actor_of(second))
    with pytest.raises(Refused, match="“refused”"):
        extracts.allow(extract=extract, by=actor_of(second))
    with pytest.raises(Refused, match="cannot be downloaded now"):
        extracts.open_file(extract=extract, by=actor_of(first))


def test_it_ends_by_the_clock_and_when_it_is_taken_back(first, second, extract):
    stranger = make_membership(organisation=first.memberships.get().organisation).user
    with pytest.raises(Refused, match="Only who asked"):
        extracts.withdraw(extract=extract, by=actor_of(stranger))
    extracts.allow(extract=extract, by=actor_of(second))
    extracts.withdraw(extract=extract, by=actor_of(second))
    waiting = make_extract(asked_by=first)
    opened = make_extract(asked_by=first, state="allowed")
    LearnerExtract.objects.exclude(pk=extract.pk).update(ends_at=timezone.now() - timedelta(seconds=1))
    for each in (extract, opened):
        with pytest.raises(Refused, match="cannot be downloaded now"):
            extracts.open_file(extract=each, by=actor_of(first))
    with pytest.raises(Refused, match="“ended”"):
        extracts.allow(extract=waiting, by=actor_of(second))
    assert (extracts.end_run_out(), extracts.end_run_out()) == (2, 0)


def test_staff_who_are_no_administrators_and_providers_have_no_part_in_it(extract, enrolment):
    analyst = actor_of(make_staff(rank=Rank.MEMBER))
    provider = actor_of(make_membership(organisation=enrolment.organisation).user)
    for by in (analyst, provider):
        assert not LearnerExtract.objects.visible_to(by).exists()
        with pytest.raises(NotAllowed):
            extracts.ask(organisation=None, by=by, **SENT)
        for act in (extracts.allow, extracts.withdraw, extracts.open_file):
            with pytest.raises(NotAllowed):
                act(extract=extract, by=by)


def test_the_database_keeps_the_two_apart(first, extract):
    wrong = (
        {"decided_by": first, "decided_at": timezone.now(), "state": "allowed"},
        {"state": "allowed"},
        {"reason": ""},
        {"state": "refused", "decided_at": timezone.now()},
    )
    for fields in wrong:
        with pytest.raises(IntegrityError), transaction.atomic():
            LearnerExtract.objects.filter(pk=extract.pk).update(**fields)


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"reason": ""}, "Enter the reason"),
        ({"reason": "\u202egnp"}, "Remove the hidden characters"),
        ({"issue": "outside"}, "There is nothing to download."),
        ({"issue": "x\x00"}, "There is a problem"),
        ({"provider": "no-uuid"}, "There is a problem"),
        ({"purpose": "fun"}, "There is a problem"),
    ],
)
def test_a_bad_request_says_what_to_do_and_asks_for_nothing(first, enrolment, wrong, sentence):
    response = client_of(first).post(reverse("authority_extract_ask"), SENT | wrong)
    assert response.status_code == 200
    assert sentence in response.text
    assert not LearnerExtract.objects.exists()


@pytest.mark.parametrize(
    "query", [{"state": "x"}, {"state": "\x00"}, {"page": "9" * 500}, {"state": "asked"}]
)
def test_the_list_narrows_and_bears_nonsense(first, extract, query):
    page = client_of(first).get(reverse("authority_extract_list"), query)
    assert page.status_code == 200
    assert page_of(extract) in page.text
    assert (
        page_of(extract)
        not in client_of(first).get(reverse("authority_extract_list"), {"state": "ended"}).text
    )


def test_a_provider_downloads_its_own_rows_by_itself(enrolment):
    make_enrolment(learner_reference="OTHERS1")
    own = client_of(make_membership(organisation=enrolment.organisation).user)
    address = reverse("provider_quality_export")
    assert "There is a problem" in own.post(address, {"purpose": ""}).text
    file = b"".join(own.post(address, {"purpose": "quality"}).streaming_content).decode()
    assert enrolment.learner.user.name in file
    assert "OTHERS1" not in file
    assert ExportRecord.objects.get().row_count == 1
