"""Finds skills by what people type: the beginning of a name, its words, or something spelt nearly so."""

import re
import uuid
from dataclasses import dataclass
from typing import Any

from django.db import connection

from district.skills.services import phrases
from district.skills.spine import SPINE

LONGEST_QUERY = 100
SHORT = 3  # fewer letters are looked up at the beginning of names only
MOST_RANKED = 500
FEW = 20


@dataclass(frozen=True)
class Suggestion:
    """A skill to choose; `note` is the other name that was matched, if it was not the label."""

    skill_id: int
    public_id: uuid.UUID
    label: str
    note: str
    is_digital: bool

    @property
    def id(self) -> str:
        """What pages and forms call it."""
        return str(self.public_id)


SELECT = """
    SELECT DISTINCT ON (skill.id) skill.id, skill.public_id, skill.label, skill.is_digital,
           label.text, label.kind = 'preferred' AS is_preferred, {fit} AS fit
    FROM skills_skilllabel label
    JOIN skills_skill skill ON skill.id = label.skill_id
    WHERE skill.withdrawn_at IS NULL AND skill.kind <> 'group' AND skill.scheme_id = ANY(%(schemes)s)
      AND {condition}
    ORDER BY skill.id, fit, label.kind DESC, length(label.text), label.text
"""
BEST = """
    SELECT id, public_id, label, CASE WHEN is_preferred THEN '' ELSE text END, is_digital
    FROM ({select}) AS best
    ORDER BY fit = 0 DESC, is_digital DESC, fit, NOT is_preferred, length(label), lower(label), id
    LIMIT %(limit)s
"""
BY_PREFIX = SELECT.format(
    fit="CASE WHEN label.phrase = %(phrase)s THEN 0 ELSE 1 END", condition="label.phrase LIKE %(prefix)s"
)
BY_WORDS = SELECT.format(
    fit="CASE WHEN label.phrase = %(phrase)s THEN 0 WHEN label.phrase LIKE %(prefix)s THEN 1 ELSE 2 END",
    condition="(label.phrase LIKE %(prefix)s OR ({words}))",
)
BY_SPELLING = SELECT.format(
    fit="3 - word_similarity(%(phrase)s, label.phrase)", condition="%(phrase)s <%% label.phrase"
)


NAMED = """
    SELECT DISTINCT label.occupation_id FROM skills_occupationlabel label
    JOIN skills_occupation occupation ON occupation.id = label.occupation_id
    WHERE occupation.withdrawn_at IS NULL AND occupation.scheme_id = ANY(%(schemes)s) AND ({words})
    LIMIT %(limit)s
"""

SPELT = """
    SELECT label.occupation_id FROM skills_occupationlabel label
    JOIN skills_occupation occupation ON occupation.id = label.occupation_id
    WHERE occupation.withdrawn_at IS NULL AND occupation.scheme_id = ANY(%(schemes)s) AND %(phrase)s <%% label.phrase
    GROUP BY label.occupation_id
    ORDER BY max(word_similarity(%(phrase)s, label.phrase)) DESC, min(length(label.phrase)), label.occupation_id
    LIMIT %(limit)s
"""


def suggest(text: str, limit: int = 8) -> list[Suggestion]:
    """The skill of just this name, then digital ones, then others; at the end what is spelt nearly so."""
    phrase = phrases.fold(text[:LONGEST_QUERY])
    found = _named(phrase, limit)
    if len(found) >= limit or len(phrase) < SHORT:
        return found
    known = {each.skill_id for each in found}
    return (found + [each for each in _spelt(phrase, limit) if each.skill_id not in known])[:limit]


def ranked(text: str) -> list[int]:
    """The ids of all skills of this name, best first; those spelt nearly so if there are none."""
    phrase = phrases.fold(text[:LONGEST_QUERY])
    found = _named(phrase, MOST_RANKED)
    if not found and len(phrase) >= SHORT:
        found = _spelt(phrase, FEW)
    return [each.skill_id for each in found]


def occupations_named(text: str) -> list[int]:
    """The ids of occupations with a name that holds all these words."""
    phrase = phrases.fold(text[:LONGEST_QUERY])
    if not phrase:
        return []
    told, words = _words(phrase)
    values: dict[str, Any] = {"schemes": list(SPINE), "limit": MOST_RANKED}
    with connection.cursor() as cursor:
        cursor.execute(NAMED.format(words=told), values | words)
        return [row[0] for row in cursor.fetchall()]


def occupations_spelt(text: str) -> list[int]:
    """The ids of occupations with a name spelt nearly so, the nearest first: for when none is named."""
    phrase = phrases.fold(text[:LONGEST_QUERY])
    if len(phrase) < SHORT:
        return []
    with connection.cursor() as cursor:
        cursor.execute(SPELT, {"schemes": list(SPINE), "limit": FEW, "phrase": phrase})
        return [row[0] for row in cursor.fetchall()]


def _named(phrase: str, limit: int) -> list[Suggestion]:
    if not phrase:
        return []
    values: dict[str, Any] = {
        "schemes": list(SPINE),
        "limit": limit,
        "phrase": phrase,
        "prefix": phrase + "%",
    }
    if len(phrase) < SHORT:
        return _rows(BY_PREFIX, values)
    told, words = _words(phrase)
    return _rows(BY_WORDS.format(words=told), values | words)


def _spelt(phrase: str, limit: int) -> list[Suggestion]:
    return _rows(BY_SPELLING, {"schemes": list(SPINE), "limit": limit, "phrase": phrase})


def _words(phrase: str) -> tuple[str, dict[str, str]]:
    """The condition that a name holds words that begin so, and its parameters."""
    words = {f"word{number}": r"\m" + re.escape(word) for number, word in enumerate(phrase.split())}
    return " AND ".join(f"label.phrase ~ %({name})s" for name in words), words


def _rows(select: str, values: dict[str, Any]) -> list[Suggestion]:
    with connection.cursor() as cursor:
        cursor.execute(BEST.format(select=select), values)
        return [Suggestion(*row) for row in cursor.fetchall()]
