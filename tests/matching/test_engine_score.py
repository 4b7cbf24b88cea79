"""The rules of the score, case by case, and what must never change it."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from district.matching.engine import score
from district.matching.engine.facts import WORK_KINDS, Asked, Learner, Point, Vacancy

DAY = date(2027, 3, 1)
HERE = Point(40_000, 28_000)
CREDITS = {(1, 2): 80, (2, 1): 40, (1, 3): 50, (4, 3): 30}

levels = st.integers(1, 4)
skills = st.integers(1, 6)
held = st.dictionaries(skills, levels, max_size=6)
credits = st.dictionaries(st.tuples(skills, skills), st.integers(1, 100), max_size=12)
asked = st.lists(
    st.builds(Asked, skill=skills, level=levels, weight=st.integers(0, 3000)),
    max_size=6,
    unique_by=lambda each: each.skill,
).map(tuple)
points = st.none() | st.builds(Point, st.integers(39_900, 40_100), st.integers(27_900, 28_100))
vacancies = st.builds(
    Vacancy,
    id=st.integers(1, 50),
    asked=asked,
    place=points,
    is_remote=st.booleans(),
    kind=st.sampled_from(sorted(WORK_KINDS)),
    yearly_most=st.none() | st.integers(18_000, 24_000),
)
learners = st.builds(
    Learner,
    id=st.just(1),
    held=held,
    sure=st.just({}) | st.dictionaries(skills, st.integers(101, 125), max_size=4),
    place=points,
    limit=st.integers(0, 150),
    remote_ok=st.booleans(),
    looking_for=st.frozensets(st.sampled_from([*sorted(WORK_KINDS), "course"])),
    least_salary=st.none() | st.integers(18_000, 24_000),
)


def at_hand(**facts: object) -> Vacancy:
    return Vacancy(**{"id": 1, "place": HERE, "asked": (Asked(1, 2, 4000),)} | facts)


def learner(**facts: object) -> Learner:
    return Learner(**{"id": 1, "place": HERE, "limit": 100, "held": {1: 2}} | facts)


@pytest.mark.parametrize(
    ("has", "wants", "per_cent"),
    [(4, 1, 100), (2, 2, 100), (1, 2, 50), (1, 3, 33), (2, 3, 66), (3, 4, 75), (1, 4, 25)],
)
def test_a_lower_level_counts_for_its_share_rounded_down(has: int, wants: int, per_cent: int) -> None:
    assert score.level_share(has, wants) == per_cent


@pytest.mark.parametrize(
    ("has", "per_cent", "through"),
    [
        ({}, 0, None),
        ({1: 4}, 100, 1),
        ({2: 4}, 80, 2),
        ({2: 1}, 40, 2),
        ({2: 1, 3: 4}, 50, 3),
        ({2: 4, 3: 4}, 80, 2),
        ({1: 1, 3: 2}, 50, 1),
        ({9: 4}, 0, None),
    ],
)
def test_the_best_single_evidence_counts_and_never_a_sum(
    has: dict[int, int], per_cent: int, through: int | None
) -> None:
    assert score.best_evidence(has, Asked(1, 2, 1), CREDITS) == (per_cent, through)


def test_fit_is_the_sum_of_the_lines() -> None:
    vacancy = at_hand(asked=(Asked(1, 2, 3000), Asked(4, 2, 1000), Asked(5, 1, 500)))
    assert score.fit({2: 2, 3: 4}, vacancy, CREDITS) == 3000 * 80 + 1000 * 30


@pytest.mark.parametrize(
    ("away", "band"), [(0, 4), (25, 4), (26, 3), (50, 3), (51, 2), (75, 2), (76, 1), (100, 1), (101, 0)]
)
def test_nearness_goes_in_quarters_of_the_travel_limit(away: int, band: int) -> None:
    assert score.band(HERE, 100, Point(HERE.easting + away, HERE.northing)) == band


def test_somebody_who_does_not_travel_is_offered_only_what_is_where_they_live() -> None:
    assert score.band(HERE, 0, HERE) == 4
    assert score.band(HERE, 0, Point(HERE.easting + 1, HERE.northing)) == 0


@pytest.mark.parametrize(
    ("vacancy", "person", "broken"),
    [
        (at_hand(), learner(), []),
        (at_hand(is_open=False), learner(), ["closed"]),
        (at_hand(closes_on=DAY), learner(), []),
        (at_hand(closes_on=DAY - timedelta(days=1)), learner(), ["closed"]),
        (at_hand(kind="placement"), learner(looking_for=frozenset({"job"})), ["kind"]),
        (at_hand(kind="placement"), learner(looking_for=frozenset({"course"})), []),
        (at_hand(yearly_most=19_999), learner(least_salary=20_000), ["salary"]),
        (at_hand(yearly_most=20_000), learner(least_salary=20_000), []),
        (at_hand(), learner(least_salary=20_000), []),
        (at_hand(starts_on=DAY), learner(free_from=DAY + timedelta(days=1)), ["start"]),
        (at_hand(), learner(free_from=DAY + timedelta(days=1)), []),
        (at_hand(place=None), learner(), ["distance"]),
        (at_hand(), learner(place=None), ["distance"]),
        (at_hand(place=None, is_remote=True), learner(place=None), []),
        (at_hand(place=None, is_remote=True), learner(remote_ok=False), ["distance"]),
        (at_hand(is_remote=True), learner(remote_ok=False), []),
    ],
)
def test_hard_rules_are_apart_from_the_score(vacancy: Vacancy, person: Learner, broken: list[str]) -> None:
    assert score.obstacles(person, vacancy, DAY) == broken
    assert (score.total(person, vacancy, {}, DAY) > 0) == (broken == [])


def test_preference_halves_at_most_and_never_lifts() -> None:
    near, hoped = at_hand(sector="2512"), learner(sectors=frozenset({"2512"}))
    assert score.preference(hoped, near) == score.WHOLE
    assert score.preference(learner(), near) == 768
    far = at_hand(place=Point(HERE.easting + 100, HERE.northing))
    assert score.preference(learner(), far) == 512 + 64


def test_equal_scores_stand_by_lower_id_and_the_list_ends_at_twenty() -> None:
    same = [at_hand(id=number) for number in (30, *range(1, 25))]
    assert [each for each, _ in score.best(learner(), same, {}, DAY)] == list(range(1, 21))


@given(learners, vacancies, credits, skills, levels)
def test_an_added_or_better_skill_never_lowers_a_score(
    person: Learner, vacancy: Vacancy, table: dict[tuple[int, int], int], skill: int, level: int
) -> None:
    before = score.total(person, vacancy, table, DAY)
    more = replace(person, held=dict(person.held) | {skill: max(level, person.held.get(skill, 0))})
    assert score.total(more, vacancy, table, DAY) >= before


@given(learners, st.lists(vacancies, max_size=8, unique_by=lambda each: each.id), credits, st.randoms())
def test_the_order_of_rows_changes_nothing(
    person: Learner, offers: list[Vacancy], table: dict, random
) -> None:
    shuffled = list(offers)
    random.shuffle(shuffled)
    turned = replace(person, held=dict(reversed(person.held.items())))
    assert score.best(turned, shuffled, table, DAY) == score.best(person, offers, table, DAY)


@given(learners, vacancies, credits)
def test_a_score_never_exceeds_the_fit_with_what_is_sure_nor_the_fit_its_whole(
    person: Learner, vacancy: Vacancy, table: dict
) -> None:
    fit, extra = score.fit(person.held, vacancy, table), score.sure_points(person, vacancy, table)
    assert 0 <= fit <= score.full_fit(vacancy)
    assert 0 <= 4 * extra <= fit
    assert 0 <= score.total(person, vacancy, table, DAY) <= fit + extra


@given(learners, vacancies, st.integers(0, 150))
def test_travelling_further_never_breaks_a_rule(person: Learner, vacancy: Vacancy, more: int) -> None:
    further = replace(person, limit=person.limit + more)
    assert set(score.obstacles(further, vacancy, DAY)) <= set(score.obstacles(person, vacancy, DAY))
