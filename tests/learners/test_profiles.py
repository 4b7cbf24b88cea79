"""The services of the profile: done, refused, twice, and who may."""

import pytest
from django.db import IntegrityError, transaction

from district.outbox.models import OutboxTask
from district.web.errors import NotAllowed, Refused
from learners.models import EqualityAnswers, HeldSkill, Learner
from learners.services import profiles, records
from learners.signals import learner_changed
from tests.factories.learners import make_held_skill, make_learner
from tests.factories.partners import actor_of, make_actor, make_staff
from tests.factories.places import make_postcode
from tests.factories.skills import make_occupation


@pytest.fixture
def by(learner):
    return actor_of(learner.user)


@pytest.fixture
def told():
    """Learner ids of the signal, in order."""
    heard = []

    def hear(learner_ids, **_):
        heard.extend(learner_ids)

    learner_changed.connect(hear)
    yield heard
    learner_changed.disconnect(hear)


def test_starting_makes_one_record_however_often(db) -> None:
    actor = make_actor()
    first, again = profiles.start(by=actor), profiles.start(by=actor)
    assert first == again
    assert Learner.objects.count() == 1


def test_an_answer_is_saved_counted_and_told_in_the_same_transaction(learner, by, told) -> None:
    profiles.answer(
        learner=learner, question="travel", values={"travel_miles": 3, "travel_modes": ["walk"]}, by=by
    )
    learner.refresh_from_db()
    assert (learner.travel_miles, learner.travel_modes, learner.answered) == (3, ["walk"], ["travel"])
    assert (learner.version, told) == (2, [learner.id])
    promised = OutboxTask.objects.get(name="matching.match_learner")
    assert promised.args == {"learner_id": learner.id}


def test_the_same_answer_twice_is_one_change(learner, by, told) -> None:
    for _ in range(2):
        profiles.answer(learner=learner, question="pay", values={"least_salary": 20_000}, by=by)
    learner.refresh_from_db()
    assert (learner.version, told) == (2, [learner.id])


def test_an_answer_given_elsewhere_is_not_overwritten_unseen(learner, by) -> None:
    seen = records.mark(profiles.held(learner, ("least_salary",)))
    profiles.answer(learner=learner, question="pay", values={"least_salary": 20_000}, seen=seen, by=by)
    with pytest.raises(records.Changed) as changed:
        profiles.answer(learner=learner, question="pay", values={"least_salary": 30_000}, seen=seen, by=by)
    assert changed.value.current.least_salary == 20_000
    assert Learner.objects.get().least_salary == 20_000


def test_two_windows_on_different_questions_do_not_disturb_each_other(learner, by) -> None:
    pay = records.mark(profiles.held(learner, ("least_salary",)))
    home = records.mark(profiles.held(learner, ("remote_ok",)))
    profiles.answer(learner=learner, question="pay", values={"least_salary": 20_000}, seen=pay, by=by)
    profiles.answer(learner=learner, question="remote", values={"remote_ok": False}, seen=home, by=by)
    learner.refresh_from_db()
    assert (learner.least_salary, learner.remote_ok) == (20_000, False)


def test_an_answer_can_be_taken_back(learner, by) -> None:
    profiles.answer(learner=learner, question="pay", values={"least_salary": 20_000}, by=by)
    profiles.leave_open(learner=learner, question="pay", fields=("least_salary",), by=by)
    learner.refresh_from_db()
    assert (learner.least_salary, learner.answered) == (None, [])


@pytest.mark.parametrize("role", ["provider", "employer", "authority"])
def test_nobody_else_changes_a_profile(learner, role) -> None:
    stranger = make_actor(role=role)
    for change in (
        lambda: profiles.answer(learner=learner, question="pay", values={"least_salary": 1}, by=stranger),
        lambda: profiles.leave_open(learner=learner, question="pay", fields=("least_salary",), by=stranger),
        lambda: profiles.hope_for(learner=learner, occupation=make_occupation().public_id, by=stranger),
        lambda: profiles.stop_hoping_for(
            learner=learner, occupation=make_occupation().public_id, by=stranger
        ),
        lambda: profiles.delete(learner=learner, by=stranger),
    ):
        with pytest.raises(NotAllowed):
            change()
    learner.refresh_from_db()
    assert learner.version == 1


def test_hopes_are_added_once_and_removed_once(learner, by, told) -> None:
    occupation = make_occupation(label="web developer")
    for _ in range(2):
        profiles.hope_for(learner=learner, occupation=occupation.public_id, by=by)
    assert [hope.label for hope in learner.hopes.order_by("id")] == ["web developer"]
    for _ in range(2):
        profiles.stop_hoping_for(learner=learner, occupation=occupation.public_id, by=by)
    assert not learner.hopes.exists()
    assert len(told) == 2


def test_hopes_have_a_limit_and_must_exist(learner, by) -> None:
    for _ in range(profiles.MOST_HOPES):
        profiles.hope_for(learner=learner, occupation=make_occupation().public_id, by=by)
    with pytest.raises(Refused, match="which is the most"):
        profiles.hope_for(learner=learner, occupation=make_occupation().public_id, by=by)
    with pytest.raises(Refused, match="There is no such occupation"):
        profiles.hope_for(learner=learner, occupation=learner.public_id, by=by)


def test_deleting_removes_the_profile_and_its_history_and_keeps_the_account(learner, by) -> None:
    held = make_held_skill(learner=learner)
    EqualityAnswers.objects.create(learner=learner, sex="F")
    other = make_held_skill()
    profiles.answer(learner=learner, question="pay", values={"least_salary": 20_000}, by=by)
    learner_events, skill_events = Learner.pgh_event_model.objects, HeldSkill.pgh_event_model.objects
    assert learner_events.filter(pgh_obj_id=learner.id).count() == 2
    profiles.delete(learner=learner, by=by)
    assert not Learner.objects.filter(id=learner.id).exists()
    assert not EqualityAnswers.objects.exists()
    assert not learner_events.filter(pgh_obj_id=learner.id).exists()
    assert not skill_events.filter(learner_id=learner.id).exists()
    assert skill_events.filter(learner_id=other.learner_id).exists()
    by.user.refresh_from_db()
    assert held.learner_id == learner.id


def test_a_deleted_profile_cannot_be_changed(learner, by) -> None:
    profiles.delete(learner=learner, by=by)
    learner.id = learner.id or 1
    with pytest.raises(Refused, match="has been deleted"):
        profiles.answer(learner=learner, question="pay", values={"least_salary": 1}, by=by)


@pytest.mark.parametrize("miles", [-1, 201])
def test_the_database_refuses_impossible_distances(learner, miles) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        Learner.objects.filter(id=learner.id).update(travel_miles=miles)


def test_every_change_is_in_the_history_even_in_bulk(learner) -> None:
    Learner.objects.filter(id=learner.id).update(travel_miles=5)
    events = Learner.pgh_event_model.objects.filter(pgh_obj_id=learner.id).order_by("pgh_id")
    assert [event.travel_miles for event in events] == [10, 5]
    assert not any(hasattr(event, "postcode_id") for event in events)


def test_the_travel_limit_is_in_decametres(learner) -> None:
    assert (learner.travel_limit_dam, make_learner(travel_miles=None).travel_limit_dam) == (1609, 1609)
    assert make_learner(travel_miles=0).travel_limit_dam == 0


def test_staff_see_no_profile_of_their_own(client, db) -> None:
    client.force_login(make_staff())
    assert client.get("/me/profile/").url == "/me/profile/start/"


def test_a_place_outside_is_kept_like_any_other(learner, by) -> None:
    outside = make_postcode(postcode="B98 8AA")
    saved = profiles.answer(learner=learner, question="place", values={"postcode": outside}, by=by)
    assert (saved.postcode.council.name, saved.postcode.council.is_inside) == ("Redditch", False)
