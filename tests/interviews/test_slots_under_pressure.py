"""Many who want the same interview slots at once. Each test first shows that it would fail without its guard."""

import pytest
from django.db import connection

from district.interviews import locks
from district.interviews.models import InterviewOffer, InterviewSlot
from district.interviews.services import offers, settling
from district.partners.actor import Actor
from district.web.errors import Refused
from tests.factories.accounts import make_user
from tests.factories.interviews import (
    make_guarantee,
    make_interview_commitment,
    make_interview_offer,
    make_interview_slot,
)
from tests.factories.learners import make_learner
from tests.factories.programmes import make_programme
from tests.programmes.test_places_under_pressure import at_once

pytestmark = pytest.mark.django_db(transaction=True)

PEOPLE, WANTED = 12, 2
UNIQUE = "interviews_slot_held_once"


def rush() -> tuple[list[InterviewSlot], list]:
    """Twelve people, each with a time of their own, move to the same two times in one moment."""
    commitment = make_interview_commitment(promised=20)
    held = []
    for _ in range(PEOPLE):
        owed = make_guarantee(programme=commitment.programme, learner=make_learner(user=make_user()))
        held.append(make_interview_offer(guarantee=owed, slot=make_interview_slot(commitment=commitment)))
    wanted = [make_interview_slot(commitment=commitment) for _ in range(WANTED)]

    def move(number: int):
        offer = held[number]
        by = Actor(user=offer.learner.user)
        return lambda: offers.move(offer=offer, slot=wanted[number % WANTED], by=by)

    return wanted, at_once(move(number) for number in range(PEOPLE))


def most_in_one(slots: list[InterviewSlot]) -> int:
    return max(InterviewOffer.objects.live().filter(slot=slot).count() for slot in slots)


@pytest.fixture
def without_constraint():
    """The unique index of the database is away, so that the lock stands alone."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT indexdef FROM pg_indexes WHERE indexname = %s", [UNIQUE])
        (definition,) = cursor.fetchone()
        cursor.execute(f"DROP INDEX {UNIQUE}")
    yield
    InterviewOffer.objects.all().delete()
    with connection.cursor() as cursor:
        cursor.execute(definition)


def unlock(monkeypatch: pytest.MonkeyPatch) -> None:
    def read(ids):
        rows = InterviewSlot.objects.filter(pk__in=set(ids)).select_related("commitment__organisation")
        return {row.pk: row for row in rows}

    monkeypatch.setattr(locks, "hold_slots", read)


def test_the_lock_alone_keeps_a_slot_from_being_given_twice(without_constraint, monkeypatch):
    wanted, answers = rush()
    assert most_in_one(wanted) == 1
    refused = [answer for answer in answers if isinstance(answer, Refused)]
    assert len(refused) == PEOPLE - WANTED
    unlock(monkeypatch)
    assert any(most_in_one(rush()[0]) > 1 for _ in range(8))


def test_the_constraint_alone_keeps_a_slot_from_being_given_twice_and_says_so(monkeypatch):
    unlock(monkeypatch)
    wanted, answers = rush()
    assert most_in_one(wanted) == 1
    assert {type(answer) for answer in answers} == {InterviewOffer, Refused}
    assert sum(isinstance(answer, InterviewOffer) for answer in answers) == WANTED


def test_workers_that_pair_at_once_offer_each_slot_and_each_person_once():
    programme = make_programme()
    for _ in range(6):
        make_guarantee(programme=programme, learner=make_learner(user=make_user()))
    commitment = make_interview_commitment(programme=programme)
    for _ in range(4):
        make_interview_slot(commitment=commitment)
    answers = at_once([lambda: settling.settle(programme_id=programme.pk)] * 12)
    assert [answer for answer in answers if isinstance(answer, Exception)] == []
    assert sum(answers) == 4
    live = list(InterviewOffer.objects.live().values_list("slot", "enrolment"))
    assert len({slot for slot, _ in live}) == len({who for _, who in live}) == 4
