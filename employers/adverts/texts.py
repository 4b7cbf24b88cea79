"""Reads adverts that are bare text, one JSON object a line with `text`: the first line is the title, cleaned."""

import re
from typing import Any

from employers.adverts.advert import RawAdvert

UNNAMED = "Employer not named"
MASK = re.compile(r"<[A-Z_]+>")  # names that were taken out of the text
TAIL = re.compile(r"\b(?:Date posted:|Likes: \d).*$", re.DOTALL)
GENDERS = re.compile(
    r"\(\s*(?:[mfwdx]|sen\.?|diverse)(?:\s*/+\s*[mfwdx])+\s*\)|\b[mfwd](?:/[mfwdx]){2}\b", re.IGNORECASE
)
SENTENCE = re.compile(r"(?<=[a-z])\s*[.?!]\s.*$", re.DOTALL)
HEADING = re.compile(
    r"(?:job )?description|about (?:us|you|the (?:role|job|company))|introduction|job title", re.IGNORECASE
)
EDGES = " -\u2013|.,:;"
MOST = 100


def is_text_advert(data: Any) -> bool:
    return (
        isinstance(data, dict)
        and isinstance(data.get("text"), str)
        and "@type" not in data
        and "title" not in data
    )


def read(data: dict[str, Any], row: int) -> RawAdvert:
    text = data["text"]
    posted = re.search(r"Date posted: (\d{4}-\d{2}-\d{2})", text)
    return RawAdvert(
        row=row,
        title=title_of(text),
        employer=str(data.get("employer") or UNNAMED),
        description=text,
        posted=posted[1] if posted else "",
        reference=str(data.get("id") or ""),
        kind=text[:300],
        pattern=text[:1500],
        is_unnamed=not data.get("employer"),
    )


def title_of(text: str) -> str:
    """The first line that says something once masks, "(m/f/d)" and what follows the title are gone."""
    for line in text.split("\n")[:12]:
        words = GENDERS.sub(" ", TAIL.sub("", MASK.sub(" ", line)))
        words = " ".join(words.split())
        if len(first := SENTENCE.sub("", words)) > 12:
            words = first
        words = re.sub(r"\s+([,.;:?!])", r"\1", re.sub(r"\(\s*(?:\b(?:in|at)\b)?\s*\)", "", words))
        words = re.sub(r"(?:\s+(?:at|in|by|for|[-\u2013|(]))+$", "", words.strip(EDGES)).strip(EDGES)
        if len(words) >= 5 and re.search(r"[^\W\d_]{2,}", words) and not HEADING.fullmatch(words):
            return words if len(words) <= MOST else words[:MOST].rsplit(" ", 1)[0]
    return ""
