"""Keeps what people made of suggested skills, and lets it count in the suggestions to come."""

from collections.abc import Sequence
from hashlib import sha256
from itertools import batched

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


def keep(*, text: str, skill_id: int, words: str, is_accepted: bool) -> SkillDecision:
    """The last decision on a text and a skill counts."""
    decision, _ = SkillDecision.objects.update_or_create(
        text_digest=digest(text),
        skill_id=skill_id,
        defaults={"words": _folded(words), "is_accepted": is_accepted},
    )
    return decision


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
