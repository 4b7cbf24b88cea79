"""A classification small enough to read, as the files of an import."""

import csv
from pathlib import Path
from typing import Any

BASE = "http://data.europa.eu/esco"
SKILLS = {
    "python": {
        "label": "Python",
        "alt_labels": "Python 3|Py",
        "skill_type": "knowledge",
        "in_digital": "True",
    },
    "data": {"label": "manage data", "alt_labels": "administer data", "in_digital": "True"},
    "bread": {"label": "bake bread"},
}
GROUPS = {"boats": "canal boats"}
OCCUPATIONS = {"developer": {"label": "web developer", "code": "2513.1", "isco_group": "2513"}}
ASKED = [("developer", "essential", "python"), ("developer", "optional", "data")]
RELATED = [("python", "optional", "data")]
BROADER = [("python", "boats"), ("data", "boats")]
SKILL_HEADER = ["uri", "label", "alt_labels", "description", "skill_type", "in_digital", "in_transversal"]


def uri(name: str, noun: str = "skill") -> str:
    return f"{BASE}/{noun}/{name}"


def write_table(path: Path, header: list[str], rows: list[list[str]], **dialect: Any) -> Path:
    with path.open("w", newline="", encoding=dialect.pop("encoding", "utf-8")) as file:
        writer = csv.writer(file, **dialect)
        writer.writerow(header)
        writer.writerows(rows)
    return path


def write_skills(folder: Path, skills: dict[str, dict[str, str]] = SKILLS, **dialect: Any) -> Path:
    rows = [
        [
            facts.get("uri", uri(name)),
            facts["label"],
            facts.get("alt_labels", ""),
            facts.get("description", f"About {facts['label']}."),
            facts.get("skill_type", "skill/competence"),
            facts.get("in_digital", "False"),
            facts.get("in_transversal", "False"),
        ]
        for name, facts in skills.items()
    ]
    return write_table(folder / "skills.csv", SKILL_HEADER, rows, **dialect)


def write_occupations(folder: Path, occupations: dict[str, dict[str, str]] = OCCUPATIONS) -> Path:
    header = ["conceptUri", "code", "iscoGroup", "preferredLabel", "altLabels", "description"]
    rows = [
        [uri(name, "occupation"), facts["code"], facts["isco_group"], facts["label"], "", f"About {name}s."]
        for name, facts in occupations.items()
    ]
    return write_table(folder / "occupations.csv", header, rows)


def write_asked(folder: Path, asked: list[tuple[str, str, str]] = ASKED) -> Path:
    rows = [[uri(occupation, "occupation"), kind, uri(skill)] for occupation, kind, skill in asked]
    return write_table(folder / "asked.csv", ["occupation_uri", "relation", "skill_uri"], rows)


def write_all(folder: Path, skills: dict[str, dict[str, str]] = SKILLS) -> Path:
    """Every table of ESCO in one folder."""
    write_skills(folder, skills)
    write_occupations(folder)
    write_asked(folder)
    groups = [["SkillGroup", uri(name), label, "", "", "S1"] for name, label in GROUPS.items()]
    header = ["conceptType", "conceptUri", "preferredLabel", "altLabels", "description", "code"]
    write_table(folder / "groups.csv", header, groups)
    related = [[uri(skill), "skill", kind, "skill", uri(other)] for skill, kind, other in RELATED]
    header = ["originalSkillUri", "originalSkillType", "relationType", "relatedSkillType", "relatedSkillUri"]
    write_table(folder / "related.csv", header, related)
    broader = [["K", uri(skill), "G", uri(group)] for skill, group in BROADER]
    write_table(folder / "broader.csv", ["conceptType", "conceptUri", "broaderType", "broaderUri"], broader)
    return folder
