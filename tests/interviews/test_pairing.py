"""Who is offered which slot, on small cases without a database."""

from datetime import UTC, date, datetime, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from district.interviews.pairing import Opening, Seeker, liking, pair, standing, suits

NINE = datetime(2027, 3, 1, 9, tzinfo=UTC)


def opening(number: int, commitment: int = 1, *, is_online: bool = False) -> Opening:
    starts = NINE + timedelta(hours=number)
    return Opening(number, commitment, starts, starts + timedelta(minutes=30), is_online)


def seeker(number: int, **fields) -> Seeker:
    return Seeker(number, date(2027, 2, number), **fields)


def test_choice_comes_first_then_fit_then_the_day_of_completion():
    slots = [opening(1, 10), opening(2, 20)]
    liked = [seeker(1, choices=(20,)), seeker(2)]
    assert pair(liked, slots, {}) == {1: 2, 2: 1}
    assert pair([seeker(1), seeker(2)], slots[:1], {(1, 10): 40, (2, 10): 80}) == {2: 1}
    assert pair([seeker(1), seeker(2)], slots[:1], {}) == {1: 1}


def test_what_does_not_suit_is_never_offered():
    slots = [opening(1, 10), opening(2, 20, is_online=True)]
    assert pair([seeker(1, meet="online")], slots, {}) == {1: 2}
    assert pair([seeker(1, passed=frozenset({10, 20}))], slots, {}) == {}
    assert pair([seeker(1, refused=frozenset({1}))], slots, {}) == {1: 2}
    away = ((slots[0].starts_at, slots[1].ends_at),)
    assert pair([seeker(1, busy=away)], slots, {}) == {}
    touching = ((NINE, slots[0].starts_at),)
    assert pair([seeker(1, busy=touching)], slots, {}) == {1: 1}


@st.composite
def cases(draw):
    slots = [
        opening(number, draw(st.integers(1, 3)), is_online=draw(st.booleans()))
        for number in range(1, draw(st.integers(1, 6)) + 1)
    ]
    people = [
        seeker(
            number,
            choices=tuple(draw(st.permutations([1, 2, 3]))[: draw(st.integers(0, 3))]),
            meet=draw(st.sampled_from(["any", "online", "in_person"])),
            refused=frozenset(draw(st.sets(st.integers(1, 6), max_size=2))),
        )
        for number in range(1, draw(st.integers(1, 6)) + 1)
    ]
    fits = {(person.id, c): draw(st.integers(0, 4)) * 25 for person in people for c in (1, 2, 3)}
    return people, slots, fits


@settings(max_examples=150, deadline=None)
@given(cases())
def test_the_pairing_is_stable_uses_each_slot_once_and_leaves_nobody_beside_a_free_slot(case):
    people, slots, fits = case
    pairs = pair(people, slots, fits)
    assert len(set(pairs.values())) == len(pairs)
    by_slot = {slot: person for person, slot in pairs.items()}
    by_id = {person.id: person for person in people}
    for person in people:
        liked = liking(person, slots, fits)
        got = pairs.get(person.id)
        better = liked[: [slot.id for slot in liked].index(got)] if got else liked
        if got:
            assert suits(person, next(slot for slot in slots if slot.id == got))
        for slot in better:
            holder = by_slot.get(slot.id)
            assert holder is not None  # nobody goes without while a slot that suits them is free
            assert standing(by_id[holder], slot, fits) < standing(person, slot, fits)
    assert pairs == pair(people[::-1], slots[::-1], fits)
