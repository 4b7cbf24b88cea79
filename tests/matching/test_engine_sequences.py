"""Courses one after the other: pairs and ways are those that trying everything finds."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from itertools import combinations, pairwise, permutations, product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from district.matching.engine import courses, gaps, pairs, score, sequences, ways
from district.matching.engine.facts import Asked, Course, Learner, Point, Vacancy
from district.matching.engine.sequences import UNKNOWN, Offer, Plan, Slot

DAY = date(2027, 3, 1)
HERE = Point(40_000, 28_000)


def dated(course: int, run: int, first: int, days: int | None) -> Slot:
    """It starts `first` days from now."""
    starts_on = DAY + timedelta(days=first)
    if days is None:
        return Slot(course, run, starts_on)
    return Slot(course, run, starts_on, starts_on + timedelta(days=days - 1), days)


def anytime(course: int, run: int, days: int = UNKNOWN) -> Slot:
    return Slot(course, run, days=days)


# What is a plan, said once more ---------------------------------------------------------------


def is_in_order(slots: Sequence[Slot], offers: Mapping[int, Offer]) -> bool:
    with_dates = [slot for slot in slots if slot.starts_on]
    for one, other in pairwise(with_dates):
        if one.ends_on is None or other.starts_on <= one.ends_on:
            return False
    for one, other in combinations(slots, 2):
        first, second = offers[one.course], offers[other.course]
        if first.level is not None and second.level is not None and first.level > second.level:
            return False
        if any(first.taught[skill] > second.taught[skill] for skill in first.taught.keys() & second.taught):
            return False
    return True


def every_plan(groups: Sequence[Sequence[Slot]], offers: Mapping[int, Offer]) -> list[Plan]:
    return [
        Plan(order, DAY)
        for chosen in product(*groups)
        for order in permutations(chosen)
        if is_in_order(order, offers)
    ]


# Small worlds ---------------------------------------------------------------------------------

levels = st.integers(1, 4)
skill_levels = st.dictionaries(st.integers(1, 6), levels, max_size=4)
credit_tables = st.dictionaries(
    st.tuples(st.integers(1, 6), st.integers(1, 6)), st.sampled_from([30, 50, 80]), max_size=8
)
asked = st.lists(
    st.builds(Asked, skill=st.integers(1, 6), level=levels, weight=st.sampled_from([100, 500, 700, 1000])),
    min_size=1,
    max_size=5,
    unique_by=lambda each: each.skill,
).map(tuple)
times = st.lists(
    st.tuples(st.sampled_from([None, 0, 7, 14, 30]), st.sampled_from([None, 7, 7, 10, 40])), max_size=3
)


@st.composite
def worlds(draw: st.DrawFn, most_courses: int = 6) -> dict:
    held, credits = draw(skill_levels), draw(credit_tables)
    offers_ = draw(st.lists(asked, min_size=1, max_size=7))
    vacancies = [Vacancy(number, each, HERE) for number, each in enumerate(offers_)]
    slots, known, covers, taught = {}, {}, {}, {}
    for course in range(draw(st.integers(0, most_courses))):
        taught[course] = draw(skill_levels)
        known[course] = Offer(course, draw(st.sampled_from([None, 1, 2, 3])), taught[course])
        covers[course] = gaps.cover(Course(course, taught[course]), vacancies, credits)
        slots[course] = [
            anytime(course, course * 10 + n, days or UNKNOWN)
            if first is None
            else dated(course, course * 10 + n, first, days)
            for n, (first, days) in enumerate(draw(times))
        ]
    return {
        "held": held,
        "credits": credits,
        "vacancies": vacancies,
        "taught": taught,
        "rest": (covers, known, slots, DAY),
        "offers": known,
        "slots": slots,
    }


def after(world: dict, chosen: Sequence[int]) -> dict[int, int]:
    held = dict(world["held"])
    for course in chosen:
        held = courses.with_course(held, Course(course, world["taught"][course]))
    return held


def opened_by(world: dict, chosen: Sequence[int]) -> tuple[int, ...]:
    later = after(world, chosen)
    return tuple(
        each.id
        for each in world["vacancies"]
        if score.fit(world["held"], each, world["credits"])
        < courses.enough(each)
        <= score.fit(later, each, world["credits"])
    )


# Plans ----------------------------------------------------------------------------------------


@given(worlds(3))
def test_the_best_plan_is_the_first_of_all_plans(world: dict) -> None:
    groups = list(world["slots"].values())
    plans = every_plan(groups, world["offers"])
    best = sequences.best_plan(groups, world["offers"], DAY)
    assert (best and best.key) == min((plan.key for plan in plans), default=None)


def test_dates_must_not_overlap_and_a_run_at_any_time_fits_anywhere() -> None:
    offers = {1: Offer(1), 2: Offer(2)}
    early, late = dated(1, 11, 0, 30), dated(2, 21, 20, 30)
    assert sequences.best_plan([[early], [late]], offers, DAY) is None
    plan = sequences.best_plan([[early], [late, anytime(2, 22, 7)]], offers, DAY)
    assert [slot.run for slot in plan.slots] == [22, 11]
    assert plan.ends_on == DAY + timedelta(days=29)
    day_after = sequences.best_plan([[early], [dated(2, 23, 30, 10)]], offers, DAY)
    assert [slot.run for slot in day_after.slots] == [11, 23]


def test_nothing_with_a_date_follows_a_run_whose_end_nobody_knows() -> None:
    offers = {1: Offer(1, 1), 2: Offer(2, 2)}
    assert sequences.best_plan([[dated(1, 11, 0, None)], [dated(2, 21, 300, 10)]], offers, DAY) is None


def test_the_higher_course_comes_second() -> None:
    higher, lower = Offer(1, 3, {5: 2}), Offer(2, 2, {5: 1})
    assert not sequences.may_follow(higher, lower)
    assert sequences.may_follow(lower, higher)
    assert not sequences.may_follow(Offer(3, None, {5: 4}), Offer(4, None, {5: 1}))
    assert sequences.may_follow(Offer(3, None, {5: 4}), Offer(4, 1, {6: 1}))


@pytest.mark.parametrize(
    ("starts", "ends", "duration", "unit", "days"),
    [
        (DAY, DAY, None, "", 1),
        (DAY, DAY + timedelta(days=6), 10, "weeks", 7),
        (None, None, 2, "weeks", 14),
        (DAY, None, 3, "days", 3),
        (None, None, 13, "hours", 3),
        (None, None, 90, "minutes", 1),
        (None, None, None, "", UNKNOWN),
    ],
)
def test_a_run_takes_as_many_days_as_its_dates_or_its_length_say(
    starts: date | None, ends: date | None, duration: int | None, unit: str, days: int
) -> None:
    assert sequences.length(starts, ends, duration, unit) == days


def test_the_end_follows_from_the_length() -> None:
    found = sequences.slot(course=1, run=2, starts_on=DAY, ends_on=None, duration=1, unit="weeks")
    assert found == Slot(1, 2, DAY, DAY + timedelta(days=6), 7)
    assert [sequences.national_level(text) for text in ("", "E", "3")] == [None, 0, 3]


# Pairs ----------------------------------------------------------------------------------------


@given(worlds())
@settings(max_examples=150)
def test_the_best_pair_is_the_one_that_trying_all_pairs_finds(world: dict) -> None:
    person = Learner(1, world["held"], place=HERE, limit=100)
    reachable = [each for each in world["vacancies"] if not score.obstacles(person, each, DAY)]
    near = [gaps.gap(world["held"], each, world["credits"]) for each in reachable]
    found = pairs.best_pair([each for each in near if each.need], *world["rest"])
    every = []
    for one, other in combinations(world["taught"], 2):
        together = opened_by(world, (one, other))
        if len(together) <= max(len(opened_by(world, (each,))) for each in (one, other)):
            continue
        plans = every_plan([world["slots"][one], world["slots"][other]], world["offers"])
        every += [(-len(together), plan.key, plan, together) for plan in plans]
    best = min(every, key=lambda each: each[:2], default=None)
    assert (found and (-len(found.opened), found.plan.key)) == (best and best[:2])
    if found:
        assert found.opened == best[3]
        assert found.alone == tuple(len(opened_by(world, (slot.course,))) for slot in found.plan.slots)


def test_two_courses_that_open_nothing_alone_may_open_much_together() -> None:
    vacancies = [Vacancy(number, (Asked(1, 1, 500), Asked(2, 1, 500)), HERE) for number in range(9)]
    vacancies.append(Vacancy(9, (Asked(3, 1, 1000),), HERE))
    taught = {1: {1: 1}, 2: {2: 1}, 3: {3: 1}}
    covers = {each: gaps.cover(Course(each, skills), vacancies, {}) for each, skills in taught.items()}
    near = [gaps.gap({}, each, {}) for each in vacancies]
    slots = {each: [anytime(each, each, 7)] for each in taught}
    found = pairs.best_pair(near, covers, {each: Offer(each) for each in taught}, slots, DAY)
    assert found.opened == tuple(range(9))
    assert found.alone == (0, 0)


# Ways -----------------------------------------------------------------------------------------


@given(worlds(5))
@settings(max_examples=150)
def test_the_shortest_way_is_the_one_that_trying_everything_finds(world: dict) -> None:
    vacancy = world["vacancies"][0]
    gap = gaps.gap(world["held"], vacancy, world["credits"])
    found = ways.shortest(gap, *world["rest"])
    before = score.fit(world["held"], vacancy, world["credits"])
    every = []
    for count in range(1, ways.MOST_COURSES + 1):
        for chosen in combinations(world["taught"], count):
            rise = score.fit(after(world, chosen), vacancy, world["credits"]) - before
            counts = min(rise, gap.need) if gap.need else rise
            plans = every_plan([world["slots"][each] for each in chosen], world["offers"])
            every += [(-counts, count, plan.key) for plan in plans if counts]
    best = min(every, default=None)
    assert (found and found.plan.key) == (best and best[2])
    if found:
        later = after(world, [slot.course for slot in found.plan.slots])
        assert found.rise == score.fit(later, vacancy, world["credits"]) - before
        assert found.after == {
            each.skill: score.credit(later, each, world["credits"]) for each in vacancy.asked
        }
        assert found.is_within_reach == (
            score.fit(later, vacancy, world["credits"]) >= courses.enough(vacancy)
        )


def test_many_courses_that_teach_the_same_do_not_slow_the_way() -> None:
    vacancy = Vacancy(1, tuple(Asked(skill, 1, 1000) for skill in range(12)), HERE)
    taught = {course: {course % 12: 1} for course in range(240)}
    covers = {each: gaps.cover(Course(each, skills), [vacancy], {}) for each, skills in taught.items()}
    slots = {each: [dated(each, each * 2 + n, (each * 7 + n) % 300, 40) for n in (0, 1)] for each in taught}
    gap = gaps.gap({}, vacancy, {})
    found = ways.shortest(gap, covers, {each: Offer(each) for each in taught}, slots, DAY)
    assert len(found.plan.slots) == 3
    assert not found.is_within_reach
