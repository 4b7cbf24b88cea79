"""Tables of nearly the same people are not told side by side."""

import numpy as np
import pytest

from district.figures.disclosure import overlap
from district.figures.disclosure.overlap import Release, apart, check
from district.figures.disclosure.profiles import DESK
from district.web.errors import Refused

SIZE, PAIRS, GROUPS = 400, 6_000, 6


def release(name: str, *numbers: int | range) -> Release:
    listed = [n for each in numbers for n in ([each] if isinstance(each, int) else each)]
    return Release(name, overlap.people(listed, size=SIZE))


@pytest.mark.parametrize(("gone", "is_refused"), [(0, False), (1, True), (9, True), (10, False)])
def test_the_same_people_but_a_few_are_refused(gone: int, is_refused: bool) -> None:
    everybody, fewer = release("Everybody", range(SIZE)), release("Most", range(gone, SIZE))
    for first, second in ((everybody, fewer), (fewer, everybody)):
        if is_refused:
            with pytest.raises(Refused, match=f"fewer than 10 people: “{first.name}” has been published"):
                check(second, [first], threshold=10)
        else:
            check(second, [first], threshold=10)


def test_everybody_less_one_provider_is_refused_if_the_provider_is_small() -> None:
    with pytest.raises(Refused):
        check(release("All but one provider", range(7, SIZE)), [release("All", range(SIZE))], threshold=10)


def test_a_region_less_its_councils_is_refused_if_the_last_is_small() -> None:
    councils = [release(f"Council {n}", range(n * 60, n * 60 + 60)) for n in range(6)]
    region = release("Region", range(365))
    with pytest.raises(Refused, match="Taken together"):
        check(region, councils, threshold=10)
    with pytest.raises(Refused, match="Taken together"):
        check(councils[-1], [*councils[:-1], region], threshold=10)
    check(release("Region", range(370)), councils, threshold=10)


def test_few_people_that_no_sum_of_tables_gives_are_no_reason_to_refuse() -> None:
    women, young = release("Women", range(200)), release("Young", range(195, 400))
    check(young, [women], threshold=10)  # five are both, and no one can tell
    with pytest.raises(Refused, match="Taken together"):
        check(release("Women or young", range(400)), [women, young], threshold=10)


def test_what_was_told_already_is_not_held_against_others() -> None:
    told = [release("All", range(300)), release("Most", range(5, 300))]
    check(release("Others", range(300, 400)), told, threshold=10)
    check(release("All again", range(300)), [told[0]], threshold=10)


def test_nobody_is_found_by_comparing_two_tables() -> None:
    """Six thousand pairs of tables, the second with one person less: the category of whom is told if a figure moves."""
    rng = np.random.default_rng(6)
    members = rng.random((PAIRS, SIZE)) < rng.uniform(0.2, 0.9, (PAIRS, 1))
    members[:, 0] = True
    without = members.copy()
    without[:, 0] = False
    group_of = rng.integers(GROUPS, size=(PAIRS, SIZE))
    counts = [
        np.stack([((group_of == group) & who).sum(1) for group in range(GROUPS)], 1)
        for who in (members, without)
    ]
    base = DESK.base
    first, second = ((2 * count + base) // (2 * base) * base for count in counts)
    is_disclosed = (first != second).any(axis=1)
    distance = apart(np.packbits(members, axis=1), np.packbits(without, axis=1))
    is_refused = (distance > 0) & (distance < DESK.sensitive.threshold)
    assert not (is_disclosed & ~is_refused).any()
    assert is_disclosed.mean() >= 0.10  # it would be, were nothing refused
