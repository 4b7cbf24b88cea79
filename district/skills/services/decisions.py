"""Keeps what people made of suggested skills, and lets it count in the suggestions to come."""

from collections.abc import Iterable, Sequence
from hashlib import sha256
from itertools import batched
from uuid import UUID

from django.db.models import Count, FloatField, Q, Value
from django.db.models.functions import Cast, Greatest

from district.skills.models import SkillDecision
from district.skills.services import phrases

LONGEST_WORDS = 300
FEWEST_REFUSALS = 5
LEAST_REFUSED = 0.8  # of all decisions on words that are no longer believed

type Found = dict[int, str]


def digest(text: str) -> str:
    """Tells the same words again, whatever their case and spacing."""
    return sha256(" ".join(text.lower().split()).encode("utf-8", "replace")).hexdigest()


def private_digest(text: str, *, owner: UUID) -> str:
    """The same for a text that is one person's own: nobody else's like words, and no guess at them, gives it."""
    return digest(f"{owner} {text}")


def keep(*, text: str, skill_id: int, words: str, is_accepted: bool) -> SkillDecision:
    """The last decision on a text and a skill counts."""
    (decision,) = keep_all(text=text, found={skill_id: words}, is_accepted=is_accepted)
    return decision


def keep_all(*, text: str, found: Found, is_accepted: bool) -> list[SkillDecision]:
    """The same for several skills at once, each with the words that gave it."""
    told = digest(text)
    return _write([(told, skill_id, _folded(words)) for skill_id, words in found.items()], is_accepted)


def keep_private(*, answers: Iterable[tuple[str, int]], is_accepted: bool) -> None:
    """What somebody answered for a text of their own: (private digest, skill). It says what they can do and not what
    words mean, so it teaches nothing to the suggestions of others: no words are kept with it."""
    _write([(told, skill_id, "") for told, skill_id in answers], is_accepted)


def refused_privately(told: str) -> set[int]:
    """The skills that somebody refused for this text of theirs."""
    return {skill_id for _, skill_id in _refused([told])}


def _write(rows: Sequence[tuple[str, int, str]], is_accepted: bool) -> list[SkillDecision]:
    return SkillDecision.objects.bulk_create(
        [
            SkillDecision(text_digest=told, skill_id=skill_id, words=words, is_accepted=is_accepted)
            for told, skill_id, words in rows
        ],
        update_conflicts=True,
        unique_fields=["text_digest", "skill"],
        update_fields=["words", "is_accepted", "decided_at"],
    )


def sift(readings: Sequence[tuple[str, Found]]) -> list[Found]:
    """Of the skills found in each text, with the words that gave them, those that nobody refused for this very text
    and whose words people have not come to doubt."""
    doubts = _doubted()
    digests = [digest(text) for text, _ in readings]
    refused = _refused(digests)
    return [
        {
            skill_id: words
            for skill_id, words in found.items()
            if (told, skill_id) not in refused and not (doubts and (skill_id, _folded(words)) in doubts)
        }
        for told, (_, found) in zip(digests, readings, strict=True)
    ]


def _refused(digests: Sequence[str]) -> set[tuple[str, int]]:
    pairs: set[tuple[str, int]] = set()
    for some in batched(dict.fromkeys(digests), 5_000):
        rows = SkillDecision.objects.filter(text_digest__in=some, is_accepted=False).order_by("id")
        pairs.update(rows.values_list("text_digest", "skill_id"))
    return pairs


def _doubted() -> set[tuple[int, str]]:
    """Words that people have refused so often for a skill that they no longer suggest it."""
    rows = (
        SkillDecision.objects.exclude(words="")
        .values("skill_id", "words")
        .annotate(refusals=Count("id", filter=Q(is_accepted=False)), decisions=Count("id"))
        .filter(
            refusals__gte=Greatest(
                Value(FEWEST_REFUSALS, FloatField()), Cast("decisions", FloatField()) * LEAST_REFUSED
            )
        )
        .order_by("skill_id", "words")
    )
    return {(row["skill_id"], row["words"]) for row in rows}


def _folded(words: str) -> str:
    return phrases.fold(words)[:LONGEST_WORDS]
