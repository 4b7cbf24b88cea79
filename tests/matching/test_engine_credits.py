"""Which held skills count for an asked one, and for how much."""

from hypothesis import given
from hypothesis import strategies as st

from district.matching.engine import credits
from district.matching.engine.credits import Taxonomy

WEB, CSS, HTML, SQL, OLD = 1, 2, 3, 4, 9

pairs = st.frozensets(
    st.tuples(st.integers(1, 30), st.integers(1, 30)).filter(lambda each: each[0] != each[1]), max_size=40
)
taxonomies = st.builds(
    Taxonomy,
    broader=pairs,
    needs=pairs,
    goes_with=pairs,
    occupations=st.lists(st.frozensets(st.integers(1, 30), max_size=6), max_size=8).map(tuple),
    renamed=st.dictionaries(st.integers(31, 33), st.integers(1, 30), max_size=2),
)


def found(taxonomy: Taxonomy) -> dict[tuple[int, int], tuple[int, str]]:
    return {(each.asked, each.held): (each.percent, each.reason) for each in credits.table(taxonomy)}


def test_narrower_counts_more_than_sibling_more_than_broader() -> None:
    assert found(Taxonomy(broader=frozenset({(CSS, WEB), (HTML, WEB)}))) == {
        (WEB, CSS): (80, "narrower"),
        (WEB, HTML): (80, "narrower"),
        (CSS, WEB): (40, "broader"),
        (HTML, WEB): (40, "broader"),
        (CSS, HTML): (50, "sibling"),
        (HTML, CSS): (50, "sibling"),
    }


def test_needs_and_goes_with_count_both_ways() -> None:
    taxonomy = Taxonomy(needs=frozenset({(WEB, CSS)}), goes_with=frozenset({(WEB, SQL)}))
    assert found(taxonomy) == {
        (CSS, WEB): (45, "builds_on"),
        (WEB, CSS): (45, "grounds"),
        (WEB, SQL): (30, "related"),
        (SQL, WEB): (30, "related"),
    }


def test_what_occupations_ask_together_counts_by_the_commoner_of_the_two() -> None:
    jobs = (frozenset({CSS, HTML}), frozenset({CSS, HTML}), frozenset({CSS, SQL}), frozenset({CSS}))
    assert found(Taxonomy(occupations=jobs)) == {(CSS, HTML): (15, "together"), (HTML, CSS): (15, "together")}


def test_two_skills_always_asked_together_count_thirty_at_most() -> None:
    jobs = (frozenset({CSS, HTML}),) * 3
    assert found(Taxonomy(occupations=jobs))[CSS, HTML] == (30, "together")


def test_the_strongest_of_several_reasons_counts() -> None:
    taxonomy = Taxonomy(broader=frozenset({(CSS, WEB)}), needs=frozenset({(CSS, WEB)}))
    assert found(taxonomy)[WEB, CSS] == (80, "narrower")
    assert found(taxonomy)[CSS, WEB] == (45, "grounds")


def test_a_withdrawn_skill_stands_for_the_one_that_replaced_it() -> None:
    taxonomy = Taxonomy(broader=frozenset({(CSS, WEB)}), renamed={OLD: CSS})
    table = found(taxonomy)
    assert table[CSS, OLD] == table[OLD, CSS] == (100, "renamed")
    assert table[WEB, OLD] == (80, "narrower")
    assert table[OLD, WEB] == (40, "broader")


def test_ten_skills_at_most_count_for_one_the_best_first() -> None:
    family = frozenset({(skill, WEB) for skill in range(100, 120)} | {(WEB, 50)})
    for_web = [each for each in credits.table(Taxonomy(broader=family)) if each.asked == WEB]
    assert [each.held for each in for_web] == list(range(100, 110))


@given(taxonomies)
def test_credits_keep_within_their_bounds(taxonomy: Taxonomy) -> None:
    table = credits.table(taxonomy)
    keys = [(each.asked, each.held) for each in table]
    assert keys == sorted(set(keys))
    assert all(each.asked != each.held and 10 <= each.percent <= 100 for each in table)


@given(taxonomies)
def test_the_table_does_not_depend_on_the_order_of_occupations(taxonomy: Taxonomy) -> None:
    turned = Taxonomy(
        taxonomy.broader, taxonomy.needs, taxonomy.goes_with, taxonomy.occupations[::-1], taxonomy.renamed
    )
    assert credits.table(turned) == credits.table(taxonomy)
