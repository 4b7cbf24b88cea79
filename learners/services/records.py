"""What every change of a learner's record has in common: whose it is, the lock, the version, and telling others."""

import hashlib
import json
from collections.abc import Sequence
from typing import Any

from django.db.models import F
from django.utils import timezone

from district.partners.actor import Actor
from district.web.errors import NotAllowed, Refused
from learners.models import Learner
from learners.signals import learner_changed


class Changed(Refused):
    """Another page has saved something else in the meantime; `current` is what stands now."""

    def __init__(self, current: Any) -> None:
        super().__init__(
            "This was changed in another window after you opened it. Check both, then save again."
        )
        self.current = current


def lock(*, learner: Learner, by: Actor) -> Learner:
    """Only the person themselves changes their record; a record that is gone says so."""
    if learner.user_id != by.user.pk:
        raise NotAllowed("Only the person themselves can change this.")
    current = Learner.objects.select_for_update().filter(id=learner.id).first()
    if current is None:
        raise Refused("This profile has been deleted.")
    return current


def save(learner: Learner, *fields: str) -> None:
    learner.version += 1
    learner.changed_at = timezone.now()
    learner.save(update_fields=[*fields, "version", "changed_at"])
    learner_changed.send(Learner, learner_ids=[learner.id])


def save_many(learners: Sequence[Learner]) -> None:
    """The same for many."""
    ids = [learner.id for learner in learners]
    Learner.objects.filter(id__in=ids).update(version=F("version") + 1, changed_at=timezone.now())
    learner_changed.send(Learner, learner_ids=ids)


def mark(values: dict[str, Any]) -> str:
    """Short words for an answer: two marks are the same if the answers are."""
    told = json.dumps(values, sort_keys=True, default=str)
    return hashlib.sha256(told.encode()).hexdigest()[:16]


def check_seen(*, seen: str | None, held: dict[str, Any], wanted: dict[str, Any], current: Any) -> None:
    """Refuses to overwrite an answer that the person never saw, unless it says the same."""
    if seen is not None and seen != mark(held) and held != wanted:
        raise Changed(current)
