"""Who may open what: every address of organisations, tried by everybody."""

from collections.abc import Callable
from typing import Any

import pytest
from django.urls import get_resolver, reverse

from district.outbox.models import ImportRun, OutboxTask, Progress
from district.partners import urls
from district.partners.models import OrganisationMerge, RoleQuestion
from tests.factories.partners import make_organisation, make_site
from tests.partners.conftest import TOKEN, Town

PARTS = ("visitor", "learner", "stranger", "removed", "member", "admin", "staff_member", "staff")
EVERYBODY = dict.fromkeys(PARTS, 200)
SIGNED_IN = EVERYBODY | {"visitor": 302}
MEMBERS = dict.fromkeys(PARTS, 404) | {"visitor": 302, "member": 200, "admin": 200}
ADMINS = MEMBERS | {"member": 403}
STAFF = dict.fromkeys(PARTS, 403) | {"visitor": 302, "staff_member": 200, "staff": 200}
STAFF_ADMINS = STAFF | {"staff_member": 403}


def of_organisation(town: Town) -> list[Any]:
    return [town.organisation.public_id]


def site_of(town: Town) -> Any:
    return make_site(organisation=town.organisation).public_id


def question_of(town: Town) -> Any:
    return RoleQuestion.objects.create(
        organisation_role=town.waiting, question="Which yard?", asked_by=town.staff
    ).public_id


def merge_of(town: Town) -> Any:
    return OrganisationMerge.objects.create(
        kept=make_organisation(),
        gone=make_organisation(is_active=False),
        reason="The same.",
        merged_by=town.staff,
    ).public_id


# URL name -> its arguments in the town, and the status of a GET by part.
PAGES: dict[str, tuple[Callable[[Town], list[Any]], dict[str, int]]] = {
    "partner_list": (lambda town: [], EVERYBODY),
    "partner_show": (of_organisation, EVERYBODY),
    "organisation_list": (lambda town: [], SIGNED_IN),
    "organisation_switch": (lambda town: [], SIGNED_IN | {"learner": 302, "removed": 302}),
    "organisation_start": (lambda town: [], SIGNED_IN),
    "organisation_check": (lambda town: [], dict.fromkeys(PARTS, 302)),
    "organisation_ask": (lambda town: ["name"], dict.fromkeys(PARTS, 302)),
    "organisation_join": (of_organisation, SIGNED_IN | {"member": 302, "admin": 302}),
    "organisation_show": (of_organisation, MEMBERS),
    "organisation_change": (of_organisation, ADMINS),
    "role_ask": (of_organisation, ADMINS),
    "invitation_send": (of_organisation, ADMINS),
    "invitation_accept": (lambda town: [TOKEN], dict.fromkeys(PARTS, 403) | {"visitor": 302}),
    "member_change": (
        lambda town: [town.organisation.public_id, town.membership_of("member").public_id],
        ADMINS,
    ),
    "member_remove": (
        lambda town: [town.organisation.public_id, town.membership_of("member").public_id],
        MEMBERS,
    ),
    "site_add": (of_organisation, ADMINS),
    "site_change": (lambda town: [town.organisation.public_id, site_of(town)], ADMINS),
    "employer_facts_change": (of_organisation, ADMINS),
    "number_give": (of_organisation, ADMINS),
    "role_question_answer": (lambda town: [town.organisation.public_id, question_of(town)], ADMINS),
    "authority_check_list": (lambda town: [], STAFF),
    "role_question_ask": (lambda town: [town.waiting.public_id], STAFF_ADMINS),
    "merge_list": (lambda town: [], STAFF),
    "merge_choose": (of_organisation, STAFF),
    "merge_show": (lambda town: [merge_of(town)], STAFF),
    "merge_undo": (lambda town: [merge_of(town)], STAFF_ADMINS),
    "merge_preview": (
        lambda town: [town.organisation.public_id, make_organisation().public_id],
        STAFF_ADMINS,
    ),
    "authority_organisation_list": (lambda town: [], STAFF),
    "authority_organisation_show": (of_organisation, STAFF),
    "organisation_history": (of_organisation, STAFF),
    "check_record": (lambda town: [town.waiting.public_id, "register"], STAFF_ADMINS),
    "role_decide": (lambda town: [town.waiting.public_id, "refuse"], STAFF_ADMINS),
    "job_board_show": (lambda town: [], STAFF),
    "progress_show": (lambda town: [Progress.objects.create(title="Reading").public_id], STAFF),
    "import_show": (lambda town: [ImportRun.objects.create(kind="skills", source="a.csv").public_id], STAFF),
}
# Addresses that only take a POST.
ACTS: dict[str, tuple[Callable[[Town], list[Any]], dict[str, int]]] = {
    "draft_discard": (lambda town: [], dict.fromkeys(PARTS, 302)),
    "join_withdraw": (
        lambda town: [town.join_request.public_id],
        dict.fromkeys(PARTS, 404) | {"visitor": 302},
    ),
    "invitation_withdraw": (
        lambda town: [town.organisation.public_id, town.invitation.public_id],
        ADMINS | {"admin": 302},
    ),
    "join_accept": (
        lambda town: [town.organisation.public_id, town.join_request.public_id],
        ADMINS | {"admin": 302},
    ),
    "join_decline": (
        lambda town: [town.organisation.public_id, town.join_request.public_id],
        ADMINS | {"admin": 302},
    ),
    "site_close": (
        lambda town: [town.organisation.public_id, site_of(town)],
        ADMINS | {"admin": 302},
    ),
    "site_make_main": (
        lambda town: [town.organisation.public_id, site_of(town)],
        ADMINS | {"admin": 302},
    ),
    "role_question_withdraw": (lambda town: [question_of(town)], STAFF_ADMINS | {"staff": 302}),
    "different_say": (
        lambda town: [town.organisation.public_id, make_organisation().public_id],
        STAFF_ADMINS | {"staff": 302},
    ),
    "claim_accept": (lambda town: [town.join_request.public_id], STAFF_ADMINS | {"staff": 403}),
    "claim_decline": (lambda town: [town.join_request.public_id], STAFF_ADMINS | {"staff": 403}),
    "job_retry": (
        lambda town: [OutboxTask.objects.create(name="x", promised_in=1).id],
        STAFF_ADMINS | {"staff": 302, "staff_member": 403},
    ),
}


@pytest.mark.parametrize("name", PAGES)
def test_page_opens_for_whom_it_should(town: Town, name: str) -> None:
    arguments, expected = PAGES[name]
    address = reverse(name, args=arguments(town))
    answers = {part: town.client_of(part).get(address) for part in PARTS}
    assert {part: answer.status_code for part, answer in answers.items()} == expected
    for answer in answers.values():
        if answer.status_code in {403, 404}:
            assert "Teaches coding beside the water" not in answer.text
            assert town.invitation.email not in answer.text


@pytest.mark.parametrize("name", ACTS)
def test_act_is_taken_from_whom_it_should(town: Town, name: str) -> None:
    arguments, expected = ACTS[name]
    address = reverse(name, args=arguments(town))
    answers = {part: town.client_of(part).post(address).status_code for part in PARTS}
    assert answers == expected
    assert town.client_of("staff").get(address).status_code == 405


@pytest.mark.parametrize("name", [name for name, (_, expected) in PAGES.items() if expected is ADMINS])
def test_what_may_not_be_seen_may_not_be_sent_either(town: Town, name: str) -> None:
    arguments, expected = PAGES[name]
    address = reverse(name, args=arguments(town))
    sent = {"name": "Taken over", "rank": "admin", "email": "me@example.com", "role": "school"}
    parts = ("learner", "stranger", "removed", "member")
    answers = {part: town.client_of(part).post(address, sent).status_code for part in parts}
    assert answers == {part: expected[part] for part in parts}
    town.organisation.refresh_from_db()
    assert town.organisation.name == "Canal Works"


def test_every_address_is_in_the_tables_above() -> None:
    names = {pattern.name for pattern in urls.urlpatterns}
    assert names == set(PAGES) | set(ACTS)
    assert names <= {pattern for pattern in get_resolver().reverse_dict if isinstance(pattern, str)}


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
