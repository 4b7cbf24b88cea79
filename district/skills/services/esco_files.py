"""Reads ESCO as its tables are published: skills, groups, occupations and relations, each known by its columns."""

from collections.abc import Callable

from district.skills.models import Skill
from district.skills.services.classification import (
    Classification,
    Link,
    OccupationRow,
    Refusal,
    SchemeFacts,
    Section,
    SkillRow,
    clean,
    fault,
    kind_of,
    split_names,
)
from district.skills.services.tables import Row, Table
from district.skills.spine import ESCO

SCHEME = SchemeFacts(
    code=ESCO,
    name="ESCO, European Skills, Competences, Qualifications and Occupations",
    version="1.2",
    attribution="This service uses the ESCO classification of the European Commission. Its tables were re-arranged "
    "for this service.",
    url="https://esco.ec.europa.eu",
)
OUR_NAMES = {
    "conceptUri": "uri",
    "preferredLabel": "label",
    "altLabels": "alt_labels",
    "skillType": "skill_type",
    "reuseLevel": "reuse_level",
    "occupationUri": "occupation_uri",
    "skillUri": "skill_uri",
    "relationType": "relation",
    "originalSkillUri": "skill_uri",
    "relatedSkillUri": "other_uri",
    "broaderUri": "broader_uri",
    "iscoGroup": "isco_group",
}
RELATIONS = {"essential", "optional"}


def knows(table: Table) -> bool:
    return _reader_of(table) is not None


def uses(table: Table) -> bool:
    """Whether something is taken from it: occupation groups and the hierarchy in one wide table tell nothing more."""
    reader = _reader_of(table)
    return reader is not _pass_over and (reader is not _read_groups or _holds_groups(table))


def _reader_of(table: Table) -> Callable[[Classification, Table], None] | None:
    for needed, reader in READERS:
        if table.has(*needed):
            return reader
    return None


def _read_skills(into: Classification, table: Table) -> None:
    into.sections.add(Section.SKILLS)
    for row in table.rows:
        cells = row.cells
        is_digital = "True" in {cells.get("in_digital", ""), cells.get("in_digComp", "")}
        is_transversal = (
            cells.get("in_transversal", "") == "True" or cells.get("reuse_level", "") == "transversal"
        )
        kind = kind_of(cells.get("skill_type", ""))
        flags = {"is_digital": is_digital, "is_transversal": is_transversal}
        _add_skill(into, Section.SKILLS, row, kind=kind, **flags)


def _read_groups(into: Classification, table: Table) -> None:
    if not _holds_groups(table):
        return
    into.sections.add(Section.GROUPS)
    for row in table.rows:
        _add_skill(into, Section.GROUPS, row, kind=Skill.Kind.GROUP, is_digital=False, is_transversal=False)


def _holds_groups(table: Table) -> bool:
    return any(row.cells.get("conceptType") == "SkillGroup" for row in table.rows)


def _add_skill(into: Classification, section: Section, row: Row, *, kind: str, **flags: bool) -> None:
    into.read[section] += 1
    cells = row.cells
    uri, label, names = _named(cells)
    if wrong := _fault(row, uri, label, names):
        into.refuse(section, Refusal(row.file, row.number, *wrong), uri)
        return
    skill = SkillRow(
        label=label, description=clean(cells.get("description", "")), kind=kind, names=names, **flags
    )
    _keep(into, section, row, uri, concept=skill, known=into.skills)


def _read_occupations(into: Classification, table: Table) -> None:
    into.sections.add(Section.OCCUPATIONS)
    for row in table.rows:
        into.read[Section.OCCUPATIONS] += 1
        cells = row.cells
        uri, label, names = _named(cells)
        code, group = cells.get("code", "").strip(), cells.get("isco_group", "").strip()
        wrong = _fault(row, uri, label, names)
        if not wrong and len(code) > 20:
            wrong = "code", "too-long", "A code may have at most 20 characters."
        if wrong:
            into.refuse(Section.OCCUPATIONS, Refusal(row.file, row.number, *wrong), uri)
            continue
        occupation = OccupationRow(code, group[-4:], label, clean(cells.get("description", "")), names)
        _keep(into, Section.OCCUPATIONS, row, uri, concept=occupation, known=into.occupations)


def _named(cells: dict[str, str]) -> tuple[str, str, tuple[str, ...]]:
    return (
        cells.get("uri", "").strip(),
        clean(cells.get("label", "")),
        split_names(cells.get("alt_labels", "")),
    )


def _fault(row: Row, uri: str, label: str, names: tuple[str, ...]) -> tuple[str, str, str] | None:
    return ("", "row", row.fault) if row.fault else fault(uri, label, names)


def _keep[T](
    into: Classification, section: Section, row: Row, uri: str, *, concept: T, known: dict[str, T]
) -> None:
    """The first row of a concept counts; a second one that says something else is refused."""
    if uri not in known:
        known[uri] = concept
    elif known[uri] == concept:
        into.repeats[section] += 1
    else:
        message = "Another row says something else about this concept: leave one of them out."
        into.refuse(section, Refusal(row.file, row.number, "uri", "contradicts", message))


def _read_asked(into: Classification, table: Table) -> None:
    _read_links(into, table, Section.ASKED, "occupation_uri", "skill_uri")


def _read_related(into: Classification, table: Table) -> None:
    _read_links(into, table, Section.RELATED, "skill_uri", "other_uri")


def _read_broader(into: Classification, table: Table) -> None:
    _read_links(into, table, Section.BROADER, "uri", "broader_uri")


def _read_links(into: Classification, table: Table, section: Section, source: str, target: str) -> None:
    into.sections.add(section)
    for row in table.rows:
        into.read[section] += 1
        cells = row.cells
        kind = "broader" if section == Section.BROADER else cells.get("relation", "").strip().lower()
        if row.fault:
            into.refuse(section, Refusal(row.file, row.number, "", "row", row.fault))
        elif section != Section.BROADER and kind not in RELATIONS:
            message = "The relation must be essential or optional."
            into.refuse(section, Refusal(row.file, row.number, "relation", "choice", message))
        else:
            link = Link(cells[source].strip(), cells[target].strip(), kind, row.file, row.number)
            into.add_link(section, link)


def _mark_digital(into: Classification, table: Table) -> None:
    """A collection of digital skills: those it names are digital, whatever their own row says."""
    for row in table.rows:
        uri = row.cells.get("uri", "").strip()
        if skill := into.skills.get(uri):
            into.skills[uri] = skill._replace(is_digital=True)


def _pass_over(into: Classification, table: Table) -> None:
    """The hierarchy as one wide table, which the broader relations say too."""


READERS: list[tuple[set[str], Callable[[Classification, Table], None]]] = [
    ({"uri", "label", "skill_type", "broaderConceptUri"}, _mark_digital),
    ({"uri", "label", "skill_type"}, _read_skills),
    ({"uri", "label", "isco_group"}, _read_occupations),
    ({"occupation_uri", "relation", "skill_uri"}, _read_asked),
    ({"skill_uri", "relation", "other_uri"}, _read_related),
    ({"uri", "broader_uri"}, _read_broader),
    ({"uri", "label", "conceptType", "code"}, _read_groups),
    ({"Level 0 URI", "Level 1 URI"}, _pass_over),
]


def read(tables: list[Table], edition: str = SCHEME.version) -> Classification:
    """One classification from all tables; collections that only mark skills come last."""
    into = Classification(SCHEME._replace(version=edition))
    for table in sorted(tables, key=lambda table: _reader_of(table) is _mark_digital):
        if reader := _reader_of(table):
            reader(into, table)
    return into
