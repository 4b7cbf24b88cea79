"""What nobody but its administrators may send to an organisation, and who is refused on the next request."""

from collections.abc import Callable
from typing import Any

import pytest
from django.urls import reverse

from district.partners.models import RoleQuestion
from tests.factories.partners import make_site
from tests.partners.conftest import Town

# Pages with a form of an organisation that only its administrators may send: URL name -> its arguments in the town.
FORMS: dict[str, Callable[[Town], list[Any]]] = {
    "organisation_change": lambda town: [town.organisation.public_id],
    "role_ask": lambda town: [town.organisation.public_id],
    "invitation_send": lambda town: [town.organisation.public_id],
    "member_change": lambda town: [town.organisation.public_id, town.membership_of("member").public_id],
    "site_add": lambda town: [town.organisation.public_id],
    "site_change": lambda town: [
        town.organisation.public_id,
        make_site(organisation=town.organisation).public_id,
    ],
    "employer_facts_change": lambda town: [town.organisation.public_id],
    "number_give": lambda town: [town.organisation.public_id],
    "role_question_answer": lambda town: [
        town.organisation.public_id,
        RoleQuestion.objects.create(
            organisation_role=town.waiting, question="Which yard?", asked_by=town.staff
        ).public_id,
    ],
}
ANSWERS = {"learner": 404, "stranger": 404, "removed": 404, "member": 403}


@pytest.mark.parametrize("name", FORMS)
def test_what_may_not_be_seen_may_not_be_sent_either(town: Town, name: str) -> None:
    address = reverse(name, args=FORMS[name](town))
    sent = {"name": "Taken over", "rank": "admin", "email": "me@example.com", "role": "school"}
    answers = {part: town.client_of(part).post(address, sent) for part in ANSWERS}
    assert {part: answer.status_code for part, answer in answers.items()} == ANSWERS
    for answer in answers.values():
        assert "Teaches coding beside the water" not in answer.text
        assert town.invitation.email not in answer.text
    town.organisation.refresh_from_db()
    assert town.organisation.name == "Canal Works"


def test_a_visitor_is_sent_to_sign_in_and_back(town: Town) -> None:
    address = reverse("organisation_show", args=[town.organisation.public_id])
    response = town.client_of("visitor").get(f"{address}?a=1&b=2")
    assert response["Location"] == f"/account/login/?next={address.replace('/', '%2F')}%3Fa%3D1%26b%3D2"


def test_a_member_who_is_removed_is_refused_on_the_next_request(town: Town) -> None:
    client = town.client_of("member")
    address = reverse("organisation_show", args=[town.organisation.public_id])
    assert client.get(address).status_code == 200
    membership = town.membership_of("member")
    admin = town.client_of("admin")
    admin.post(reverse("member_remove", args=[town.organisation.public_id, membership.public_id]))
    assert client.get(address).status_code == 404


def test_staff_whose_organisation_is_suspended_are_refused_on_the_next_request(town: Town) -> None:
    client = town.client_of("staff")
    assert client.get(reverse("job_board_show")).status_code == 200
    town.staff.memberships.get().organisation.roles.update(state="suspended", reason="A test.")
    assert client.get(reverse("job_board_show")).status_code == 403


def test_a_person_who_is_locked_out_is_sent_to_sign_in(town: Town) -> None:
    client = town.client_of("member")
    town.member.is_active = False
    town.member.save()
    response = client.get(reverse("organisation_show", args=[town.organisation.public_id]))
    assert response.status_code == 302


def test_pages_for_those_signed_in_are_kept_by_no_cache(town: Town) -> None:
    response = town.client_of("member").get(reverse("organisation_list"))
    assert response["Cache-Control"] == "no-store, private"


@pytest.mark.parametrize("part", ["staff", "admin", "member", "learner"])
def test_two_step_sign_in_comes_first_for_those_whom_others_rely_on(
    town: Town, settings: Any, part: str
) -> None:
    settings.REQUIRE_MFA = True
    response = town.client_of(part).get(reverse("organisation_list"))
    if part in {"staff", "admin"}:
        assert (response.status_code, response["Location"]) == (302, reverse("mfa_index"))
    else:
        assert response.status_code == 200
