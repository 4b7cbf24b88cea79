"""Builds extractors: over a list of labels, over the embedded classification, or over the skills of the portal."""

from collections.abc import Iterable, Sequence

from district.skills.extraction import vectors
from district.skills.extraction.extractor import Entry, Extractor, Named
from district.skills.models import Skill, SkillLabel
from district.skills.services import esco_package, phrases
from district.skills.spine import SPINE

_current: tuple[phrases.Stamp, Extractor] | None = None


def over_labels(labels: Iterable[str]) -> Extractor:
    """Plain labels without addresses, each once and in their order; blank lines are passed over."""
    kept = [label for label in dict.fromkeys(labels) if label.strip()]
    names = [phrases.Name(place, label, label, False, True, True) for place, label in enumerate(kept)]
    return _build([Entry(None, label, (label,)) for label in kept], names)


def embedded() -> Extractor:
    """The classification that comes with the portal, read from its package without a database."""
    classifications, _ = esco_package.read()
    skills = [
        (uri, row)
        for classification in classifications
        for uri, row in classification.skills.items()
        if row.kind != Skill.Kind.GROUP and phrases.fold(row.label)
    ]
    entries = [
        Entry(uri, row.label, (row.label, *(name for name in row.names if name != row.label)))
        for uri, row in skills
    ]
    names = [
        phrases.Name(
            place, row.label, name, row.is_digital, name == row.label, row.kind == Skill.Kind.KNOWLEDGE
        )
        for place, (_, row) in enumerate(skills)
        for name in entries[place].names
    ]
    return _build(entries, names)


def current() -> Extractor:
    """Over the skills of the portal with all their names, the partnership's own among them. One copy a process, made
    anew when the list of skills has changed; without any skill in the database the embedded classification."""
    global _current  # noqa: PLW0603 - replaced whole
    now = phrases.stamp()
    if _current is None or _current[0] != now:
        _current = now, _of_database() or embedded()
    return _current[1]


def _of_database() -> Extractor | None:
    """Skills in the order of their addresses, so that ties fall the same way as with the embedded classification."""
    rows = (
        SkillLabel.objects.filter(skill__withdrawn_at=None, skill__scheme__in=SPINE)
        .exclude(skill__kind=Skill.Kind.GROUP)
        .order_by("skill__uri", "-kind", "id")
        .values_list("skill__uri", "skill__label", "text", "skill__is_digital", "kind", "skill__kind")
    )
    entries: list[Entry] = []
    names: list[phrases.Name] = []
    for uri, label, text, is_digital, label_kind, skill_kind in rows.iterator(chunk_size=20_000):
        if not entries or entries[-1].uri != uri:
            entries.append(Entry(uri, label, ()))
        entries[-1] = entries[-1]._replace(names=(*entries[-1].names, text))
        is_preferred = label_kind == SkillLabel.Kind.PREFERRED
        is_knowledge = skill_kind == Skill.Kind.KNOWLEDGE
        names.append(phrases.Name(len(entries) - 1, label, text, is_digital, is_preferred, is_knowledge))
    return _build(entries, names) if entries else None


def _build(entries: Sequence[Entry], names: Sequence[phrases.Name]) -> Extractor:
    finder = phrases.Finder(names)

    def find(text: str) -> list[Named]:
        return [Named(found.skill_id, found.start, found.end) for found in finder.find(text)]

    return Extractor(entries, phrases=find, vectors=vectors.load())
