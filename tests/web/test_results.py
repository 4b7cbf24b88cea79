"""Results of a search as text."""

from district.web import results

ITEM = {"title": "Weaving & code", "href": "/a/?b=1&c=2", "who": "<Canal> Works", "when": "Monday"}


def test_a_result_has_what_is_given_and_nothing_else() -> None:
    assert results.draw([ITEM]) == (
        '<li class="dsd-result"><h3 class="dsd-result__title">'
        '<a class="govuk-link" href="/a/?b=1&amp;c=2">Weaving &amp; code</a></h3>'
        '<p class="dsd-result__who">&lt;Canal&gt; Works</p><p class="dsd-result__when">Monday</p></li>'
    )


def test_what_else_there_may_be_stands_in_its_place() -> None:
    more = {
        "tag": "New",
        "tone": "green",
        "money": "£20,000",
        "places": "3 places",
        "receipt": "5 of 6 skills",
    }
    assert results.draw([ITEM | more]).partition("</a>")[2] == (
        ' <strong class="govuk-tag dsd-tag--green">New</strong></h3>'
        '<p class="dsd-result__who">&lt;Canal&gt; Works</p>'
        '<p class="dsd-result__when">Monday</p>'
        '<p class="dsd-result__when"><strong class="dsd-result__money">£20,000</strong> · 3 places</p>'
        '<p class="dsd-result__receipt">5 of 6 skills</p></li>'
    )


def test_a_line_is_left_empty_for_learners() -> None:
    assert '<p class="dsd-result__receipt" id="line-7"></p></li>' in results.draw(
        [ITEM | {"id": "7"}], with_lines=True
    )
    assert "line-7" not in results.draw([ITEM | {"id": "7"}])
