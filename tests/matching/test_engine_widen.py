"""Jobs one may not have thought of: what is near is near for a reason, and always the same."""

from collections import Counter
from random import Random

from hypothesis import given
from hypothesis import strategies as st

from district.matching.engine import widen
from district.matching.engine.widen import Anchor, Opening

skills = st.frozensets(st.integers(1, 9), max_size=6)
groups = st.sampled_from(["", "2511", "2512", "2521", "3512"])
anchors = st.lists(
    st.builds(
        Anchor,
        counts=st.dictionaries(st.integers(1, 9), st.sampled_from([10, 30, 50, 100]), max_size=6),
        occupation=st.none() | st.integers(1, 5),
        group=groups,
        is_hoped=st.booleans(),
    ),
    max_size=3,
)
openings = st.lists(
    st.builds(
        Opening,
        vacancy=st.integers(1, 60),
        preference=st.sampled_from([576, 640, 704, 768]),
        skills=skills,
        occupation=st.none() | st.integers(1, 8),
        group=groups,
    ),
    max_size=30,
    unique_by=lambda each: each.vacancy,
)
worlds = st.lists(skills, max_size=8)


@given(anchors, openings, worlds, st.randoms(use_true_random=False))
def test_the_list_is_what_the_rules_say_in_whatever_order_it_is_read(
    starts: list[Anchor], offers: list[Opening], occupations: list[frozenset[int]], random: Random
) -> None:
    known = widen.telling(occupations)
    found = widen.widen(starts, offers, known)
    mixed = random.sample(offers, len(offers))
    assert widen.widen(starts, mixed, known) == found
    hoped = {each.occupation for each in starts if each.is_hoped}
    groups_hoped = {each.group for each in starts if each.is_hoped and each.group}
    for each in found:
        near = [widen.relatedness(start, each.opening, known) for start in starts]
        assert widen.LEAST <= widen.relatedness(each.anchor, each.opening, known) <= max(near) <= widen.WHOLE
        assert each.opening.occupation not in hoped
        assert each.opening.group not in groups_hoped
        assert 0 < len(each.shared) <= widen.NAMED
        assert set(each.shared) <= each.opening.skills & each.anchor.counts.keys()
    assert [(-each.score, each.opening.vacancy) for each in found] == sorted(
        (-each.score, each.opening.vacancy) for each in found
    )
    kinds = Counter(each.opening.occupation for each in found if each.opening.occupation)
    assert all(count <= widen.MOST_OF_A_KIND for count in kinds.values())
    assert len(found) <= 20


@given(anchors.filter(bool), openings.filter(bool), worlds, st.integers(1, 9))
def test_another_skill_that_counts_never_makes_work_less_related(
    starts: list[Anchor], offers: list[Opening], occupations: list[frozenset[int]], skill: int
) -> None:
    known = widen.telling(occupations)
    more = Anchor(dict(starts[0].counts) | {skill: 100}, starts[0].occupation, starts[0].group)
    for opening in offers:
        assert widen.relatedness(more, opening, known) >= widen.relatedness(starts[0], opening, known)


def test_a_telling_skill_in_common_counts_more_than_one_that_all_have() -> None:
    everywhere = [frozenset({1, each}) for each in range(2, 30)]
    known = widen.telling(everywhere)
    hope = Anchor({1: 100, 2: 100, 3: 100}, occupation=1)
    rare, common = Opening(1, 768, frozenset({2, 3})), Opening(2, 768, frozenset({1, 29}))
    assert widen.relatedness(hope, rare, known) > widen.relatedness(hope, common, known)


def test_somebody_with_one_skill_is_shown_something_too() -> None:
    known = widen.telling([frozenset({1, 2}), frozenset({2, 3}), frozenset({4, 5}), frozenset({6, 7})])
    found = widen.widen([Anchor({2: 100})], [Opening(5, 768, frozenset({2, 3}), occupation=9)], known)
    assert [(each.opening.vacancy, each.shared) for each in found] == [(5, (2,))]


def test_work_of_the_same_group_is_a_little_nearer() -> None:
    known = widen.telling([frozenset({1, 2, 3}), frozenset({3, 4}), frozenset({5})])
    hope = Anchor({1: 100, 2: 100, 3: 100}, occupation=1, group="2511")
    near = [
        widen.relatedness(hope, Opening(1, 768, frozenset({3, 4}), group=group), known)
        for group in ("2519", "2529", "3511", "")
    ]
    assert [near[0] - near[3], near[1] - near[3], near[2] - near[3]] == [80, 40, 0]


def test_work_whose_skills_one_holds_is_a_start_too() -> None:
    occupations = {1: frozenset({1, 2, 3}), 2: frozenset({3, 4}), 3: frozenset({5, 6}), 4: frozenset({1})}
    known = widen.telling(occupations.values())
    own = widen.own_work(Anchor({1: 100, 2: 30}), occupations, known)
    assert [each.occupation for each in own] == [1, 4]
    assert own[0].counts == {1: 100, 2: 50, 3: 50}
    itself = Opening(7, 768, occupations[1], occupation=1)
    assert widen.widen(own[:1], [itself], known) == []
    two = Opening(8, 768, frozenset({2, 3}), occupation=9)
    assert [each.shared for each in widen.widen(own, [two], known)] == [(2, 3)]


def test_nothing_to_start_from_gives_nothing() -> None:
    opening = Opening(1, 768, frozenset({1}))
    assert widen.widen([], [opening], widen.telling([])) == []
    assert widen.widen([Anchor({})], [opening], widen.telling([{1}])) == []
