"""Phrases that wait, and decisions of a curator."""

from itertools import count
from typing import Any

from district.accounts.models import User
from district.skills.models import PhraseSighting, Skill, UnknownPhrase, VocabularyDecision
from district.skills.services import phrases, vocabulary
from tests.factories.accounts import make_user

_numbers = count(1)


def make_phrase(*, text: str = "", **fields: Any) -> UnknownPhrase:
    """A phrase of two adverts that waits."""
    text = text or f"LoomKit {next(_numbers)}"
    return UnknownPhrase.objects.create(
        **{"text": text, "phrase": phrases.fold(text), "advert_count": 2} | fields
    )


def make_sighting(*, phrase: UnknownPhrase, **fields: Any) -> PhraseSighting:
    number = next(_numbers)
    defaults = {
        "source": PhraseSighting.Source.ADVERT,
        "title": f"Weaver {number}",
        "address": f"/jobs/{number}/",
        "sentence": f"Experience of {phrase.text} helps.",
    }
    return PhraseSighting.objects.create(phrase=phrase, **defaults | fields)


def make_own_skill(*, label: str = "", user: User | None = None, **fields: Any) -> VocabularyDecision:
    """The decision that added a skill of the partnership's own."""
    label = label or f"weave with LoomKit {next(_numbers)}"
    return vocabulary.add(
        phrase=fields.pop("phrase", None) or make_phrase(text=label),
        label=label,
        user=user or make_user(),
        **{"description": "It weaves.", "kind": Skill.Kind.SKILL, "broader": None, "reason": "Adverts ask."}
        | fields,
    )
