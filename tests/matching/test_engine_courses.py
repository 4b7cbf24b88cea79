"""What a course changes: equal to scoring again, from scratch, by force."""

from datetime import date, timedelta
from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from district.matching.engine import courses, score
from district.matching.engine.facts import Asked, Course, Learner, Point, Run, Vacancy

DAY = date(2027, 3, 1)
HERE = Point(40_000, 28_000)

levels = st.integers(1, 4)
skill_levels = st.dictionaries(st.integers(1, 6), levels, max_size=5)
credit_tables = st.dictionaries(
    st.tuples(st.integers(1, 6), st.integers(1, 6)), st.integers(1, 100), max_size=10
)
vacancies = st.lists(
    st.builds(
        Vacancy,
        id=st.integers(1, 30),
        asked=st.lists(
            st.builds(Asked, skill=st.integers(1, 6), level=levels, weight=st.integers(1, 2000)),
            max_size=5,
            unique_by=lambda each: each.skill,
        ).map(tuple),
        place=st.none() | st.just(HERE),
    ),
    max_size=6,
    unique_by=lambda each: each.id,
)


def learner(**facts: object) -> Learner:
    return Learner(**{"id": 1, "place": HERE, "limit": 100} | facts)


@given(skill_levels, skill_levels, vacancies, credit_tables)
def test_what_a_course_opens_is_what_scoring_the_later_self_shows(
    held: dict[int, int], taught: dict[int, int], offers: list[Vacancy], credits: dict[tuple[int, int], int]
) -> None:
    person, course = learner(held=held), Course(1, taught)
    later = {skill: max(held.get(skill, 0), taught.get(skill, 0)) for skill in held.keys() | taught.keys()}
    reachable = [each for each in offers if each.place == HERE]
    opened = []
    for each in reachable:
        needed = sum(asked.weight for asked in each.asked) * 60
        if score.fit(held, each, credits) < needed <= score.fit(later, each, credits):
            opened.append(each.id)
    change = courses.change(person, course, offers, credits, DAY)
    assert change.opened == tuple(sorted(opened))
    assert change.rise == sum(
        score.fit(later, each, credits) - score.fit(held, each, credits) for each in reachable
    )


@given(skill_levels, skill_levels, vacancies, credit_tables)
def test_a_course_never_takes_anything_away(
    held: dict, taught: dict, offers: list[Vacancy], credits: dict
) -> None:
    assert courses.change(learner(held=held), Course(1, taught), offers, credits, DAY).rise >= 0


@pytest.mark.parametrize(
    ("run", "person", "expected"),
    [
        (Run(needs_place=False), learner(), True),
        (Run(needs_place=False, is_open=False), learner(), False),
        (Run(needs_place=False, starts_on=DAY), learner(), True),
        (Run(needs_place=False, starts_on=DAY - timedelta(days=1)), learner(), False),
        (Run(needs_place=False, starts_on=DAY), learner(free_from=DAY + timedelta(days=1)), False),
        (Run(needs_place=False), learner(free_from=DAY + timedelta(days=1)), True),
        (Run(needs_place=False, pattern="evening"), learner(free_times=frozenset({"daytime"})), False),
        (Run(needs_place=False, pattern="evening"), learner(free_times=frozenset({"evening"})), True),
        (Run(needs_place=False, pattern="evening"), learner(), True),
        (Run(place=HERE), learner(limit=0), True),
        (Run(place=Point(40_100, 28_000)), learner(), True),
        (Run(place=Point(40_101, 28_000)), learner(), False),
        (Run(place=HERE), learner(place=None), False),
    ],
)
def test_a_run_can_be_joined_at_a_time_and_a_place_one_can_manage(
    run: Run, person: Learner, expected: bool
) -> None:
    assert courses.can_join(person, run, DAY) is expected


def test_whoever_holds_few_skills_is_shown_first_courses() -> None:
    anywhere = (Run(needs_place=False),)
    first, deep = Course(1, {1: 1}, anywhere), Course(2, {1: 4, 2: 4}, anywhere)
    offers = [Vacancy(7, (Asked(1, 4, 5000), Asked(2, 4, 5000)), HERE)]
    assert courses.best_courses(learner(held={}), [first, deep], offers, {}, DAY) == [(1, 125_000)]
    assert courses.best_courses(learner(held={}), [deep], offers, {}, DAY) == [
        (2, courses.OPENED + 1_000_000)
    ]
    skilled = learner(held={4: 1, 5: 1, 6: 1})
    assert [each for each, _ in courses.best_courses(skilled, [first, deep], offers, {}, DAY)] == [2, 1]


def test_courses_that_cannot_be_joined_or_teach_nothing_are_left_out() -> None:
    offers = [Vacancy(7, (Asked(1, 1, 5000),), HERE)]
    person = learner(held={4: 1, 5: 1, 6: 1})
    closed = Course(1, {1: 1}, (Run(needs_place=False, is_open=False),))
    empty = Course(2, {}, (Run(needs_place=False),))
    useless = Course(3, {2: 1}, (Run(needs_place=False),))
    assert courses.best_courses(person, [closed, empty, useless], offers, {}, DAY) == []


teachings = st.dictionaries(st.integers(1, 9), st.frozensets(st.integers(1, 6), max_size=4), max_size=7)


@given(st.frozensets(st.integers(1, 6)), teachings)
def test_no_smaller_set_of_courses_teaches_as_much(
    gaps: frozenset[int], teaches: dict[int, frozenset[int]]
) -> None:
    wanted = gaps & frozenset().union(*teaches.values())
    chosen = courses.smallest_set(gaps, teaches)
    assert wanted <= frozenset().union(*(teaches[each] for each in chosen))
    for smaller in combinations(teaches, max(0, len(chosen) - 1)):
        assert not wanted or not wanted <= frozenset().union(*(teaches[each] for each in smaller))


def test_many_courses_for_one_gap_do_not_slow_the_choice() -> None:
    teaches = {course: frozenset({course % 12}) for course in range(600)}
    assert courses.smallest_set(range(12), teaches) == tuple(range(12))
