"""What a reader makes of a file: the rows of one scheme, checked one by one, ready to be published."""

import re
from collections import Counter
from dataclasses import dataclass, field
from enum import StrEnum
from typing import NamedTuple

from district.skills.models import Skill
from district.skills.services import phrases
from district.web.wording import UNREADABLE

LONGEST_URI = 200
LONGEST_LABEL = 300
URI = re.compile(r"(?:https?://|urn:)[^\s<>\"]+")
HIDDEN = re.compile("[\u200b-\u200f\u2060\ufeff]")
SPACES = re.compile(r"[^\S\n]+")


class Section(StrEnum):
    SKILLS = "skills"
    GROUPS = "groups"
    OCCUPATIONS = "occupations"
    ASKED = "occupation_skills"
    BROADER = "broader"
    RELATED = "related"


class SchemeFacts(NamedTuple):
    code: str
    name: str
    version: str
    attribution: str
    url: str


class Refusal(NamedTuple):
    """A row that was left out. Row 1 is the first row of data of its file."""

    file: str
    row: int
    field: str
    code: str
    message: str


class SkillRow(NamedTuple):
    label: str
    description: str
    kind: str
    is_digital: bool
    is_transversal: bool
    names: tuple[str, ...]


class OccupationRow(NamedTuple):
    code: str
    isco_group: str
    label: str
    description: str
    names: tuple[str, ...]


class Link(NamedTuple):
    """Two URIs and what joins them; where it stood, in case one of them turns out to be unknown."""

    source: str
    target: str
    kind: str
    file: str
    row: int


@dataclass
class Classification:
    """`sections` names what the files hold in full: what they do not name there is withdrawn."""

    scheme: SchemeFacts
    sections: set[Section] = field(default_factory=set)
    skills: dict[str, SkillRow] = field(default_factory=dict)
    occupations: dict[str, OccupationRow] = field(default_factory=dict)
    links: dict[Section, dict[tuple[str, str, str], Link]] = field(default_factory=dict)
    read: Counter[str] = field(default_factory=Counter)
    repeats: Counter[str] = field(default_factory=Counter)
    refused: Counter[str] = field(default_factory=Counter)
    refusals: list[Refusal] = field(default_factory=list)
    held_back: set[str] = field(default_factory=set)

    def refuse(self, section: Section, refusal: Refusal, uri: str = "") -> None:
        """Leave a row out; a concept that is known already stays as it is."""
        self.refused[section] += 1
        self.refusals.append(refusal)
        if uri:
            self.held_back.add(uri)

    def add_link(self, section: Section, link: Link) -> None:
        """Between two occupations and skills essential outweighs optional; the same again is a repeat."""
        kind = "" if section == Section.ASKED else link.kind
        known = self.links.setdefault(section, {})
        key = link.source, link.target, kind
        if link.source == link.target:
            message = "A skill cannot be related to itself: leave this row out."
            self.refuse(section, Refusal(link.file, link.row, "", "itself", message))
        elif key in known:
            self.repeats[section] += 1
            if link.kind == "essential":
                known[key] = link
        else:
            known[key] = link


def fault(uri: str, label: str, names: tuple[str, ...]) -> tuple[str, str, str] | None:
    """Field, code and sentence of what is wrong with a concept; None if nothing is."""
    if not uri:
        return "uri", "required", "Give the address (URI) of this concept."
    if len(uri) > LONGEST_URI or not URI.fullmatch(uri):
        return (
            "uri",
            "invalid",
            "The address must start with http:// or urn: and have at most 200 characters.",
        )
    if not label or not phrases.fold(label):
        return "label", "required", "Give this concept a name with at least one letter or number."
    if any(len(name) > LONGEST_LABEL for name in (label, *names)):
        return "label", "too-long", "A name may have at most 300 characters: shorten it."
    if any(UNREADABLE.search(name) for name in (uri, label, *names)):
        return "label", "unreadable", "Remove the hidden characters from this name."
    return None


def clean(text: str) -> str:
    """Without invisible marks, and with plain single spaces."""
    return SPACES.sub(" ", HIDDEN.sub("", text.replace("\r\n", "\n").replace("\0", ""))).strip()


def split_names(text: str) -> tuple[str, ...]:
    """Other names: parted by | or line breaks, each once."""
    parts = (clean(part).strip(",;") for part in re.split(r"[|\n]", text))
    return tuple(dict.fromkeys(part for part in parts if part))


def kind_of(text: str) -> str:
    return Skill.Kind.KNOWLEDGE if text.strip().lower() == "knowledge" else Skill.Kind.SKILL
