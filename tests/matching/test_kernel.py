"""The array engine gives what the oracle gives, compiled or not, to the last bit."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from district.matching.engine import kernel
from tests.matching.array_worlds import World, pairs, worlds

quick = settings(max_examples=60, deadline=None)


@pytest.fixture(scope="module", params=["numba", "arrays"])
def engine(request: pytest.FixtureRequest):
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("DISTRICT_KERNEL", request.param)
        kernel.compiled.cache_clear()
        if request.param == "numba" and not find_compiler():
            pytest.skip("numba is not built for this machine.")
        yield kernel.best
    kernel.compiled.cache_clear()


def find_compiler() -> bool:
    try:
        return kernel.compiled() is not None
    except ImportError:
        return False


@given(world=worlds())
@quick
def test_the_best_twenty_are_those_of_the_oracle(engine, world: World) -> None:
    learners, vacancies, credits = world.arrays
    assert pairs(engine(learners, vacancies, credits, 0, len(learners))) == world.best()


@given(world=worlds(), data=st.data())
@settings(quick, max_examples=20)
def test_a_shard_is_what_the_whole_gives_for_it(engine, world: World, data: st.DataObject) -> None:
    arrays = world.arrays
    low = data.draw(st.integers(0, len(world.learners)))
    high = data.draw(st.integers(low, len(world.learners)))
    assert pairs(engine(*arrays, low, high)) == world.best()[low:high]
