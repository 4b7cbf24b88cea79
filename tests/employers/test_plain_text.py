import time

import pytest

from employers.plain_text import Block, blocks, one_line, plain_text


def test_html_becomes_readable_text() -> None:
    html = (
        "<p>Hello <b>you</b></p><ul><li>one</li><li>two &amp; three</li></ul>"
        "<script>alert(1)</script><style>p{}</style><!-- hidden --><p>last<br>line</p>"
    )
    assert plain_text(html) == "Hello you\n\n- one\n- two & three\n\nlast\nline"


def test_escaped_markup_of_feeds_is_read_too() -> None:
    assert plain_text("&lt;p&gt;Hi&lt;/p&gt;&lt;script&gt;bad()&lt;/script&gt;") == "Hi"


def test_text_that_is_no_markup_stays_as_it_is() -> None:
    assert plain_text("a < b and c > d\nline two <3") == "a < b and c > d\nline two <3"


def test_hidden_characters_are_taken_out() -> None:
    assert plain_text("a\x00b\u202ec\ud800d\u200be") == "abcde"


def test_long_text_is_cut_at_a_word() -> None:
    assert plain_text("word " * 20, 12) == "word word…"
    assert one_line("a\n b\t c" * 10, 5) == "a b c"


@pytest.mark.parametrize("text", ['<p "', "<", "<a ", "<!--", "<script>", "&#", "<p class='"])
def test_broken_markup_costs_little(text: str) -> None:
    start = time.process_time()
    plain_text(text * 20_000)
    assert time.process_time() - start < 1


def test_lists_and_headings_are_found_in_plain_text() -> None:
    assert blocks("You will:\n- code\n• test\nWe are a small firm in Walsall that mends boats.") == [
        Block("heading", ["You will"]),
        Block("list", ["code", "test"]),
        Block("paragraph", ["We are a small firm in Walsall that mends boats."]),
    ]


def test_a_short_last_line_is_no_heading() -> None:
    assert [block.kind for block in blocks("A sentence that says something.\nThank you")] == [
        "paragraph",
        "paragraph",
    ]
