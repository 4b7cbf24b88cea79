"""The audit trail is written by the database, so no way of writing goes past it."""

from typing import Any

import pghistory
import pytest
from django.db import DatabaseError, connection, transaction

from district.partners.history import History
from district.partners.models import Membership, Organisation, OrganisationRole, RoleCheck
from district.partners.services import members, roles
from employers.models import Vacancy
from learners.models import Learner
from tests.factories.accounts import make_user
from tests.factories.partners import actor_of, make_organisation, make_role, make_staff, pass_checks
from tests.partners.conftest import Town

pytestmark = pytest.mark.django_db


def events(model: Any, **kept: Any) -> list[str]:
    found = model.pgh_event_model.objects.filter(**kept).order_by("pgh_id")
    return list(found.values_list("pgh_label", flat=True))


def test_rows_made_and_changed_in_bulk_are_written_down() -> None:
    Organisation.objects.bulk_create([Organisation(name=f"Bulk {number}") for number in range(50)])
    Organisation.objects.filter(name__startswith="Bulk").update(description="Changed in bulk.")
    assert events(Organisation) == ["insert"] * 50 + ["update"] * 50


def test_raw_sql_is_written_down() -> None:
    organisation = make_organisation(name="Raw")
    with connection.cursor() as cursor:
        cursor.execute("UPDATE partners_organisation SET name = 'Cooked' WHERE id = %s", [organisation.id])
        cursor.execute("DELETE FROM partners_organisation WHERE id = %s", [organisation.id])
    assert events(Organisation, pgh_obj_id=organisation.id) == ["insert", "update", "delete"]
    names = Organisation.pgh_event_model.objects.order_by("pgh_id").values_list("name", flat=True)
    assert list(names) == ["Raw", "Cooked", "Cooked"]


def test_a_change_that_changes_nothing_is_not_written_down() -> None:
    organisation = make_organisation(name="Same")
    organisation.save()
    Organisation.objects.update(name="Same")
    assert events(Organisation) == ["insert"]


@pytest.mark.parametrize("model", [Organisation, OrganisationRole, RoleCheck, Membership, Learner, Vacancy])
def test_the_nouns_that_matter_are_tracked_on_every_way_of_writing(model: Any) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT tgname FROM pg_trigger WHERE tgrelid = %s::regclass AND NOT tgisinternal",
            [model._meta.db_table],
        )
        names = " ".join(name for (name,) in cursor.fetchall())
    for deed in ("insert_insert", "update_update", "delete_delete"):
        assert deed in names


@pytest.mark.parametrize("sql", ["UPDATE {} SET pgh_label = 'insert'", "DELETE FROM {}"])
def test_what_is_written_down_stays(sql: str) -> None:
    make_organisation()
    with (
        pytest.raises(DatabaseError, match="Cannot update or delete"),
        transaction.atomic(),
        connection.cursor() as c,
    ):
        c.execute(sql.format("partners_organisationevent"))


def test_history_tells_the_whole_story(town: Town) -> None:
    staff = actor_of(make_staff())
    with pghistory.context(user=staff.user.id):
        pass_checks(town.waiting, by=staff.user)
        roles.approve(role=town.waiting, by=staff)
    with pghistory.context(user=town.admin.id):
        members.remove(membership=town.membership_of("member"), by=actor_of(town.admin))
    entries = History(town.organisation)[0:100]
    assert len(entries) == len(History(town.organisation))
    told = [(entry.title, entry.subject, entry.by) for entry in entries]
    name = str(staff.user)
    assert ("Role changed", "Employer", name) in told
    assert ("Member changed", town.member.email, str(town.admin)) in told
    assert sum(1 for title, _, by in told if (title, by) == ("Check added", name)) == 4
    approved = next(
        entry for entry in entries if (entry.title, entry.subject) == ("Role changed", "Employer")
    )
    states = {(change.before, change.after) for change in approved.changes if change.field == "State"}
    assert states == {("Waiting for a check", "Approved")}


def test_history_is_of_one_organisation_alone(town: Town) -> None:
    make_role(organisation=make_organisation(name="Elsewhere"), role="school")
    assert all("Elsewhere" not in str(entry.row) for entry in History(town.organisation)[0:100])


def test_the_token_of_an_invitation_is_in_no_history(town: Town) -> None:
    assert all("token" not in key for entry in History(town.organisation)[0:100] for key in entry.row)


def test_a_request_leaves_who_and_for_whom_in_the_history(town: Town) -> None:
    client = town.client_of("admin")
    client.post(
        f"/organisations/{town.organisation.public_id}/change/",
        {"website": "", "postcode": "B1 1AA", "description": "Teaches coding on bridges too.", "version": 1},
    )
    event = Organisation.pgh_event_model.objects.select_related("pgh_context").latest("pgh_id")
    metadata = event.pgh_context.metadata
    assert (metadata["user"], metadata["acting_for"]) == (town.admin.id, town.organisation.id)


def test_learners_are_tracked_in_bulk_without_their_postcode() -> None:
    Learner.objects.bulk_create([Learner(user=make_user()), Learner(user=make_user())])
    Learner.objects.update(travel_miles=5)
    assert events(Learner) == ["insert", "insert", "update", "update"]
    assert "postcode" not in {field.name for field in Learner.pgh_event_model._meta.fields}
