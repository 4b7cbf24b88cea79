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
from tests.factories.employers import make_employer
from tests.factories.partners import make_actor, make_membership
from tests.factories.programmes import make_enrolment
from tests.factories.workplace import make_day, make_placement, terms

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
        ({"hours": 314}, "second employer"),
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
            lambda: placements.report(placement=row, words="x", by=by),  # noqa: B023
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
    ("terms_of", "hours", "becomes"),
    [
        ({"kind": "t_level"}, 0, "no_show"),
        ({"kind": "t_level"}, 314.75, "partly"),
        ({"kind": "t_level"}, 315, "completed"),
        ({"kind": "t_level", "is_shared": True, "hours": 160}, 159, "partly"),
        ({"kind": "t_level", "is_shared": True, "hours": 160}, 160, "completed"),
        ({"kind": "work_experience"}, 319, "partly"),
        ({"kind": "work_experience"}, 320, "completed"),
    ],
)
def test_the_confirmed_hours_tell_whether_it_is_completed(terms_of, hours, becomes):
    start = timezone.localdate() - timedelta(days=100)
    row = make_placement(state="signed", starts_on=start, confirmed_minutes=hours * 60, **terms_of)
    by = boss(row)
    placements.report(placement=row, words="Good with people.", never_came=hours == 0, by=by)
    placements.report(placement=row, words="Again", by=by)
    row.refresh_from_db()
    assert (row.state, row.hours_done, row.report) == (becomes, int(hours), "Good with people.")
    assert subjects(person(row)) == [f"The placement has ended: {row.title}"]


def test_a_report_before_the_start_without_signatures_or_with_hours_unsaid_is_refused():
    ahead = make_placement(state="signed", starts_on=timezone.localdate() + timedelta(days=1))
    unsigned = make_placement()
    for row in (ahead, unsigned):
        with pytest.raises(Refused, match="once it is signed"):
            placements.report(placement=row, words="x", never_came=True, by=boss(row))
    begun = make_placement(state="signed")
    with pytest.raises(Refused, match="they never came"):
        placements.report(placement=begun, words="x", by=boss(begun))
    with pytest.raises(Refused, match="Say how it went"):
        placements.report(placement=begun, words=" ", never_came=True, by=boss(begun))
    make_day(placement=begun, worked_on=begun.starts_on)
    with pytest.raises(Refused, match="Some hours wait for you"):
        placements.report(placement=begun, words="x", never_came=True, by=boss(begun))


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
    Placement.objects.filter(pk=long_over.pk).update(confirmed_minutes=20 * 60)
    placements.report(placement=long_over, words="Late, sorry.", by=boss(long_over))
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


# Two employers a T Level ------------------------------------------------------------------------------


def given_t_level_with(*states: str) -> tuple:
    """A learner on one course, placed with one employer for each state."""
    first = make_placement(state=states[0])
    rows = [first]
    for number, state in enumerate(states[1:], 2):
        usual = {"learner": first.learner, "enrolment": first.enrolment, "employer_number": number}
        rows.append(make_placement(state=state, **usual))
    return first.enrolment, rows


def test_a_t_level_placement_is_with_two_employers_at_most():
    enrolment, (first, second) = given_t_level_with("signed", "completed")
    third = make_placement(learner=first.learner)
    with pytest.raises(Refused, match="two employers for this T Level already"):
        sign(third, person(third), enrolment=enrolment)
    third.refresh_from_db()
    assert (third.enrolment, third.signature_count) == (None, 0)
    again = make_placement(learner=first.learner, organisation=second.organisation)
    sign(again, person(again), enrolment=enrolment)
    experience = make_placement(learner=first.learner, kind="work_experience")
    sign(experience, person(experience), enrolment=enrolment)
    other_course = make_enrolment(learner=first.learner)
    sign(third, person(third), enrolment=other_course)
    rows = Placement.objects.filter(learner=first.learner).order_by("id")
    assert [row.employer_number for row in rows] == [1, 2, 1, 2, None]


def test_one_that_ended_without_an_hour_makes_room_and_one_with_hours_does_not():
    enrolment, (first, second) = given_t_level_with("signed", "signed")
    make_day(placement=first, worked_on=first.starts_on)
    third = make_placement(learner=first.learner)
    placements.cancel(placement=first, reason="Closed", by=boss(first))
    with pytest.raises(Refused, match="two employers"):
        sign(third, person(third), enrolment=enrolment)
    placements.cancel(placement=second, reason="Closed", by=boss(second))
    sign(third, person(third), enrolment=enrolment)
    assert (third.organisation_id, enrolment.placements.get(pk=third.pk).employer_number) == (
        third.organisation_id,
        2,
    )


def test_the_database_keeps_a_third_employer_out():
    enrolment, (first, _) = given_t_level_with("signed", "signed")
    for number in (1, 2):
        with pytest.raises(IntegrityError, match="two_employers"), transaction.atomic():
            make_placement(state="signed", learner=first.learner, enrolment=enrolment, employer_number=number)


def test_employers_that_were_merged_into_one_count_as_one():
    enrolment, (first, second) = given_t_level_with("signed", "signed")
    make_placement(
        state="signed",
        learner=second.learner,
        enrolment=enrolment,
        organisation=second.organisation,
        employer_number=2,
    )
    Placement.objects.filter(employer_number=2).update(organisation=make_employer())
    Placement.objects.filter(employer_number=2).update(organisation=first.organisation)
    third = make_placement(learner=first.learner)
    sign(third, person(third), enrolment=enrolment)
    rows = Placement.objects.filter(enrolment=enrolment).order_by("id")
    assert [row.employer_number for row in rows] == [1, 1, 1, 2]


@pytest.mark.parametrize(
    "wrong",
    [
        {"hours": 314},
        {"ends_on": None},
        {"state": "signed", "signature_count": 2},
        {"state": "signed", "enrolment": None},
        {"state": "completed", "hours_done": 314},
        {"state": "completed", "confirmed_minutes": 319 * 60},
        {"state": "completed", "is_shared": True, "hours": 200, "hours_done": 199},
        {"state": "signed", "employer_number": None},
        {"employer_number": 3},
        {"kind": "work_experience", "is_shared": True},
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
