"""Brings the tables to what a classification says, set by set: staged by COPY, compared and changed in PostgreSQL."""

# ruff: noqa: S608 - table and column names are constants of this module; every value is a parameter.

import io
from collections import Counter
from collections.abc import Iterable, Iterator
from typing import Any

from django.db import connection

from district.skills.models import Scheme, Skill, SkillLabel, SkillRelation
from district.skills.services import phrases
from district.skills.services.classification import Classification, Refusal, Section
from district.web.errors import Refused

STAGES = {
    "stage_skill": "uri text, label text, description text, kind text, is_digital bool, is_transversal bool",
    "stage_skill_label": "uri text, kind text, text text, phrase text",
    "stage_occupation": "uri text, code text, isco_group text, label text, description text",
    "stage_occupation_label": "uri text, text text, phrase text",
    "stage_link": "section text, source text, target text, kind text, file text, row int",
    "stage_held_back": "uri text",
    "stage_changed": "id bigint PRIMARY KEY",
}
TABLES = (
    "skills_skill",
    "skills_skilllabel",
    "skills_skillrelation",
    "skills_occupation",
    "skills_occupationlabel",
    "skills_occupationskill",
)
SKILL_COLUMNS = ("label", "description", "kind", "is_digital", "is_transversal")
OCCUPATION_COLUMNS = ("code", "isco_group", "label", "description")
ESCAPES = str.maketrans({"\\": "\\\\", "\t": "\\t", "\n": "\\n", "\r": "\\r"})
FEW = 50

type Counts = dict[str, Counter[str]]


def publish(classification: Classification, *, may_withdraw_many: bool = False) -> Counts:
    """To be called inside a transaction. Returns added, changed, withdrawn and removed rows by section.

    Statistics are taken before and after: with those of a nearly empty table a second import would take minutes.
    """
    facts = classification.scheme
    scheme, _ = Scheme.objects.update_or_create(code=facts.code, defaults=facts._asdict())
    counts: Counts = {section: Counter() for section in Section}
    with connection.cursor() as cursor:
        cursor.execute(f"ANALYZE {', '.join(TABLES)}")
        _stage(cursor, classification)
        _publish_skills(cursor, scheme.code, classification, counts)
        _publish_occupations(cursor, scheme.code, classification, counts)
        if not may_withdraw_many:
            _refuse_many_withdrawn(cursor, scheme.code, counts)
        _refuse_unknown(cursor, classification)
        if Section.ASKED in classification.sections:
            _publish_asked(cursor, scheme.code, counts[Section.ASKED])
        for section, kinds in (
            (Section.BROADER, [SkillRelation.Kind.BROADER]),
            (Section.RELATED, [SkillRelation.Kind.ESSENTIAL, SkillRelation.Kind.OPTIONAL]),
        ):
            if section in classification.sections:
                _publish_relations(
                    cursor, scheme.code, section, [str(kind) for kind in kinds], counts[section]
                )
    return counts


def _stage(cursor: Any, classification: Classification) -> None:
    for name, columns in STAGES.items():
        cursor.execute(f"DROP TABLE IF EXISTS pg_temp.{name}")
        cursor.execute(f"CREATE TEMPORARY TABLE {name} ({columns}) ON COMMIT DROP")
    skills, occupations = classification.skills, classification.occupations
    _copy(cursor, "stage_skill", ((uri, *row[:-1]) for uri, row in skills.items()))
    _copy(cursor, "stage_skill_label", _skill_labels(classification))
    _copy(cursor, "stage_occupation", ((uri, *row[:-1]) for uri, row in occupations.items()))
    _copy(
        cursor,
        "stage_occupation_label",
        ((uri, *name) for uri, row in occupations.items() for name in _names((row.label, *row.names))),
    )
    links = classification.links.items()
    _copy(cursor, "stage_link", ((section, *link) for section, rows in links for link in rows.values()))
    _copy(cursor, "stage_held_back", ((uri,) for uri in classification.held_back))
    for name in STAGES:
        cursor.execute(f"ANALYZE {name}")


def _skill_labels(classification: Classification) -> Iterator[tuple[str, str, str, str]]:
    for uri, row in classification.skills.items():
        for place, (text, phrase) in enumerate(_names((row.label, *row.names))):
            kind = SkillLabel.Kind.ALTERNATIVE if place else SkillLabel.Kind.PREFERRED
            yield uri, kind, text, phrase


def _names(texts: Iterable[str]) -> list[tuple[str, str]]:
    """Each text with its phrase; of those with the same phrase the first."""
    known: dict[str, str] = {}
    for text in texts:
        if phrase := phrases.fold(text):
            known.setdefault(phrase, text)
    return [(text, phrase) for phrase, text in known.items()]


def _copy(cursor: Any, table: str, rows: Iterable[tuple[Any, ...]]) -> None:
    lines = ("\t".join(_cell(value) for value in row) + "\n" for row in rows)
    cursor.copy_expert(f"COPY {table} FROM STDIN", io.StringIO("".join(lines)))


def _cell(value: Any) -> str:
    return value.translate(ESCAPES) if isinstance(value, str) else str(value)


def _publish_skills(cursor: Any, scheme: str, classification: Classification, counts: Counts) -> None:
    _merge(cursor, "skill", SKILL_COLUMNS, scheme)
    for section, is_group in ((Section.SKILLS, False), (Section.GROUPS, True)):
        which = "=" if is_group else "<>"
        tally = counts[section]
        tally["added"] = _number(cursor, f"{_ADDED.format(noun='skill')} AND stage.kind {which} 'group'", [])
        tally["changed"] = _number(
            cursor, f"{_CHANGED.format(noun='skill')} AND stage.kind {which} 'group'", []
        )
        if section in classification.sections:
            gone = f"{_WITHDRAW.format(noun='skill')} AND concept.kind {which} 'group'"
            cursor.execute(gone, [scheme])
            tally["withdrawn"] = cursor.rowcount


def _publish_occupations(cursor: Any, scheme: str, classification: Classification, counts: Counts) -> None:
    _merge(cursor, "occupation", OCCUPATION_COLUMNS, scheme)
    tally = counts[Section.OCCUPATIONS]
    tally["added"] = _number(cursor, _ADDED.format(noun="occupation"), [])
    tally["changed"] = _number(cursor, _CHANGED.format(noun="occupation"), [])
    if Section.OCCUPATIONS in classification.sections:
        cursor.execute(_WITHDRAW.format(noun="occupation"), [scheme])
        tally["withdrawn"] = cursor.rowcount


_ADDED = "SELECT count(*) FROM stage_{noun} stage WHERE NOT stage.was_known"
_CHANGED = (
    "SELECT count(*) FROM stage_changed JOIN skills_{noun} concept USING (id)"
    " JOIN stage_{noun} stage USING (uri) WHERE stage.was_known"
)
_WITHDRAW = """
    UPDATE skills_{noun} concept SET withdrawn_at = now()
    WHERE scheme_id = %s AND withdrawn_at IS NULL
      AND NOT EXISTS (SELECT FROM stage_{noun} stage WHERE stage.uri = concept.uri)
      AND NOT EXISTS (SELECT FROM stage_held_back held WHERE held.uri = concept.uri)
"""

_OWN_NAME = (
    "AND NOT (label.is_own AND NOT EXISTS (SELECT FROM stage_skill_label stage"
    " WHERE stage.uri = concept.uri AND stage.phrase = label.phrase))"
)


def _merge(cursor: Any, noun: str, columns: tuple[str, ...], scheme: str) -> None:
    """Adds and changes concepts and their names; those that differed before are left in stage_changed."""
    listed = ", ".join(columns)
    comes_back = "replaced_by_id = NULL," if noun == "skill" else ""
    cursor.execute("TRUNCATE stage_changed")
    cursor.execute(f"ALTER TABLE stage_{noun} ADD was_known bool")
    cursor.execute(
        f"UPDATE stage_{noun} stage SET was_known ="
        f" EXISTS (SELECT FROM skills_{noun} concept WHERE concept.uri = stage.uri)"
    )
    cursor.execute(
        f"INSERT INTO stage_changed SELECT concept.id FROM skills_{noun} concept JOIN stage_{noun} stage USING (uri)"
        f" WHERE ({', '.join(f'concept.{name}' for name in columns)}, concept.withdrawn_at, concept.scheme_id)"
        f" IS DISTINCT FROM ({', '.join(f'stage.{name}' for name in columns)}, NULL, %s)",
        [scheme],
    )
    cursor.execute(
        f"UPDATE skills_{noun} concept SET {', '.join(f'{name} = stage.{name}' for name in columns)},"
        f" {comes_back} withdrawn_at = NULL, scheme_id = %s FROM stage_{noun} stage"
        " WHERE stage.uri = concept.uri AND concept.id IN (SELECT id FROM stage_changed)",
        [scheme],
    )
    cursor.execute(
        f"INSERT INTO skills_{noun} (public_id, scheme_id, uri, {listed})"
        f" SELECT gen_random_uuid(), %s, uri, {listed} FROM stage_{noun} WHERE NOT was_known ORDER BY uri",
        [scheme],
    )
    _merge_labels(cursor, noun)


def _merge_labels(cursor: Any, noun: str) -> None:
    """Removes names that are gone, adds those that are new; either makes the concept one that changed."""
    kind = "kind, " if noun == "skill" else ""
    of_kind = "AND stage.kind = label.kind" if noun == "skill" else ""
    spared = _OWN_NAME if noun == "skill" else ""
    same = (
        f"""stage.uri = concept.uri AND stage.phrase = label.phrase AND stage.text = label.text {of_kind}"""
    )
    cursor.execute(
        f"WITH gone AS (DELETE FROM skills_{noun}label label USING skills_{noun} concept"
        f" WHERE concept.id = label.{noun}_id AND concept.uri IN (SELECT uri FROM stage_{noun})"
        f" {spared} AND NOT EXISTS (SELECT FROM stage_{noun}_label stage WHERE {same}) RETURNING label.{noun}_id AS id)"
        " INSERT INTO stage_changed SELECT DISTINCT id FROM gone ON CONFLICT DO NOTHING"
    )
    cursor.execute(
        f"WITH fresh AS (INSERT INTO skills_{noun}label ({noun}_id, {kind}text, phrase)"
        f" SELECT concept.id, {kind.replace('kind', 'stage.kind')}stage.text, stage.phrase"
        f" FROM stage_{noun}_label stage JOIN skills_{noun} concept USING (uri)"
        f" WHERE NOT EXISTS (SELECT FROM skills_{noun}label label"
        f" WHERE label.{noun}_id = concept.id AND label.phrase = stage.phrase)"
        f" RETURNING {noun}_id AS id)"
        " INSERT INTO stage_changed SELECT DISTINCT id FROM fresh ON CONFLICT DO NOTHING"
    )


def _refuse_many_withdrawn(cursor: Any, scheme: str, counts: Counts) -> None:
    """A file cut short must not empty the classification."""
    withdrawn = sum(counts[section]["withdrawn"] for section in (Section.SKILLS, Section.OCCUPATIONS))
    live = Skill.objects.live().filter(scheme=scheme).count()
    if withdrawn > FEW and withdrawn > live:
        raise Refused(
            f"These files would withdraw {withdrawn:,} skills and occupations and leave {live:,} skills. If they are"
            " complete, import them again with --withdraw-many; nothing was changed.",
            code="withdraws-many",
        )


def _refuse_unknown(cursor: Any, classification: Classification) -> None:
    """Takes out links whose ends are not known, with a sentence for each."""
    for section, source in (
        (Section.ASKED, "occupation"),
        (Section.RELATED, "skill"),
        (Section.BROADER, "skill"),
    ):
        cursor.execute(
            f"DELETE FROM stage_link stage WHERE section = %s AND ("
            f" NOT EXISTS (SELECT FROM skills_{source} concept WHERE concept.uri = stage.source)"
            " OR NOT EXISTS (SELECT FROM skills_skill concept WHERE concept.uri = stage.target))"
            f" RETURNING file, row, EXISTS (SELECT FROM skills_{source} concept WHERE concept.uri = stage.source)",
            [section],
        )
        for file, row, knows_source in cursor.fetchall():
            what = "skill" if knows_source else source
            message = f"No {what} with this address is known: import it first, or leave this row out."
            classification.refuse(section, Refusal(file, row, f"{what}_uri", "unknown", message))


def _publish_asked(cursor: Any, scheme: str, tally: Counter[str]) -> None:
    cursor.execute(
        "CREATE TEMPORARY TABLE stage_asked ON COMMIT DROP AS"
        " SELECT occupation.id AS occupation_id, skill.id AS skill_id, stage.kind = 'essential' AS is_essential"
        " FROM stage_link stage"
        " JOIN skills_occupation occupation ON occupation.uri = stage.source"
        " JOIN skills_skill skill ON skill.uri = stage.target WHERE stage.section = %s",
        [Section.ASKED],
    )
    cursor.execute("ANALYZE stage_asked")
    cursor.execute(
        "DELETE FROM skills_occupationskill asked USING skills_occupation occupation"
        " WHERE occupation.id = asked.occupation_id AND occupation.scheme_id = %s AND occupation.withdrawn_at IS NULL"
        " AND NOT EXISTS (SELECT FROM stage_asked stage"
        " WHERE (stage.occupation_id, stage.skill_id) = (asked.occupation_id, asked.skill_id))",
        [scheme],
    )
    tally["removed"] = cursor.rowcount
    cursor.execute(
        "UPDATE skills_occupationskill asked SET is_essential = stage.is_essential FROM stage_asked stage"
        " WHERE (stage.occupation_id, stage.skill_id) = (asked.occupation_id, asked.skill_id)"
        " AND asked.is_essential <> stage.is_essential"
    )
    tally["changed"] = cursor.rowcount
    cursor.execute(
        "INSERT INTO skills_occupationskill (occupation_id, skill_id, is_essential)"
        " SELECT occupation_id, skill_id, is_essential FROM stage_asked stage"
        " WHERE NOT EXISTS (SELECT FROM skills_occupationskill asked"
        " WHERE (stage.occupation_id, stage.skill_id) = (asked.occupation_id, asked.skill_id))"
        " ORDER BY occupation_id, skill_id"
    )
    tally["added"] = cursor.rowcount
    cursor.execute("DROP TABLE stage_asked")


def _publish_relations(
    cursor: Any, scheme: str, section: Section, kinds: list[str], tally: Counter[str]
) -> None:
    same = "(skill.uri, other.uri, relation.kind) = (stage.source, stage.target, stage.kind)"
    cursor.execute(
        "DELETE FROM skills_skillrelation relation USING skills_skill skill, skills_skill other"
        " WHERE skill.id = relation.skill_id AND other.id = relation.other_id AND relation.kind = ANY(%s)"
        " AND skill.scheme_id = %s AND skill.withdrawn_at IS NULL"
        f" AND NOT EXISTS (SELECT FROM stage_link stage WHERE stage.section = %s AND {same})",
        [kinds, scheme, section],
    )
    tally["removed"] = cursor.rowcount
    cursor.execute(
        "INSERT INTO skills_skillrelation (skill_id, other_id, kind)"
        " SELECT skill.id, other.id, stage.kind FROM stage_link stage"
        " JOIN skills_skill skill ON skill.uri = stage.source JOIN skills_skill other ON other.uri = stage.target"
        " WHERE stage.section = %s ORDER BY skill.id, other.id ON CONFLICT DO NOTHING",
        [section],
    )
    tally["added"] = cursor.rowcount


def _number(cursor: Any, select: str, values: list[Any]) -> int:
    cursor.execute(select, values)
    return cursor.fetchone()[0]
