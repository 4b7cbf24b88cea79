"""What of a learner's profile can go with a job application, in parts that they may leave out."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from district.skills.models import Level
from district.web.templatetags.district import as_title
from learners import questions
from learners.models import Evidence, HeldSkill, Learner

LABELS = {
    "skills": "What I can do",
    "times": "When I am free",
    "place": "Where I live and how far I travel",
}
# What says nothing about who somebody is: an employer reads these before it shortlists.
BLIND = ("skills", "times")
HOW: dict[str, str] = {
    Evidence.WORK: "from work",
    Evidence.COURSE: "from a course",
    Evidence.HOME: "from home or volunteering",
    Evidence.COMPLETION: "confirmed by a course completed here",
    Evidence.EMPLOYER: "confirmed by an employer at work",
}


@dataclass(frozen=True)
class Part:
    name: str
    label: str
    lines: list[str]


def of_profile(learner: Learner) -> dict[str, Any]:
    """Every part as the profile has it today, ready to be kept."""
    held = (
        HeldSkill.objects.filter(learner=learner).select_related("skill").order_by("-level", "skill__label")
    )
    looking, times, travel = (
        questions.BY_NAME[name].told(learner) for name in ("looking", "times", "travel")
    )
    place = f"Lives in {learner.postcode.council.name}" if learner.postcode else ""
    return {
        "skills": [[row.skill.label, row.level, row.evidence, row.evidence_note] for row in held],
        "times": [f"Looks for: {looking}" if looking else "", times],
        "place": [place, travel],
    }


def shown(shared: dict[str, Any], names: Iterable[str], *, is_blind: bool) -> list[Part]:
    """The kept parts in words; before somebody is known, only those that do not tell who they are."""
    wanted = [name for name in LABELS if name in names and (name in BLIND or not is_blind)]
    parts = [Part(name, LABELS[name], _lines(name, shared.get(name, []), is_blind)) for name in wanted]
    return [part for part in parts if part.lines]


def _lines(name: str, kept: list[Any], is_blind: bool) -> list[str]:
    if name == "skills":
        return [_skill(*row, is_blind=is_blind) for row in kept]
    return [words for words in kept if words]


def _skill(label: str, level: int, evidence: str, note: str, *, is_blind: bool) -> str:
    """The note is in their own words, and may name a school: it waits until they are known."""
    how = HOW.get(evidence, "")
    words = f"{as_title(label)}: {Level(level).label.lower()}{f', {how}' if how else ''}"
    return words if is_blind or not note else f"{words} ({note})"
