"""How skills needs are put into words."""

from collections.abc import Iterable
from typing import Any

from django.utils import timezone

from district.codesign.models import (
    HardCause,
    NeedOffer,
    NeedPlace,
    NeedReason,
    Route,
    SkillsNeed,
)

ANYWHERE = "Anywhere in the region"


def labels(choices: Any, values: Iterable[str]) -> str:
    """The chosen ones in the order they are asked in, one a line."""
    chosen = set(values)
    return "\n".join(label for value, label in choices.choices if value in chosen)


def place(need: SkillsNeed) -> str:
    if need.place == NeedPlace.POSTCODE:
        return f"{need.postcode_id}, {need.council.name}" if need.council else str(need.postcode_id)
    if need.place == NeedPlace.COUNCIL and need.council:
        return need.council.name
    return ANYWHERE if need.place == NeedPlace.ANY else ""


def hard(need: SkillsNeed) -> str:
    if need.is_hard is None:
        return ""
    if not need.is_hard:
        return "No"
    return "\n".join(filter(None, ["Yes", labels(HardCause, need.hard_causes), need.hard_words]))


def rows(need: SkillsNeed) -> dict[str, list[tuple[str, Any]]]:
    """Every answer by the page that asks for it."""
    return {
        "people": [
            ("Whom you need", need.title),
            ("How many people", f"{need.heads:,}" if need.heads else ""),
            ("By when", need.get_by_when_display()),
        ],
        "where": [("Where", place(need))],
        "why": [
            ("What you would accept", labels(Route, need.routes)),
            ("Why you need them", NeedReason(need.reason).label if need.reason else ""),
            ("Hard to find", hard(need)),
        ],
        "offers": [("What you offer", labels(NeedOffer, need.offers) or "Nothing for now")]
        if "offers" in need.answered
        else [("What you offer", "")],
    }


def clock(need: SkillsNeed) -> str:
    """When it ends, or how it has."""
    if need.state == SkillsNeed.State.OPEN and need.expires_on:
        days = (need.expires_on - timezone.localdate()).days
        near = {0: "Ends today", 1: "Ends tomorrow"}
        return near.get(days) or f"Ends {need.expires_on.day} {need.expires_on:%B %Y}"
    if need.ended_at:
        day = timezone.localtime(need.ended_at)
        return f"{need.get_state_display()} {day.day} {day:%B %Y}"
    return ""
