"""Advice on courses from arrays is that of the oracle, compiled or not, to the last bit."""

from hypothesis import given, settings

from district.matching.engine import advice
from tests.matching.array_worlds import World, of_courses, pairs, worlds


def test_nothing_can_be_advised_where_there_is_nothing(engine_kind: str) -> None:
    world = World([], [], [], {}, [])
    learners, vacancies, credits = world.arrays
    assert pairs(advice.Advice(of_courses([]), vacancies, credits).best(learners, 0, 0)) == []


@given(world=worlds(most_courses=5))
@settings(max_examples=60, deadline=None)
def test_the_best_courses_are_those_of_the_oracle(engine_kind: str, world: World) -> None:
    learners, vacancies, credits = world.arrays
    found = advice.Advice(of_courses(world.courses), vacancies, credits).best(learners, 0, len(learners))
    assert pairs(found) == world.best_courses()
