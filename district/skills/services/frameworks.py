"""Reads two further schemes: DigComp 2.0 and the Government Digital and Data capability framework."""

from collections.abc import Callable

from django.utils.text import slugify

from district.skills.models import Skill, SkillRelation
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
)
from district.skills.services.tables import Row, Table

DIGCOMP = SchemeFacts(
    code="digcomp",
    name="DigComp, the Digital Competence Framework for Citizens",
    version="2.0",
    attribution="This service uses the DigComp framework of the European Commission's Joint Research Centre.",
    url="https://joint-research-centre.ec.europa.eu/projects-and-activities/education-and-training/"
    "digital-transformation-education/digital-competence-framework-citizens-digcomp_en",
)
GDAD = SchemeFacts(
    code="gdad",
    name="Government Digital and Data Profession Capability Framework",
    version="2025",
    attribution="Contains public sector information licensed under the Open Government Licence v3.0: the Government "
    "Digital and Data Profession Capability Framework.",
    url="https://ddat-capability-framework.service.gov.uk",
)
GDAD_LEVELS = ("Awareness", "Working", "Practitioner", "Expert")
NO_LEVEL = "NOT IN USE"


def knows(table: Table) -> bool:
    return any(table.has(*needed) for needed, _, _ in READERS)


def read(tables: list[Table]) -> list[Classification]:
    """One classification for each scheme among the tables; roles come after the skills they name."""
    schemes: dict[str, Classification] = {}
    for needed, facts, reader in READERS:
        for table in tables:
            if table.has(*needed):
                reader(schemes.setdefault(facts.code, Classification(facts)), table)
    return list(schemes.values())


def _read_digcomp(into: Classification, table: Table) -> None:
    into.sections |= {Section.SKILLS, Section.GROUPS, Section.BROADER}
    areas: dict[str, str] = {}
    for row in table.rows:
        cells, is_area = row.cells, row.cells.get("Level") == "1"
        section = Section.GROUPS if is_area else Section.SKILLS
        uri = f"urn:digcomp:2.0:{cells['ShortCode'].strip()}"
        label = clean(cells["Name"]).capitalize()
        kind = Skill.Kind.GROUP if is_area else Skill.Kind.SKILL
        text = clean(cells["Description"]).replace(" ,", ",")
        skill = SkillRow(label, text, kind, not is_area, not is_area, ())
        if not _add_skill(into, section, row, uri, skill):
            continue
        if is_area:
            areas[cells["Name"].strip()] = uri
        elif area := areas.get(cells["BroaderConcept"].strip()):
            into.read[Section.BROADER] += 1
            link = Link(uri, area, SkillRelation.Kind.BROADER.value, row.file, row.number)
            into.add_link(Section.BROADER, link)


def _read_gdad_skills(into: Classification, table: Table) -> None:
    into.sections.add(Section.SKILLS)
    for row in table.rows:
        label = clean(row.cells["Skill Name"])
        parts = [clean(row.cells["Skill Description"])]
        parts += [f"{level}: {text}" for level in GDAD_LEVELS if (text := clean(row.cells.get(level, "")))]
        skill = SkillRow(label, "\n\n".join(parts), Skill.Kind.SKILL, True, False, ())
        _add_skill(into, Section.SKILLS, row, _gdad_uri("skill", label), skill)


def _read_gdad_roles(into: Classification, table: Table) -> None:
    """A role at each of its levels is an occupation; the skills it lists are essential for it."""
    into.sections |= {Section.OCCUPATIONS, Section.ASKED}
    known: set[str] = set()
    for row in table.rows:
        role, level = clean(row.cells["Role"]), clean(row.cells["Role Level"])
        label = level or role
        uri = _gdad_uri("role", f"{role} {level}")
        if uri not in known:
            into.read[Section.OCCUPATIONS] += 1
            text = clean(row.cells["Role Level Description"] or row.cells["Role Description"])
            if wrong := _fault(row, uri, label):
                into.refuse(Section.OCCUPATIONS, Refusal(row.file, row.number, *wrong), uri)
                continue
            known.add(uri)
            names = (role,) if role != label else ()
            into.occupations[uri] = OccupationRow("", "", label, text, names)
        if row.cells["Skill Level"].strip() == NO_LEVEL:
            continue
        into.read[Section.ASKED] += 1
        skill = _gdad_uri("skill", clean(row.cells["Skill Name"]))
        into.add_link(Section.ASKED, Link(uri, skill, "essential", row.file, row.number))


def _gdad_uri(kind: str, label: str) -> str:
    return f"urn:gdad:{kind}:{slugify(label)}"[:200]


def _add_skill(into: Classification, section: Section, row: Row, uri: str, skill: SkillRow) -> bool:
    into.read[section] += 1
    if wrong := _fault(row, uri, skill.label):
        into.refuse(section, Refusal(row.file, row.number, *wrong), uri)
        return False
    if uri in into.skills:
        into.repeats[section] += 1
        return False
    into.skills[uri] = skill
    return True


def _fault(row: Row, uri: str, label: str) -> tuple[str, str, str] | None:
    return ("", "row", row.fault) if row.fault else fault(uri, label, ())


READERS: list[tuple[tuple[str, ...], SchemeFacts, Callable[[Classification, Table], None]]] = [
    (("Level", "Name", "ShortCode", "Description", "BroaderConcept"), DIGCOMP, _read_digcomp),
    (("Skill Name", "Skill Description", "Awareness", "Expert"), GDAD, _read_gdad_skills),
    (("Role Family", "Role", "Role Level", "Skill Name", "Skill Level"), GDAD, _read_gdad_roles),
]
