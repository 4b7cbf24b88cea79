"""Cuts sentences and names into words that may be compared: stems without endings, and no words that say nothing."""

import re
from functools import lru_cache
from typing import NamedTuple

WORD = re.compile(r"[^\W_]+(?:['\u2019][^\W_]+)*(?:\+\+|#)?")
HIDDEN_NAME = re.compile(r"<[A-Z_]+>")
SENTENCE = re.compile(r"[^\n\r]+?(?:[.!?](?=\s)|$|(?=[\n\r]))")
NOTE = re.compile(r"^(.+?)\s+\([^()]+\)$")
SHORTEST_STEM = 4
SILENT_WORDS = """
    a an the of to in on at for and or by with from as is are be been being will would can could should may might
    must this that these those it its their your our you we they he she his her i us them who which what when where
    how not no nor do does did have has had having into about such etc e g other all any each more most some than then
    so if but also per via up out over between through during within both well new"""
SILENT = frozenset(SILENT_WORDS.split())
ENDINGS_OF_WORDS = """
    ational ations ation ments ment ingly ings ing edly ed ers er ors or ions ion ives ive ances ance ences ence
    als al ly es e y ities ity able ible ful ness"""
ENDINGS = tuple(ENDINGS_OF_WORDS.split())


class Word(NamedTuple):
    text: str
    stem: str
    start: int
    end: int


def read(text: str) -> list[Word]:
    """The words that say something, with their places; names blanked out as <NAME> are passed over."""
    if "<" in text:
        text = HIDDEN_NAME.sub(lambda found: " " * len(found.group()), text)
    read = ((found.group(), found.start(), found.end()) for found in WORD.finditer(text))
    return [Word(word, told, start, end) for word, start, end in read if (told := stem(word))]


def sentences(text: str) -> list[str]:
    return [found.group().strip() for found in SENTENCE.finditer(text) if found.group().strip()]


def without_note(name: str) -> str:
    """'Java (computer programming)' is called Java."""
    return NOTE.sub(r"\1", name)


@lru_cache(maxsize=100_000)
def stem(word: str) -> str:
    """Near enough to tell that managing, manager and management speak of one thing; empty if it says nothing."""
    word = word.lower()
    if word in SILENT:
        return ""
    word = word.replace("'", "").replace("\u2019", "")
    if len(word) > 3 and word[-1] == "s" and word[-2] not in "siu":
        word = word[:-3] + "y" if word.endswith("ies") else word[:-1]
    for ending in ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= SHORTEST_STEM:
            word = word[: -len(ending)]
            break
    word = word.replace("iz", "is").replace("yz", "ys")
    return word[:-1] if len(word) > SHORTEST_STEM and word[-1] == word[-2] else word
