"""Finds skills by what people type: the beginning of a name, its words, or something spelt nearly so."""

import uuid
from dataclasses import dataclass

from django.db import connection

from district.skills.services import phrases
from district.skills.spine import SPINE

LONGEST_QUERY = 100


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
    fit="3 - word_similarity(%(upper)s, upper(label.text))", condition="%(upper)s <%% upper(label.text)"
)


def suggest(text: str, limit: int = 8) -> list[Suggestion]:
    """The skill of just this name, then digital ones, then others; if nothing fits, those spelt nearly so."""
    phrase = phrases.fold(text[:LONGEST_QUERY])
    if not phrase:
        return []
    values = {"schemes": list(SPINE), "limit": limit, "phrase": phrase, "prefix": phrase + "%"}
    if len(phrase) < 3:
        return _rows(BY_PREFIX, values)
    words = {f"word{number}": rf"\m{word}" for number, word in enumerate(phrase.split())}
    told = " AND ".join(f"label.phrase ~ %({name})s" for name in words)
    found = _rows(BY_WORDS.format(words=told), values | words)
    return found or _rows(BY_SPELLING, values | {"upper": phrase.upper()})


def _rows(select: str, values: dict[str, object]) -> list[Suggestion]:
    with connection.cursor() as cursor:
        cursor.execute(BEST.format(select=select), values)
        return [Suggestion(*row) for row in cursor.fetchall()]
