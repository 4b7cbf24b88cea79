"""Skills are found in sentences in stages, each with a confidence and the words that gave it."""

import io
import json
import sys
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from hypothesis import given, settings
from hypothesis import strategies as st

from district.skills.extraction import vectors, words
from district.skills.extraction.extractor import THRESHOLD, Extractor
from district.skills.extraction.lexical import Index, WholeNames
from district.skills.services import extracting

LABELS = ["manage budgets", "cook pastry products", "Java (computer programming)", "work in teams", "Go"]
ODD = ["", " ", "<NAME> <NAME>", "🙂", "\u202e", "\x00", "a" * 20_000, "the of and"]


@pytest.fixture(scope="module")
def over_labels() -> Extractor:
    return extracting.over_labels(LABELS)


@pytest.fixture(scope="module")
def embedded() -> Extractor:
    return extracting.embedded()


def test_words_keep_their_places_and_leave_out_what_says_nothing() -> None:
    text = "The managers of <NAME> use C++"
    read = words.read(text)
    assert [(each.stem, text[each.start : each.end]) for each in read] == [
        ("manag", "managers"),
        (words.stem("use"), "use"),
        ("c++", "C++"),
    ]


@pytest.mark.parametrize("pair", [("managing", "manages"), ("analyses", "analyse"), ("organize", "organise")])
def test_words_of_one_kind_share_a_stem(pair: tuple[str, str]) -> None:
    assert words.stem(pair[0]) == words.stem(pair[1])


def test_text_is_cut_into_sentences() -> None:
    assert words.sentences("We use Java. We bake!\n\n * Tea ") == ["We use Java.", "We bake!", "* Tea"]


def test_rarer_shared_words_weigh_more() -> None:
    index = Index([["use", "java"], ["use", "sql"], ["use", "tea"]])
    relevance = index.relevance(["use", "sql"])
    assert relevance.argmax() == 1
    assert relevance[0] == relevance[2] > 0
    assert index.coverage(["use", "sql"])[1] == pytest.approx(1)


def test_whole_names_are_found_where_they_stand() -> None:
    names = WholeNames([["data", "analys"], ["data"], []])
    assert names.find(["good", "data", "analys"]) == {1: (1, 2), 0: (1, 3)}


def test_vectors_tell_near_words_from_far_ones() -> None:
    known = vectors.load()
    assert known is not None
    near, far = known.of("cooking") @ known.of("baking"), known.of("cooking") @ known.of("software")
    assert near > far


def test_every_label_is_ranked_and_the_named_one_comes_first(over_labels: Extractor) -> None:
    ranked = over_labels.rank("You have written Java for years", top=99)
    assert sorted(each.entry.label for each in ranked) == sorted(LABELS)
    assert (ranked[0].entry.label, ranked[0].words, ranked[0].entry.uri) == (LABELS[2], "Java", None)
    assert [each.score for each in ranked] == sorted((each.score for each in ranked), reverse=True)


def test_near_meanings_come_before_others(over_labels: Extractor) -> None:
    ranked = over_labels.rank("You will be baking cakes and bread", top=1)
    assert ranked[0].entry.label == "cook pastry products"


def test_an_everyday_word_is_not_suggested(over_labels: Extractor) -> None:
    assert over_labels.suggest("You are always ready to go") == []


def test_what_is_suggested_is_what_ranks_above_the_threshold(embedded: Extractor) -> None:
    text = "Good knowledge of Python, SQL and project management in agile teams"
    above = [each for each in embedded.rank(text, top=50) if each.score >= THRESHOLD]
    assert {"Python (computer programming)", "SQL"} <= {each.entry.label for each in above}
    assert embedded.suggest(text) == above
    assert all(each.words in text for each in above)


@pytest.mark.parametrize("text", ODD)
def test_odd_texts_name_nothing(embedded: Extractor, text: str) -> None:
    assert embedded.suggest(text) == []
    assert len(embedded.rank(text, top=3)) == 3


@settings(max_examples=30, deadline=None)
@given(st.text(max_size=200))
def test_any_text_gets_confidences_between_0_and_1(embedded: Extractor, text: str) -> None:
    assert all(0 <= each.score <= 1 and each.words in text for each in embedded.rank(text, top=5))


def test_no_labels_rank_nothing() -> None:
    assert extracting.over_labels([]).rank("Java", top=3) == []


def test_without_vectors_shared_words_still_rank() -> None:
    entries = extracting.over_labels(LABELS).entries
    bare = Extractor(entries, phrases=lambda _: [], vectors=None)
    assert bare.rank("manage a budget", top=1)[0].entry.label == "manage budgets"


def say(monkeypatch: pytest.MonkeyPatch, content: bytes, *arguments: str) -> list[dict[str, object]]:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(content)))
    out = io.StringIO()
    call_command("extract_skills", *arguments, stdout=out)
    return [json.loads(line) for line in out.getvalue().splitlines()]


def test_command_answers_each_line(monkeypatch: pytest.MonkeyPatch, db: None) -> None:
    answers = say(monkeypatch, b"We use SQL\n\n\xff broken\n", "--top", "2")
    assert [answer["text"] for answer in answers] == ["We use SQL", "", "\ufffd broken"]
    assert [answer["above_threshold"] for answer in answers] == [1, 0, 0]
    best = answers[0]["skills"][0]  # type: ignore[index]
    assert (best["label"], best["words"], set(best)) == ("SQL", "SQL", {"uri", "label", "score", "words"})
    assert best["uri"].startswith("http://data.europa.eu/esco/skill/")


def test_command_ranks_given_labels(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    path = tmp_path / "labels.txt"
    path.write_text("\ufeffmanage budgets\n\ncook pastry products\n", encoding="utf-8")
    (answer,) = say(monkeypatch, b"manage a budget", "--labels", str(path))
    assert [(each["label"], each["uri"]) for each in answer["skills"]] == [  # type: ignore[attr-defined]
        ("manage budgets", None),
        ("cook pastry products", None),
    ]


def test_command_says_what_is_wrong(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="Cannot read the labels"):
        call_command("extract_skills", "--labels", str(tmp_path / "none.txt"))
    with pytest.raises(CommandError, match="at least 1"):
        call_command("extract_skills", "--top", "0")
