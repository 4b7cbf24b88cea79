"""No hidden count can be worked out: of a thousand random cubes an auditor finds none, and many where it should."""

import json
import pickle
import time
from dataclasses import replace
from itertools import combinations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from district.figures.disclosure.cubes import TOTAL, Cube, Dimension, Key, stages
from district.figures.disclosure.profiles import BOOTCAMPS, DESK, DISTRICT, FES, Profile
from district.figures.disclosure.protection import Protected, protect
from district.figures.symbols import Symbol
from tests.figures.auditor import Case, audit, case

SHAPES = ((4,), (6,), (3, 3), (4, 3), (5, 4), (2, 3, 2), (3, 3, 2))
OPEN = replace(
    DISTRICT, plain=replace(DISTRICT.plain, width=0), sensitive=replace(DISTRICT.sensitive, width=0)
)


def dimension(key: str, size: int, *, is_sensitive: bool = False) -> Dimension:
    return Dimension(
        key, key, tuple((str(code), str(code)) for code in range(size)), is_sensitive=is_sensitive
    )


def make_cube(
    rng: np.random.Generator, shape: tuple[int, ...], *, is_sensitive: bool, is_staged: bool
) -> Cube:
    """Of many small groups and a few large ones, as people are."""
    cuts = [
        dimension("abc"[axis], size, is_sensitive=is_sensitive and not axis)
        for axis, size in enumerate(shape)
    ]
    people = rng.negative_binomial(0.6, 0.6 / (0.6 + rng.choice([6, 15, 40])), size=shape)
    counts: dict[Key, int] = {tuple(map(str, place)): int(people[place]) for place in np.ndindex(*shape)}
    if not is_staged:
        return Cube(tuple(cuts), counts)
    far = {key: int(rng.integers(0, count + 1)) for key, count in counts.items()}
    staged = {(*key, TOTAL): count for key, count in counts.items()} | {
        (*key, "done"): n for key, n in far.items()
    }
    return Cube((*cuts, stages("stage", "Stage", [("done", "Done")])), staged)


def make_cubes(count: int, seed: int = 1) -> list[Cube]:
    rng = np.random.default_rng(seed)
    shapes = [SHAPES[number] for number in rng.integers(len(SHAPES), size=count)]
    return [
        make_cube(rng, shape, is_sensitive=number % 2 == 0, is_staged=number % 3 == 0 and len(shape) < 3)
        for number, shape in enumerate(shapes)
    ]


@pytest.fixture(scope="module")
def cubes() -> list[Cube]:
    return make_cubes(1_000)


@pytest.fixture(scope="module")
def told(cubes: list[Cube]) -> list[Protected]:
    return [protect(cube, DISTRICT) for cube in cubes]


def audited(
    cubes: list[Cube], told: list[Protected], profile: Profile = DISTRICT
) -> list[tuple[Case, Key, int]]:
    """Every secret of all cubes, with its case and the width that is asked for."""
    found = []
    for is_sensitive in (False, True):
        rule = profile.rule(is_sensitive=is_sensitive)
        pairs = [pair for pair in zip(cubes, told, strict=True) if pair[0].is_sensitive == is_sensitive]
        cases = [case(cube, protected, rule) for cube, protected in pairs]
        width = DISTRICT.rule(is_sensitive=is_sensitive).width
        audit(cases, width)
        found += [(one, key, width) for one in cases for key in one.secrets]
    return found


def is_found(one: Case, key: Key, width: int) -> bool:
    return one.width(key) < width - 1e-6 or one.most[key] < width - 1e-6


def test_no_count_below_the_threshold_is_told(cubes: list[Cube], told: list[Protected]) -> None:
    for cube, protected in zip(cubes, told, strict=True):
        least = 10 if cube.is_sensitive else 5
        counts = [count for count in protected.cells.values() if not isinstance(count, Symbol)]
        assert not [count for count in counts if 0 < count < least or count % 10]
        assert not cube.is_sensitive or 0 not in counts


def test_nine_thousand_lists_keep_the_threshold_as_well() -> None:
    rng = np.random.default_rng(7)
    sides = {10: dimension("a", 3, is_sensitive=True), 5: dimension("a", 3)}
    for number, counts in enumerate(rng.negative_binomial(1, 0.05, (9_000, 3)).tolist()):
        least = (5, 10)[number % 2]
        cube = Cube((sides[least],), {(str(code),): count for code, count in enumerate(counts)})
        told = protect(cube, DISTRICT).cells.values()
        assert not [count for count in told if isinstance(count, int) and 0 < count < least]


@given(
    counts=st.lists(st.integers(0, 60), min_size=4, max_size=4),
    is_sensitive=st.booleans(),
    profile=st.sampled_from([DISTRICT, DESK, FES, BOOTCAMPS]),
)
@settings(max_examples=100)
def test_no_profile_tells_a_small_count(counts: list[int], is_sensitive: bool, profile: Profile) -> None:
    cube = Cube(
        (dimension("a", 4, is_sensitive=is_sensitive),), {(str(code),): n for code, n in enumerate(counts)}
    )
    least = profile.rule(is_sensitive=is_sensitive).threshold
    for (code,), shown in protect(cube, profile).cells.items():
        count = sum(counts) if code == TOTAL else counts[int(code)]
        assert isinstance(shown, Symbol) or count == 0 or count >= least
        assert isinstance(shown, Symbol) or shown == 0 or shown >= min(least, profile.base)


def test_ten_thousand_counts_alone_keep_the_threshold() -> None:
    for profile in (DISTRICT, DESK, FES, BOOTCAMPS):
        for is_sensitive in (False, True):
            least = profile.rule(is_sensitive=is_sensitive).threshold
            shown = [profile.tell(count, is_sensitive=is_sensitive) for count in range(10_000)]
            assert all(isinstance(one, Symbol) for one in shown[1:least])
            assert not any(isinstance(one, Symbol) for one in shown[least:])


def test_an_auditor_finds_no_hidden_count(cubes: list[Cube], told: list[Protected]) -> None:
    secrets = audited(cubes, told)
    assert len(secrets) > 5_000
    assert [key for one, key, width in secrets if is_found(one, key, width)] == []


def test_the_auditor_finds_many_where_only_small_counts_are_hidden(cubes: list[Cube]) -> None:
    some = cubes[:60]
    secrets = audited(some, [protect(cube, OPEN) for cube in some])
    found = [one.width(key) < 0.5 for one, key, _ in secrets]
    assert sum(found) >= 0.3 * len(found)


@pytest.mark.parametrize("profile", [FES, BOOTCAMPS], ids=lambda profile: profile.name)
def test_the_other_profiles_hide_sensitive_counts_as_well(profile: Profile) -> None:
    some = [cube for cube in make_cubes(120, seed=2) if cube.is_sensitive]
    rule = profile.sensitive
    cases = [case(cube, protect(cube, profile), replace(rule, threshold=rule.width)) for cube in some]
    audit(cases, rule.width)
    secrets = [(one, key) for one in cases for key in one.secrets]
    assert len(secrets) > 200
    assert [key for one, key in secrets if is_found(one, key, rule.width)] == []


def test_three_tables_of_the_same_people_cannot_be_put_together() -> None:
    rng = np.random.default_rng(3)
    some = [make_cube(rng, (3, 3, 3), is_sensitive=n % 2 == 0, is_staged=False) for n in range(60)]
    tables = [*combinations("abc", 2)]
    told = [protect(cube, DISTRICT, tables=tables) for cube in some]
    assert all(TOTAL in key for one in told for key in one.cells)
    secrets = audited(some, told)
    assert [key for one, key, width in secrets if is_found(one, key, width)] == []
    apart = []
    for cube in some:
        each = [protect(_margin(cube, table), DISTRICT) for table in tables]
        cells = {
            k: v for one, table in zip(each, tables, strict=True) for k, v in _spread(one, table).items()
        }
        apart.append(Protected(DISTRICT, cube.dimensions, cells))
    assert any(is_found(*secret) for secret in audited(some, apart))  # so they belong into one cube


def _margin(cube: Cube, keys: tuple[str, ...]) -> Cube:
    kept = ["abc".index(key) for key in keys]
    counts: dict[Key, int] = {}
    for key, count in cube.counts.items():
        shorter = tuple(key[axis] for axis in kept)
        counts[shorter] = counts.get(shorter, 0) + count
    return Cube(tuple(cube.dimensions[axis] for axis in kept), counts)


def _spread(told: Protected, keys: tuple[str, ...]) -> dict[Key, int | Symbol]:
    return {
        tuple(dict(zip(keys, key, strict=True)).get(axis, TOTAL) for axis in "abc"): n
        for key, n in told.cells.items()
    }


def test_one_person_who_joins_changes_no_figure_and_gives_nothing_away(
    cubes: list[Cube], told: list[Protected]
) -> None:
    rng = np.random.default_rng(4)
    changed, later, both, unsteady = [], [], [], 0
    for cube, earlier in zip(cubes[:300], told, strict=False):
        counts = dict(cube.counts)
        joined = list(counts)[rng.integers(len(counts))]
        for key in {joined, (*joined[:-1], TOTAL)} & counts.keys():  # who completes has also started
            counts[key] += 1
        after = replace(cube, counts=counts)
        now = protect(after, DISTRICT, before=earlier.cells)
        changed += [
            key
            for key, count in now.cells.items()
            if earlier.cells[key] != count and not isinstance(earlier.cells[key], Symbol)
        ]
        later.append(after)
        shown = {k: n for k, n in earlier.cells.items() if not isinstance(n, Symbol)}
        both.append(replace(now, cells=dict(now.cells) | shown))
        unsteady += protect(after, DISTRICT).cells != earlier.cells
    assert changed == []
    assert [key for one, key, width in audited(later, both) if is_found(one, key, width - 2)] == []
    assert unsteady > 15  # without the earlier release, many a table would tell of them


def test_a_figure_changes_when_many_came(told: list[Protected]) -> None:
    people = dimension("a", 2)
    before = protect(Cube((people,), {("0",): 14, ("1",): 40}), DISTRICT)
    assert before.told("0") == 10
    told_later = [
        protect(Cube((people,), {("0",): count, ("1",): 40}), DISTRICT, before=before.cells).told("0")
        for count in (15, 19, 20)
    ]
    assert told_later == [10, 10, 20]


def test_what_was_hidden_is_told_once_it_is_large() -> None:
    people = dimension("a", 3, is_sensitive=True)
    before = protect(Cube((people,), {("0",): 0, ("1",): 3, ("2",): 8}), DISTRICT)
    assert before.told("2") == Symbol.HIDDEN
    for count, shown in ((19, Symbol.HIDDEN), (20, 20)):
        cube = Cube((people,), {("0",): 60, ("1",): 60, ("2",): count})
        assert protect(cube, DISTRICT, before=before.cells).told("2") == shown


def test_rates_leave_as_many_people_open_as_the_threshold(cubes: list[Cube], told: list[Protected]) -> None:
    seen = set()
    for cube, protected in zip(cubes, told, strict=True):
        if cube.dimensions[-1].key != "stage":
            continue
        for key in protected.cells:
            whole, part = (*key[:-1], TOTAL), (*key[:-1], "done")
            rate = protected.rate(part, whole)
            hidden = isinstance(protected.cells[part], Symbol) or isinstance(protected.cells[whole], Symbol)
            assert (rate == Symbol.HIDDEN) == hidden
            if not isinstance(rate, Symbol):
                seen.add((rate, int(protected.cells[whole]), 10 if cube.is_sensitive else 5))
    assert len(seen) > 50
    for rate, rounded, threshold in seen:
        counts = [count for count in range(0, rounded + 1, 10) if DISTRICT.rate(count, rounded) == rate]
        people = [n for n in range(rounded + 5) if DISTRICT.rounded(n) in counts]
        assert len(people) >= (threshold if counts != [0] else 5)


def files_of(told: Protected) -> tuple[bytes, str, str]:
    return pickle.dumps(told), repr(told), json.dumps([*told.rows()])


@pytest.mark.parametrize("profile", [DISTRICT, DESK, BOOTCAMPS, FES], ids=lambda profile: profile.name)
def test_one_hidden_person_looks_like_nine(profile: Profile) -> None:
    """What is kept of a table is the same to the last byte, whatever the hidden counts are."""
    sides = (dimension("a", 2, is_sensitive=True), dimension("b", 2))
    grids = ([[1, 20], [20, 60]], [[4, 17], [17, 63]])
    cubes = [
        Cube(sides, {(str(a), str(b)): grid[a][b] for a in range(2) for b in range(2)}) for grid in grids
    ]
    one, nine = (protect(cube, profile) for cube in cubes)
    assert one.told("0", "0") == Symbol.HIDDEN
    assert files_of(one) == files_of(nine)


def test_five_by_four_by_three_takes_no_two_seconds() -> None:
    rng = np.random.default_rng(5)
    cube = make_cube(rng, (5, 4, 3), is_sensitive=True, is_staged=False)
    began = time.process_time()
    protect(cube, DISTRICT)
    assert time.process_time() - began < 2
