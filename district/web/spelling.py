"""Spelling help from the words that can be found: never a comparison with every row."""

import re
from collections.abc import Mapping

from django.contrib.postgres.indexes import GistIndex, OpClass
from django.db import connection, models

WORD = re.compile(r"[^\W\d_][\w+#.\-]{1,38}[\w+#]", re.UNICODE)


class SearchWord(models.Model):
    """A word that occurs in what can be found, and in how many things; what spelling help chooses from."""

    word = models.CharField(max_length=40, primary_key=True)
    thing_count = models.PositiveIntegerField(default=1)

    class Meta:
        abstract = True
        indexes = [GistIndex(OpClass("word", name="gist_trgm_ops"), name="%(app_label)s_word_nearest")]

    def __str__(self) -> str:
        return self.word


def words_of(text: str) -> set[str]:
    """The words of a text in lower case, of at least three letters or signs ("c++", "node.js")."""
    return {word.lower() for word in WORD.findall(text) if len(word) <= 40}


def learn_words(model: type[SearchWord], counts: Mapping[str, int]) -> None:
    """Add what new texts hold. Words are written in one order, so two writers cannot block each other."""
    rows = sorted(counts.items())
    with connection.cursor() as cursor:
        for start in range(0, len(rows), 5000):
            words, times = zip(*rows[start : start + 5000], strict=True)
            cursor.execute(
                f"""
                INSERT INTO "{model._meta.db_table}" AS known (word, thing_count)
                SELECT * FROM unnest(%s::text[], %s::int[]) ORDER BY 1
                ON CONFLICT (word) DO UPDATE SET thing_count = known.thing_count + excluded.thing_count
                """,  # noqa: S608 - our own table
                [list(words), list(times)],
            )


def respell(model: type[SearchWord], words: str) -> str:
    """The same words with each unknown one replaced by the likeliest known; empty if nothing is likelier."""
    typed = [word.lower() for word in words.split() if WORD.fullmatch(word)][:8]
    if not typed:
        return ""
    with connection.cursor() as cursor:
        cursor.execute(
            f"""
            SELECT typed, word, thing_count FROM unnest(%s::text[]) typed CROSS JOIN LATERAL (
                SELECT word, thing_count FROM "{model._meta.db_table}" ORDER BY word <-> typed LIMIT 30
            ) nearest
            """,  # noqa: S608 - our own table
            [typed],
        )
        near: dict[str, list[tuple[int, int, str]]] = {}
        for wanted, known, count in cursor.fetchall():
            near.setdefault(wanted, []).append((misprints(wanted, known), -count, known))
    better = {}
    for wanted, candidates in near.items():
        slips, _, known = min(candidates)
        if 0 < slips <= (1 if len(wanted) < 5 else 2):
            better[wanted] = known
    return " ".join(better.get(word.lower(), word) for word in words.split()) if better else ""


def misprints(typed: str, meant: str) -> int:
    """How many letters were left out, added, changed, or swapped with their neighbour."""
    before, row = [], list(range(len(meant) + 1))
    for i, letter in enumerate(typed, 1):
        before, last, row = row, before, [i]
        for j, other in enumerate(meant, 1):
            cost = min(before[j] + 1, row[j - 1] + 1, before[j - 1] + (letter != other))
            if i > 1 and j > 1 and letter == meant[j - 2] and typed[i - 2] == other:
                cost = min(cost, last[j - 2] + 1)
            row.append(cost)
    return row[-1]
