"""The array engine gives what the oracle gives, compiled or not, to the last bit."""

import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from random import Random

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from district.home.bench import populations
from district.matching.engine import advice, kernel, limit
from district.matching.engine.arrays import FULL_PRICE
from district.matching.engine.facts import Asked, Learner, Point, Vacancy
from tests.matching import array_worlds
from tests.matching.array_worlds import World, pairs, worlds

ROOT = Path(__file__).resolve().parents[2]
HERE = Point(40_000, 28_000)
quick = settings(max_examples=60, deadline=None)


@given(world=worlds())
@quick
def test_the_best_twenty_are_those_of_the_oracle(engine_kind: str, world: World) -> None:
    learners, vacancies, credits = world.arrays
    assert pairs(kernel.best(learners, vacancies, credits, 0, len(learners))) == world.best()


@given(world=worlds(), data=st.data())
@settings(quick, max_examples=20)
def test_a_shard_is_what_the_whole_gives_for_it(engine_kind: str, world: World, data: st.DataObject) -> None:
    arrays = world.arrays
    low = data.draw(st.integers(0, len(world.learners)))
    high = data.draw(st.integers(low, len(world.learners)))
    assert pairs(kernel.best(*arrays, low, high)) == world.best()[low:high]


def one_learner(**facts: object) -> Learner:
    return Learner(**{"id": 1, "place": HERE, "limit": 100, "held": {1: 4}} | facts)


def found_for(person: Learner, vacancies: list[Vacancy], **world: object) -> list[tuple[int, int]]:
    facts = {"credits": {}, "prices": [FULL_PRICE] * len(vacancies)} | world
    made = World([person], vacancies, [], **facts)
    found = pairs(kernel.best(*made.arrays, 0, 1))
    assert found == made.best()
    return found[0]


def same(count: int, **facts: object) -> list[Vacancy]:
    return [
        Vacancy(**{"id": n, "place": HERE, "asked": (Asked(1, 4, 5000),)} | facts)
        for n in range(1, count + 1)
    ]


def test_of_equal_vacancies_the_twenty_lowest_ids_are_kept(engine_kind: str) -> None:
    assert [each for each, _ in found_for(one_learner(), same(600))] == list(range(1, 21))


def test_fewer_than_twenty_are_all_given_and_nothing_else(engine_kind: str) -> None:
    assert len(found_for(one_learner(), same(19))) == 19
    assert found_for(one_learner(), []) == []
    assert found_for(one_learner(held={}), same(3)) == []
    assert found_for(one_learner(held={2: 4}), same(3)) == []


def test_a_withdrawn_skill_counts_for_the_one_that_replaced_it(engine_kind: str) -> None:
    assert found_for(one_learner(held={2: 4}), same(1)) == []
    assert found_for(one_learner(held={2: 4}), same(1), credits={(1, 2): 100}) == [(1, 500_000 * 768 >> 10)]


def test_who_names_no_place_is_offered_what_is_done_from_anywhere(engine_kind: str) -> None:
    assert found_for(one_learner(place=None), same(2)) == []
    assert len(found_for(one_learner(place=None), same(2, is_remote=True))) == 2
    assert found_for(one_learner(place=None, remote_ok=False), same(2, is_remote=True)) == []


@pytest.mark.parametrize("limit", [0, 46_339, 46_340, 400_000])
def test_no_distance_is_too_far_to_square(engine_kind: str, limit: int) -> None:
    far = Point(HERE.easting + 46_339, HERE.northing)
    near = same(1)
    assert found_for(one_learner(limit=limit), [*near, *same(1, id=2, place=far)])


def test_a_price_lowers_a_score_and_the_whole_price_does_not(engine_kind: str) -> None:
    whole = found_for(one_learner(), same(1))[0][1]
    assert found_for(one_learner(), same(2), prices=[1023, FULL_PRICE]) == [
        (2, whole),
        (1, whole * 1023 >> 10),
    ]


@given(world=worlds(), skill=array_worlds.skills, level=array_worlds.levels)
@settings(quick, max_examples=25)
def test_another_skill_never_lowers_a_score(engine_kind: str, world: World, skill: int, level: int) -> None:
    more = [
        replace(each, held=dict(each.held) | {skill: max(level, each.held.get(skill, 0))})
        for each in world.learners
    ]
    before, after = (
        pairs(kernel.best(*replace(world, learners=learners).arrays, 0, len(learners)))
        for learners in (world.learners, more)
    )
    for old, new in zip(before, after, strict=True):
        assert len(new) >= len(old)
        assert all(later >= earlier for (_, earlier), (_, later) in zip(old, new, strict=False))


@given(world=worlds(), random=st.randoms(use_true_random=False))
@settings(quick, max_examples=25)
def test_the_order_of_rows_changes_nothing(engine_kind: str, world: World, random: Random) -> None:
    offers = list(zip(world.vacancies, world.prices, strict=True))
    random.shuffle(offers)
    learners = [replace(each, held=dict(reversed(each.held.items()))) for each in world.learners]
    turned = World(learners, [each for each, _ in offers], [], world.credits, [price for _, price in offers])
    assert pairs(kernel.best(*turned.arrays, 0, len(learners))) == world.best()


def test_many_vacancies_are_the_same_compiled_or_not(monkeypatch: pytest.MonkeyPatch) -> None:
    made = populations.make(learners=60, vacancies=900, skills=600)
    made.vacancies.price[::3] = 700
    found = []
    for kind in ("numba", "arrays"):
        if kind == "numba":
            pytest.importorskip("numba", reason="numba is not built for this machine.")
        monkeypatch.setenv("DISTRICT_KERNEL", kind)
        kernel.compiled.cache_clear()
        found.append(pairs(kernel.best(made.learners, made.vacancies, made.credits, 0, 60)))
    kernel.compiled.cache_clear()
    assert found[0] == found[1]
    assert sum(map(len, found[0])) > 600


def test_without_a_compiler_the_products_step_in(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(name: str) -> None:
        raise ImportError(name)

    monkeypatch.delenv("DISTRICT_KERNEL", raising=False)
    monkeypatch.setattr(kernel, "import_module", fail)
    kernel.compiled.cache_clear()
    assert kernel.compiled() is None
    kernel.compiled.cache_clear()


def test_importing_the_engine_loads_neither_compiler_nor_matrices() -> None:
    script = (
        "import sys; from district.matching.engine import advice, kernel; "
        "sys.exit(any(name in sys.modules for name in ('numba', 'scipy')))"
    )
    assert subprocess.run([sys.executable, "-c", script], cwd=ROOT, check=False).returncode == 0


def test_arrays_read_from_files_serve_as_well(engine_kind: str, tmp_path: Path) -> None:
    made = populations.make(learners=8, vacancies=40, courses=6, skills=400)
    stored = []
    for table in (made.learners, made.vacancies, made.courses, made.credits):
        folder = tmp_path / type(table).__name__
        folder.mkdir()
        for name in table.names():
            np.save(folder / f"{name}.npy", getattr(table, name))
        stored.append(
            type(table)(*(np.load(folder / f"{name}.npy", mmap_mode="r") for name in table.names()))
        )
    learners, vacancies, courses, credits = stored
    expected = kernel.best(made.learners, made.vacancies, made.credits, 0, 8)
    assert pairs(kernel.best(learners, vacancies, credits, 0, 8)) == pairs(expected)
    advised = advice.Advice(made.courses, made.vacancies, made.credits).best(made.learners, 0, 8)
    assert pairs(advice.Advice(courses, vacancies, credits).best(learners, 0, 8)) == pairs(advised)


def test_the_limit_of_the_machine_is_measured(monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("numba", reason="numba is not built for this machine.")
    monkeypatch.setenv("DISTRICT_KERNEL", "numba")
    kernel.compiled.cache_clear()
    loops = kernel.compiled()
    assert loops
    found = limit.measure(loops, 500)
    assert found.additions_per_second > 0
    assert found.seconds(learners=2, additions=0) == 2 * found.seconds_per_pass


def test_additions_are_counted_one_by_one() -> None:
    world = World([one_learner(held={1: 4, 2: 1})], same(3), [], {(1, 2): 50, (3, 2): 50}, [FULL_PRICE] * 3)
    assert limit.additions(*world.arrays, 0, 1) == 3
