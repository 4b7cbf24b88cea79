"""Lists and pages: what stands where, with how many questions to the database."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from district.outbox.models import ImportRun, OutboxTask, Progress, RefusedRow
from district.partners.models import Membership, OrganisationRole, Rank, Role
from tests.factories.partners import (
    make_invitation,
    make_join_request,
    make_membership,
    make_organisation,
    make_role,
    make_staff,
    pass_checks,
)
from tests.factories.places import make_postcode
from tests.partners.conftest import Town

SIGNED_IN = 3  # session, user, memberships with their roles


@pytest.fixture
def staff(db: None) -> Client:
    client = Client()
    client.force_login(make_staff())
    client.get(reverse("organisation_start"))  # the first form of a session writes its token into it
    return client


def make_failed() -> OutboxTask:
    now = timezone.now()
    return OutboxTask.objects.create(
        name="outbox.deliver_message",
        promised_in=1,
        state="failed",
        created_at=now,
        done_at=now,
        error="No such address.",
    )


def fill(count: int) -> None:
    for number in range(count):
        waiting = make_organisation(role=Role.EMPLOYER, approved=False, postcode=make_postcode())
        OrganisationRole.objects.filter(organisation=waiting).update(
            requested_at=timezone.now() - timedelta(days=number)
        )
        partner = make_organisation(role=Role.PROVIDER, postcode=make_postcode())
        make_role(organisation=partner, role=Role.EMPLOYER)
        make_membership(organisation=partner)


@pytest.mark.parametrize("count", [1, 10])
@pytest.mark.django_db
def test_the_public_list_asks_three_questions(
    client: Client, django_assert_num_queries: Any, count: int
) -> None:
    fill(count)
    with django_assert_num_queries(3):
        page = client.get(reverse("partner_list"))
    assert page.text.count('class="dsd-result"') == count


@pytest.mark.parametrize("count", [1, 10])
def test_the_list_for_staff_asks_three_questions_more_than_who_is_signed_in(
    staff: Client, django_assert_num_queries: Any, count: int
) -> None:
    fill(count)
    with django_assert_num_queries(SIGNED_IN + 3):
        page = staff.get(reverse("authority_organisation_list"))
    assert f"{2 * count + 1} organisations" in page.text


@pytest.mark.parametrize("count", [1, 10])
def test_an_inner_page_asks_no_more_for_more_people(
    town: Town, django_assert_num_queries: Any, count: int
) -> None:
    for _ in range(count):
        make_membership(organisation=town.organisation)
        make_invitation(organisation=town.organisation)
        make_join_request(organisation=town.organisation)
    client = town.client_of("admin")
    client.get(reverse("organisation_start"))
    with django_assert_num_queries(SIGNED_IN + 6):
        client.get(reverse("organisation_show", args=[town.organisation.public_id]))


@pytest.mark.parametrize("count", [1, 6])
def test_the_page_for_staff_asks_six_questions(
    town: Town, django_assert_num_queries: Any, count: int
) -> None:
    for role in list(Role)[:count]:
        asked, _ = OrganisationRole.objects.get_or_create(organisation=town.organisation, role=role)
        pass_checks(asked)
        make_membership(organisation=town.organisation)
    client = town.client_of("staff")
    with django_assert_num_queries(SIGNED_IN + 6):
        client.get(reverse("authority_organisation_show", args=[town.organisation.public_id]))


@pytest.mark.parametrize("count", [1, 10])
def test_the_job_board_asks_four_questions(staff: Client, django_assert_num_queries: Any, count: int) -> None:
    for number in range(count):
        Progress.objects.create(title=f"Reading {number}", total_count=10, done_count=3)
        ImportRun.objects.create(kind="skills", source=f"{number}.csv")
        make_failed()
    with django_assert_num_queries(SIGNED_IN + 4):
        page = staff.get(reverse("job_board_show"))
    assert page.text.count("Try again") == count


@pytest.mark.parametrize("count", [1, 10])
def test_the_history_asks_three_questions(town: Town, django_assert_num_queries: Any, count: int) -> None:
    for _ in range(count):
        make_membership(organisation=town.organisation)
    client = town.client_of("staff")
    with django_assert_num_queries(SIGNED_IN + 3):
        client.get(reverse("organisation_history", args=[town.organisation.public_id]))


def test_what_waits_longest_stands_first(staff: Client) -> None:
    make_organisation(name="Settled", role=Role.PROVIDER)
    for name, days in (("Young", 1), ("Old", 9)):
        waiting = make_organisation(name=name, role=Role.EMPLOYER, approved=False)
        OrganisationRole.objects.filter(organisation=waiting).update(
            requested_at=timezone.now() - timedelta(days=days)
        )
    text = staff.get(reverse("authority_organisation_list")).text
    assert text.index(">Old<") < text.index(">Young<") < text.index(">Settled<")
    assert "9 days ago" in text


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ({"state": "requested"}, {"Waits"}),
        ({"state": "approved", "role": "employer"}, set()),
        ({"state": "approved", "role": "provider"}, {"Teaches"}),
        ({"q": "teach"}, {"Teaches"}),
        ({"q": "0123 4567"}, {"Waits"}),
        ({"q": "%"}, set()),
    ],
)
def test_staff_narrow_the_list(staff: Client, query: dict[str, str], found: set[str]) -> None:
    make_organisation(name="Teaches", role=Role.PROVIDER)
    make_organisation(name="Waits", role=Role.EMPLOYER, approved=False, company_number="01234567")
    text = staff.get(reverse("authority_organisation_list"), query).text
    assert {name for name in ("Teaches", "Waits") if f">{name}<" in text} == found


@pytest.mark.parametrize(
    "query",
    [
        "q=%00",
        "q=%ED%A0%80",
        "page=0",
        "page=-1",
        "page=abc",
        "page=" + "9" * 5000,
        "state=x",
        "role=x&role=y",
        "q=" + "x" * 9000,
    ],
)
@pytest.mark.parametrize("name", ["authority_organisation_list", "partner_list"])
def test_bad_queries_are_answered_calmly(staff: Client, name: str, query: str) -> None:
    make_organisation(role=Role.PROVIDER)
    assert staff.get(f"{reverse(name)}?{query}").status_code in {200, 400, 404}


@pytest.mark.django_db
def test_only_approved_partners_are_public(client: Client) -> None:
    hidden = make_organisation(name="Not yet", role=Role.PROVIDER, approved=False)
    gone = make_organisation(name="Gone", role=Role.PROVIDER, is_active=False)
    make_organisation(name="Open", role=Role.PROVIDER)
    text = client.get(reverse("partner_list")).text
    assert ("Open" in text, "Not yet" in text, "Gone" in text) == (True, False, False)
    for organisation in (hidden, gone):
        assert client.get(reverse("partner_show", args=[organisation.public_id])).status_code == 404


@pytest.mark.django_db
def test_a_partners_page_leads_to_its_courses_and_jobs_and_shows_no_person(
    town: Town, client: Client
) -> None:
    make_role(organisation=town.organisation, role=Role.SCHOOL)
    OrganisationRole.objects.filter(id=town.waiting.id).update(state="approved", decided_at=timezone.now())
    text = client.get(reverse("partner_show", args=[town.organisation.public_id])).text
    assert f"/courses/?provider={town.organisation.public_id}" in text
    assert "/jobs/?q=Canal%20Works" in text
    assert "Birmingham" in text
    for person in (town.admin, town.member):
        assert person.email not in text
        assert "Brien" not in text


def test_members_see_colleagues_and_only_administrators_see_who_is_invited(town: Town) -> None:
    address = reverse("organisation_show", args=[town.organisation.public_id])
    as_member, as_admin = (town.client_of(part).get(address).text for part in ("member", "admin"))
    assert (town.admin.email in as_member, town.admin.email in as_admin) == (True, True)
    assert (town.invitation.email in as_member, town.invitation.email in as_admin) == (False, True)
    assert (town.join_request.message in as_member, town.join_request.message in as_admin) == (False, True)


def test_history_says_what_changed_from_what_and_who_did_it(town: Town) -> None:
    admin = town.client_of("admin")
    admin.post(
        reverse("organisation_change", args=[town.organisation.public_id]),
        {"website": "", "postcode": "B1 1AA", "description": "Teaches coding on bridges too.", "version": 1},
    )
    page = (
        town.client_of("staff").get(reverse("organisation_history", args=[town.organisation.public_id])).text
    )
    assert "Details changed" in page
    assert "<del>Teaches coding beside the water.</del> → Teaches coding on bridges too." in page
    assert "Admin O&#x27;Brien" in page


def test_acting_for_another_organisation_changes_what_one_may_do(town: Town) -> None:
    other = make_membership(user=town.member, rank=Rank.ADMIN).organisation
    client = town.client_of("member")
    assert "Canal Works" in client.get(reverse("organisation_switch")).text
    client.post(reverse("organisation_switch"), {"organisation": str(other.public_id)})
    assert f"<span>{other.name}</span>" in client.get(reverse("partner_list")).text
    forged = client.post(
        reverse("organisation_switch"),
        {"organisation": str(town.stranger.memberships.get().organisation.public_id)},
    )
    assert "Choose from the options shown" in forged.text
    Membership.objects.filter(organisation=other).update(ended_at=timezone.now())
    assert "<span>Canal Works</span>" in client.get(reverse("partner_list")).text


@pytest.mark.parametrize(
    "target", ["//evil.example", "https://evil.example/", "/\\evil.example", "javascript:alert(1)"]
)
def test_switching_leads_to_no_other_site(town: Town, target: str) -> None:
    address = reverse("organisation_switch")
    sent = {"organisation": str(town.organisation.public_id), "next": target}
    assert town.client_of("member").post(address, sent)["Location"] == "/start/"


def test_failed_work_is_listed_and_tried_again(staff: Client) -> None:
    row = make_failed()
    assert "No such address." in staff.get(reverse("job_board_show")).text
    done = staff.post(reverse("job_retry", args=[row.id]), follow=True)
    assert "tried again now" in done.text
    row.refresh_from_db()
    assert row.state == "waiting"
    assert "has not failed" in staff.post(reverse("job_retry", args=[row.id]), follow=True).text
    assert "no longer listed" in staff.post(reverse("job_retry", args=[2**40]), follow=True).text


def test_work_that_waits_too_long_is_said_out_loud(staff: Client) -> None:
    long_ago = timezone.now() - timedelta(minutes=11)
    OutboxTask.objects.create(name="x", promised_in=1, not_before=long_ago)
    assert "more than ten minutes" in staff.get(reverse("job_board_show")).text


def test_progress_is_a_page_and_a_fragment_of_it(staff: Client) -> None:
    work = Progress.objects.create(title="Reading 3 files", total_count=3, done_count=1)
    address = reverse("progress_show", args=[work.public_id])
    whole = staff.get(address).text
    part = staff.get(address, headers={"HX-Request": "true"}).text
    assert "<html" in whole
    assert "<html" not in part
    assert "1 of 3" in part
    assert f'hx-get="{address}"' in part
    Progress.objects.update(state="done", done_count=3, finished_at=timezone.now())
    ended = staff.get(address, headers={"HX-Request": "true"}).text
    assert "It is done." in ended
    assert "hx-get" not in ended


def test_an_import_shows_the_rows_it_could_not_take(staff: Client) -> None:
    run = ImportRun.objects.create(kind="courses", source="courses.csv", read_count=60, refused_count=55)
    RefusedRow.objects.bulk_create(
        RefusedRow(run=run, row=number, field="COST", code="number", message=f"Row {number}: enter a number.")
        for number in range(1, 56)
    )
    address = reverse("import_show", args=[run.public_id])
    assert "Row 50: enter a number." in staff.get(address).text
    assert "Row 55: enter a number." in staff.get(address, {"page": "2"}).text
