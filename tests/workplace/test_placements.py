"""Placement agreements: written, signed by all three, changed, reported, and closed by time."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from district.outbox.models import Message
from district.partners.actor import Actor
from district.web.errors import NotAllowed, Refused
from district.workplace import queries
from district.workplace.models import Placement, PlacementSignature, Side
from district.workplace.services import placements
from learners.services import profiles
from tests.factories.accounts import make_user
from tests.factories.partners import make_actor, make_membership
from tests.factories.programmes import make_enrolment
from tests.factories.workplace import make_placement, terms

pytestmark = pytest.mark.django_db
State = Placement.State


def person(row: Placement) -> Actor:
    return Actor(user=row.learner.user)


def boss(row: Placement) -> Actor:
    return make_actor(organisation=row.organisation)


def given_three(row: Placement) -> tuple[Actor, Actor, Actor]:
    """Learner with a course, its provider, the employer."""
    enrolment = make_enrolment(learner=row.learner)
    return person(row), make_actor(organisation=enrolment.organisation), boss(row)


def sign(row: Placement, by: Actor, **fields):
    row.refresh_from_db()
    usual = {"name": "A Name", "terms_number": row.terms_number}
    if by.organisation is None:
        usual["enrolment"] = row.learner.enrolments.first()
    return placements.sign(placement=row, by=by, **usual | fields)


def subjects(by: Actor) -> list[str]:
    return list(Message.objects.filter(to=by.user.email).order_by("id").values_list("subject", flat=True))


def test_an_agreement_is_in_force_once_all_three_have_signed_the_same_terms():
    row = make_placement(state="draft", title="Helper")
    learner, provider, employer = given_three(row)
    placements.write(placement=row, terms=terms(), by=employer)
    assert subjects(learner) == ["A placement agreement to read and sign: Helper"]
    with pytest.raises(Refused, match="learner signs first"):
        sign(row, employer)
    sign(row, learner)
    sign(row, learner)  # pressed twice
    row.refresh_from_db()
    assert (row.state, row.signature_count, row.enrolment) == ("open", 1, row.learner.enrolments.get())
    sign(row, provider)
    sign(row, employer)
    row.refresh_from_db()
    assert (row.state, row.signature_count) == ("signed", 3)
    assert list(row.signatures.values_list("side", "name", "terms_number")) == [
        ("learner", "A Name", 1),
        ("provider", "A Name", 1),
        ("employer", "A Name", 1),
    ]
    for each in (learner, provider, employer):
        assert subjects(each)[-1] == "Signed by all: Helper"


def test_any_change_voids_all_signatures_and_the_same_again_voids_none():
    row = make_placement()
    learner, provider, employer = given_three(row)
    for by in (learner, provider, employer):
        sign(row, by)
    placements.write(placement=row, terms=terms(), by=employer)
    row.refresh_from_db()
    assert (row.state, row.signature_count, row.terms_number) == ("signed", 3, 1)
    placements.write(placement=row, terms=terms(place="Another yard"), by=employer)
    row.refresh_from_db()
    assert (row.state, row.signature_count, row.terms_number, row.signed_at) == ("open", 0, 2, None)
    assert row.signatures.filter(voided_at=None).count() == 0
    assert subjects(learner)[-1].startswith("The placement agreement has changed")
    with pytest.raises(Refused, match="has changed since"):
        placements.sign(placement=row, name="A", terms_number=1, by=provider)
    with pytest.raises(Refused, match="Somebody has changed"):
        placements.write(placement=row, terms=terms(), seen=1, by=employer)
    sign(row, provider)  # any order, once the provider is named
    row.refresh_from_db()
    assert row.signature_count == 1


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"hours": 314}, "315 hours"),
        ({"hours": 4000}, "48 hours a week"),
        ({"ends_on": timezone.localdate() - timedelta(days=22)}, "before the first"),
        ({"ends_on": timezone.localdate() + timedelta(days=800)}, "two years"),
        ({"starts_on": timezone.localdate() - timedelta(days=731)}, "two years"),
        ({"is_safe": False}, "risks"),
    ],
)
def test_terms_that_cannot_be_are_refused(wrong, sentence):
    row = make_placement(state="draft")
    with pytest.raises(Refused, match=sentence):
        placements.write(placement=row, terms=terms(**wrong), by=boss(row))
    row.refresh_from_db()
    assert row.state == "draft"


def test_work_experience_has_no_least_number_of_hours():
    row = make_placement(state="draft", kind="work_experience")
    placements.write(placement=row, terms=terms(hours=30), by=boss(row))
    row.refresh_from_db()
    assert (row.state, row.hours) == ("open", 30)


def test_the_learner_names_a_provider_of_their_own_only():
    row = make_placement()
    left = make_enrolment(learner=row.learner, state="withdrawn")
    suspended = make_enrolment(learner=row.learner)
    suspended.organisation.roles.update(state="suspended", reason="Complaints")
    for wrong in (None, make_enrolment(), left, suspended):
        with pytest.raises(Refused, match="Choose what you learn"):
            sign(row, person(row), enrolment=wrong)
    with pytest.raises(Refused, match="Type your name"):
        sign(row, person(row), name="  ")
    assert not PlacementSignature.objects.exists()


def test_strangers_see_and_do_nothing():
    row = make_placement(state="signed")
    strangers = (make_actor(role="employer"), make_actor(role="provider"), Actor(user=make_user()))
    for by in strangers:
        assert list(queries.placements(by)) == []
        assert placements.side_of(row, by) is None
        for act in (
            lambda: placements.write(placement=row, terms=terms(), by=by),  # noqa: B023
            lambda: sign(row, by),  # noqa: B023
            lambda: placements.cancel(placement=row, reason="x", by=by),  # noqa: B023
            lambda: placements.report(placement=row, hours_done=1, words="x", by=by),  # noqa: B023
            lambda: placements.ask_for_change(placement=row, words="x", by=by),  # noqa: B023
        ):
            with pytest.raises(NotAllowed):
                act()


def test_a_wish_for_change_reaches_the_employer_and_changes_nothing():
    row = make_placement(state="signed")
    employer = boss(row)
    placements.ask_for_change(placement=row, words="Not on Mondays", by=person(row))
    placements.ask_for_change(placement=row, words="Not on Mondays", by=person(row))
    row.refresh_from_db()
    assert (row.state, row.ask, row.ask_by) == ("signed", "Not on Mondays", "learner")
    assert len(subjects(employer)) == 1
    with pytest.raises(Refused, match="change it yourself"):
        placements.ask_for_change(placement=row, words="x", by=employer)
    with pytest.raises(NotAllowed, match="Ask for a change"):
        placements.write(placement=row, terms=terms(), by=person(row))


@pytest.mark.parametrize(
    ("kind", "hours", "becomes"),
    [
        ("t_level", 0, "no_show"),
        ("t_level", 314, "partly"),
        ("t_level", 315, "completed"),
        ("work_experience", 319, "partly"),
        ("work_experience", 320, "completed"),
    ],
)
def test_the_hours_tell_whether_it_is_completed(kind, hours, becomes):
    start = timezone.localdate() - timedelta(days=100)
    row = make_placement(state="signed", kind=kind, starts_on=start)
    by = boss(row)
    placements.report(placement=row, hours_done=hours, words="Good with people.", by=by)
    placements.report(placement=row, hours_done=1, words="Again", by=by)
    row.refresh_from_db()
    assert (row.state, row.hours_done, row.report) == (becomes, hours, "Good with people.")
    assert subjects(person(row)) == [f"The placement has ended: {row.title}"]


def test_a_report_before_the_start_without_signatures_or_with_impossible_hours_is_refused():
    ahead = make_placement(state="signed", starts_on=timezone.localdate() + timedelta(days=1))
    unsigned = make_placement()
    for row in (ahead, unsigned):
        with pytest.raises(Refused, match="once it is signed"):
            placements.report(placement=row, hours_done=1, words="x", by=boss(row))
    begun = make_placement(state="signed")  # three weeks ago: four begun weeks of 48 hours
    for wrong, words in ((193, "x"), (-1, "x"), (10, " ")):
        with pytest.raises(Refused):
            placements.report(placement=begun, hours_done=wrong, words=words, by=boss(begun))


def test_each_side_may_call_it_off_with_a_reason_and_the_others_are_told():
    row = make_placement(state="signed", title="Helper")
    employer = boss(row)
    tutor = make_membership(organisation=row.enrolment.organisation).user
    with pytest.raises(Refused, match="Say why"):
        placements.cancel(placement=row, reason=" ", by=person(row))
    placements.cancel(placement=row, reason="I have moved", by=person(row))
    placements.cancel(placement=row, reason="Again", by=employer)
    row.refresh_from_db()
    assert (row.state, row.cancelled_by, row.cancelled_because) == ("cancelled", "learner", "I have moved")
    assert subjects(employer) == subjects(Actor(user=tutor)) == ["The placement is called off: Helper"]
    assert subjects(person(row)) == []
    with pytest.raises(Refused, match="stands at"):
        placements.write(placement=row, terms=terms(), by=employer)


def test_whatever_is_not_signed_or_reported_is_closed_by_time():
    today = timezone.localdate()
    late = make_placement(starts_on=today - timedelta(days=15))
    in_time = make_placement(starts_on=today - timedelta(days=14))
    unwritten = make_placement(state="draft", created_at=timezone.now() - timedelta(days=61))
    assert placements.lapse() == 2
    begun = {"state": "signed", "starts_on": today - timedelta(days=90)}
    over = make_placement(**begun, ends_on=today - timedelta(days=1))
    long_over = make_placement(**begun, ends_on=today - timedelta(days=29))
    assert (placements.close_unreported(), placements.ask_for_reports(), placements.ask_for_reports()) == (
        1,
        1,
        0,
    )
    rows = (late, in_time, unwritten, over, long_over)
    for row in rows:
        row.refresh_from_db()
    assert [row.state for row in rows] == ["lapsed", "open", "lapsed", "signed", "unreported"]
    placements.report(placement=long_over, hours_done=20, words="Late, sorry.", by=boss(long_over))
    long_over.refresh_from_db()
    assert long_over.state == "partly"


def test_a_profile_that_goes_calls_it_off_and_takes_the_name_away():
    row = make_placement()
    learner, _, _ = given_three(row)
    sign(row, learner, name="Petra Placed")
    profiles.delete(learner=row.learner, by=learner)
    row.refresh_from_db()
    assert (row.state, row.learner, row.cancelled_by) == ("cancelled", None, "learner")
    assert not PlacementSignature.objects.filter(name__contains="Petra").exists()
    assert not Placement.pgh_event_model.objects.exclude(learner_id=None).exists()


@pytest.mark.parametrize(
    "wrong",
    [
        {"hours": 314},
        {"ends_on": None},
        {"state": "signed", "signature_count": 2},
        {"state": "signed", "enrolment": None},
        {"state": "completed", "hours_done": 314},
        {"state": "cancelled"},
        {"signature_count": 4},
    ],
)
def test_the_database_refuses_a_placement_that_cannot_be(wrong):
    with pytest.raises(IntegrityError), transaction.atomic():
        make_placement(**wrong)


def test_every_move_that_is_not_listed_is_refused():
    for state in State:
        for to in set(State) - Placement.TRANSITIONS[state]:
            assert not Placement(state=state).may_become(to)
    assert len(Side) == 3
