"""Builds extractors: over a list of labels, over the embedded classification, or over the skills of the portal."""

from collections.abc import Iterable, Sequence

from district.skills.extraction import vectors
from district.skills.extraction.extractor import Entry, Extractor, Named
from district.skills.models import Skill
from district.skills.services import esco_package, phrases


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


def _build(entries: Sequence[Entry], names: Sequence[phrases.Name]) -> Extractor:
    finder = phrases.Finder(names)

    def find(text: str) -> list[Named]:
        return [Named(found.skill_id, found.start, found.end) for found in finder.find(text)]

    return Extractor(entries, phrases=find, vectors=vectors.load())
