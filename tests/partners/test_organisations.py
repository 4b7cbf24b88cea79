"""Signing up and changing details."""

import threading
from typing import Any

import pytest
from django.db import IntegrityError, connection
from django.test import Client
from django.urls import reverse

from district.outbox.models import Message
from district.partners.models import Membership, Organisation, OrganisationDraft, OrganisationRole, Rank, Role
from district.partners.services import drafts, organisations
from district.web.errors import NotAllowed, Refused
from tests.factories.accounts import make_user
from tests.factories.partners import actor_of, make_actor, make_organisation
from tests.factories.places import make_postcode
from tests.partners.conftest import Town

ANSWERS = {
    "name": {"name": "Canal Works"},
    "roles": {"roles": ["provider", "employer"]},
    "company-number": {"company_number": "1234567"},
    "ukprn": {"ukprn": "10012345"},
    "website": {"website": "canal.example.org"},
    "place": {"postcode": "b11aa"},
    "description": {"description": "Teaches coding beside the water, for everybody."},
}


def ask(slug: str) -> str:
    return reverse("organisation_ask", args=[slug])


@pytest.fixture
def person(db: None) -> Client:
    make_postcode()
    client = Client()
    client.force_login(make_user())
    return client


def fill_in(client: Client, until: str = "") -> None:
    client.post(reverse("organisation_start"))
    for slug, answer in ANSWERS.items():
        if slug == until:
            return
        client.post(ask(slug), answer)


def test_one_question_a_page_leads_to_an_organisation_that_waits(person: Client) -> None:
    assert person.post(reverse("organisation_start"))["Location"] == ask("name")
    slugs = list(ANSWERS)
    for slug, following in zip(slugs, [*slugs[1:], None], strict=True):
        expected = ask(following) if following else reverse("organisation_check")
        assert person.get(ask(slug)).status_code == 200
        assert person.post(ask(slug), ANSWERS[slug])["Location"] == expected
    page = person.get(reverse("organisation_check")).text
    for words in ("Canal Works", "Training provider<br>Employer", "01234567", "10012345", "B1 1AA"):
        assert words in page
    done = person.post(reverse("organisation_check"))
    organisation = Organisation.objects.get()
    assert done["Location"] == reverse("organisation_show", args=[organisation.public_id])
    assert organisation.website == "https://canal.example.org"
    assert set(organisation.roles.order_by("role").values_list("role", "state")) == {
        ("employer", "requested"),
        ("provider", "requested"),
    }
    assert Membership.objects.get().rank == Rank.ADMIN
    assert "WMCA staff now check it" in Message.objects.get().text


def test_sending_twice_makes_one_organisation(person: Client) -> None:
    fill_in(person)
    first, second = (person.post(reverse("organisation_check")) for _ in range(2))
    assert first["Location"] == second["Location"]
    assert Organisation.objects.count() == 1
    assert Message.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_eight_presses_make_one_organisation() -> None:
    user = make_user()
    draft = OrganisationDraft.objects.create(user=user, name="Canal Works", roles=["employer"])
    gate, made = threading.Barrier(8), []

    def press() -> None:
        by = actor_of(user)
        gate.wait()
        made.append(organisations.register(draft=draft, by=by).id)
        connection.close()

    threads = [threading.Thread(target=press) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(made) == 8
    assert len(set(made)) == 1
    assert Organisation.objects.count() == 1


def test_a_question_that_does_not_apply_is_not_asked(person: Client) -> None:
    fill_in(person, until="roles")
    person.post(ask("roles"), {"roles": ["school"]})
    person.post(ask("company-number"), {"company_number": ""})
    assert person.get(ask("ukprn"))["Location"] == ask("urn")
    assert person.get(ask("urn")).status_code == 200


def test_a_skipped_question_is_gone_back_to(person: Client) -> None:
    fill_in(person, until="ukprn")
    for address in (ask("description"), ask("nothing-such"), reverse("organisation_check")):
        assert person.get(address)["Location"] == ask("ukprn")
        assert person.post(address, {"description": "x" * 30})["Location"] == ask("ukprn")
    assert not Organisation.objects.exists()


def test_a_draft_waits_on_every_device_and_is_nobody_elses(person: Client) -> None:
    fill_in(person, until="place")
    draft = OrganisationDraft.objects.get()
    again = Client()
    again.force_login(draft.user)
    assert again.post(reverse("organisation_start"))["Location"] == ask("place")
    other = Client()
    other.force_login(make_user())
    assert other.get(ask("place"))["Location"] == reverse("organisation_start")
    with pytest.raises(Refused, match="belongs to somebody else"):
        organisations.register(draft=draft, by=make_actor())


def test_a_draft_can_be_thrown_away(person: Client) -> None:
    fill_in(person, until="place")
    person.post(reverse("draft_discard"))
    assert not OrganisationDraft.objects.exists()


def test_answers_can_be_changed_from_the_check_page(person: Client) -> None:
    fill_in(person)
    assert person.post(ask("name"), {"name": "Lock Works"})["Location"] == reverse("organisation_check")
    assert "Lock Works" in person.get(reverse("organisation_check")).text


@pytest.mark.parametrize(
    ("slug", "field", "value"),
    [("company-number", "company_number", "01234567"), ("ukprn", "ukprn", "10012345")],
)
def test_a_number_that_is_here_already_leads_to_asking_to_join(
    person: Client, slug: str, field: str, value: str
) -> None:
    known = make_organisation(name="Known Works", **{field: value})
    fill_in(person, until=slug)
    response = person.post(ask(slug), {field: f" {value} "})
    assert response["Location"] == reverse("organisation_join", args=[known.public_id])
    assert "Known Works is here already" in person.get(response["Location"]).text


def test_a_number_taken_in_the_meantime_makes_nothing(person: Client) -> None:
    fill_in(person)
    make_organisation(company_number="01234567")
    response = person.post(reverse("organisation_check"))
    assert (response.status_code, "joined in the meantime" in response.text) == (409, True)
    assert Organisation.objects.count() == 1
    assert not OrganisationRole.objects.exists()


BAD = [
    ("name", {"name": ""}, "Enter the name"),
    ("name", {"name": "x\x00y"}, "hidden characters"),
    ("name", {"name": "\u202egnp.exe"}, "hidden characters"),
    ("name", {"name": "\u200b\u200b"}, "can be seen"),
    ("name", {"name": "x" * 201}, "200 characters or fewer"),
    ("roles", {}, "Choose at least one"),
    ("roles", {"roles": ["authority"]}, "Choose from the options shown"),
    ("roles", {"roles": ["provider", "king"]}, "Choose from the options shown"),
    ("company-number", {"company_number": "123456789"}, "8 digits, or 2 letters and 6 digits"),
    ("company-number", {"company_number": "1000000019"}, "learner&#x27;s number (ULN)"),
    ("ukprn", {"ukprn": "01234567"}, "A UKPRN has 8 digits"),
    ("ukprn", {"ukprn": "AB123456C"}, "National Insurance number"),
    ("ukprn", {"ukprn": ""}, "Enter the UKPRN"),
    ("website", {"website": "javascript:alert(1)"}, "starts with https://"),
    ("website", {"website": "http://localhost/"}, "everybody can open"),
    ("website", {"website": "http://169.254.169.254/"}, "name instead of its number"),
    ("website", {"website": "https://user:pw@example.org"}, "Remove the user name and password"),
    ("place", {"postcode": "ZZ99 9ZZ"}, "We cannot find"),
    ("place", {"postcode": "B1"}, "Enter the whole postcode"),
    ("place", {"postcode": ""}, "Enter the postcode"),
    ("description", {"description": "Call me: AB123456C, I answer always"}, "Remove the National Insurance"),
    ("description", {"description": "Short"}, "at least 20 characters"),
    ("description", {"description": "x" * 1501}, "1500 characters or fewer"),
]


@pytest.mark.parametrize(("slug", "answer", "sentence"), BAD)
def test_a_bad_answer_gets_a_sentence_and_changes_nothing(
    person: Client, slug: str, answer: dict[str, Any], sentence: str
) -> None:
    fill_in(person, until=slug)
    before = OrganisationDraft.objects.values().get()
    response = person.post(ask(slug), answer)
    assert response.status_code == 200
    assert sentence in response.text
    assert OrganisationDraft.objects.values().get() == before


@pytest.mark.parametrize("name", ["O'Brien-Ñ 李 🎓", "X", "<script>alert(1)</script>", "{{7*7}}", "x" * 200])
def test_an_unusual_name_is_kept_as_typed(person: Client, name: str) -> None:
    fill_in(person, until="name")
    person.post(ask("name"), {"name": name})
    assert OrganisationDraft.objects.get().name == name
    assert "<script>alert" not in person.get(ask("name")).text


def details(organisation: Organisation, **changed: Any) -> dict[str, Any]:
    return {
        "website": organisation.website,
        "postcode": organisation.postcode_id,
        "description": organisation.description,
        "version": organisation.version,
    } | changed


def test_an_administrator_changes_the_details(town: Town) -> None:
    client = town.client_of("admin")
    address = reverse("organisation_change", args=[town.organisation.public_id])
    sent = details(town.organisation, description="Teaches coding on boats and bridges.")
    assert client.post(address, sent).status_code == 302
    town.organisation.refresh_from_db()
    assert town.organisation.description == "Teaches coding on boats and bridges."
    assert town.organisation.version == 2


def test_the_second_of_two_who_edit_sees_both_versions_and_loses_nothing(town: Town) -> None:
    address = reverse("organisation_change", args=[town.organisation.public_id])
    client = town.client_of("admin")
    client.post(address, details(town.organisation, description="The first one's words, saved."))
    late = client.post(address, details(town.organisation, description="The second one's words, typed."))
    assert late.status_code == 409
    assert "The first one&#x27;s words, saved." in late.text
    assert "The second one&#x27;s words, typed." in late.text
    town.organisation.refresh_from_db()
    assert town.organisation.description == "The first one's words, saved."
    again = details(town.organisation, description="The second one's words, typed.")
    assert client.post(address, again).status_code == 302


def test_hidden_fields_that_nobody_asked_for_are_ignored(town: Town) -> None:
    address = reverse("organisation_change", args=[town.organisation.public_id])
    forged = {
        "ukprn": "10099999",
        "is_active": "",
        "is_fictional": "on",
        "name": "Other",
        "company_number": "1",
    }
    town.client_of("admin").post(address, details(town.organisation, **forged))
    before = Organisation.objects.values().get(id=town.organisation.id)
    assert (before["ukprn"], before["is_active"], before["is_fictional"]) == ("", True, False)
    assert (before["name"], before["company_number"]) == ("Canal Works", "01234567")


def test_a_name_that_was_checked_stands(town: Town) -> None:
    with pytest.raises(Refused, match="The name has been checked"):
        organisations.change(
            organisation=town.organisation, version=1, values={"name": "Bank"}, by=actor_of(town.admin)
        )


def test_a_name_that_waits_may_change(db: None) -> None:
    by = make_actor(role=Role.EMPLOYER, approved=False)
    changed = organisations.change(
        organisation=by.organisation, version=1, values={"name": "Lock Works"}, by=by
    )
    assert (changed.name, changed.version) == ("Lock Works", 2)
    assert (
        organisations.change(organisation=changed, version=2, values={"name": "Lock Works"}, by=by).version
        == 2
    )


@pytest.mark.parametrize("part", ["member", "removed", "stranger", "staff"])
def test_nobody_else_changes_details(town: Town, part: str) -> None:
    with pytest.raises(NotAllowed):
        organisations.change(
            organisation=town.organisation,
            version=1,
            values={"website": ""},
            by=actor_of(getattr(town, part)),
        )


@pytest.mark.django_db
def test_old_drafts_are_cleared() -> None:
    old = drafts.start(user=make_user())
    drafts.start(user=make_user())
    OrganisationDraft.objects.filter(id=old.id).update(updated_at="2026-01-01T00:00Z")
    assert drafts.clear_old() == 1


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("field", "bad", "constraint"),
    [
        ("company_number", "123", "partners_company_number_form"),
        ("ukprn", "01234567", "partners_ukprn_form"),
        ("urn", "1", "partners_urn_form"),
    ],
)
def test_the_database_refuses_numbers_of_another_form(field: str, bad: str, constraint: str) -> None:
    with pytest.raises(IntegrityError, match=constraint):
        make_organisation(**{field: bad})


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("field", "value", "constraint"),
    [
        ("company_number", "01234567", "partners_one_per_company"),
        ("ukprn", "10012345", "partners_one_per_ukprn"),
        ("urn", "123456", "partners_one_per_urn"),
    ],
)
def test_the_database_keeps_one_organisation_a_number(field: str, value: str, constraint: str) -> None:
    make_organisation(**{field: value})
    with pytest.raises(IntegrityError, match=constraint):
        make_organisation(**{field: value})
