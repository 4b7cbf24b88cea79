"""What a row of any course file comes down to, before anything is written."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from programmes.models import DeliveryMode


@dataclass(frozen=True)
class ProviderKey:
    """Who teaches: by UKPRN in the open data, by name in the Skills Toolkit, else as the importer was told."""

    ukprn: str = ""
    name: str = ""


@dataclass(frozen=True)
class VenueRow:
    """A place to teach as a file describes it. `postcode` is canonical and known."""

    row: int
    name: str
    postcode: str
    reference: str = ""
    address: str = ""
    town: str = ""


@dataclass(frozen=True)
class CourseRow:
    """One run and the course it belongs to. Keys say which course and which run of the source this is.

    `venue` is the name of one of the provider's venues, or a venue to be made (open data).
    """

    row: int
    provider: ProviderKey
    course_key: str
    course: Mapping[str, Any]
    programme: str
    run_key: str
    run: Mapping[str, Any]
    venue_id: int | None = None
    venue: VenueRow | None = None


KIND = ("course_type", "sector", "level", "awarding_body")
TEXTS = (
    "who_for",
    "entry_requirements",
    "what_you_learn",
    "how_you_learn",
    "what_to_bring",
    "how_assessed",
    "where_next",
)
AT_A_VENUE = {DeliveryMode.CLASSROOM, DeliveryMode.BLENDED}


def course_key(course: Mapping[str, Any]) -> str:
    """Rows of one LARS number (or else of one kind) with the same texts are one course."""
    kind = (course["learning_aim"],) if course["learning_aim"] else tuple(course[name] for name in KIND)
    return digest(*kind, *(course[name] for name in TEXTS))


def run_key(run: Mapping[str, Any]) -> str:
    """What tells the runs of one course apart, where the file gives them no identifier."""
    return digest(run["reference"], run["name"], *when_and_where(run))


def when_and_where(run: Mapping[str, Any]) -> tuple[Any, ...]:
    """How much of the week it takes is said only of what is taught at a venue."""
    week = (run["study_mode"], run["pattern"]) if run["mode"] in AT_A_VENUE else ("", "")
    return (run["mode"], run["starts_on"], *week, run["venue_id"])


def digest(*parts: Any) -> str:
    """A short name for values that have no identifier of their own."""
    return hashlib.sha256(json.dumps(parts, default=str).encode()).hexdigest()[:40]
