"""National Careers Service profiles that people joined to an ESCO occupation: is it found from the profile's words?

An occupation scores the plain sum of three numbers from 0 to 1: the extractor's confidence that the title names it, how
near the words of the profile and of the occupation are in meaning, and the engine's fit of the skills found in the
profile to what the occupation asks. Nothing is learnt from the joined pairs.
"""

import json
from collections.abc import Callable, Mapping
from pathlib import Path
from statistics import fmean
from typing import Any

import numpy as np
from numpy.typing import NDArray

from district.home.bench.matching_quality_engine import Engine, Spine, place_in
from district.skills.extraction import vectors, words
from district.skills.extraction.extractor import Entry, Extractor, Named
from district.skills.extraction.lexical import Index
from district.skills.models import Skill
from district.skills.services import phrases
from district.skills.services.classification import Classification, OccupationRow, SkillRow
from district.web.errors import Refused

WHOLE_FIT = 1_000_000
UNKNOWN_WEIGHT = 3.0  # of a word that no occupation uses, between the common and the rare ones


def measure(esco: Classification, path: Path, *, say: Callable[[str], None]) -> dict[str, float]:
    rows = [json.loads(line) for line in path.read_text(encoding="utf-8").split("\n") if line]
    spine = Spine(esco)
    pairs = joined(rows, esco, spine)
    if not pairs:
        raise Refused(f"No profile of {path} is joined to an occupation of this ESCO.")
    say(f"finding the occupations of {len(pairs)} profiles")
    finder = Finder(esco, spine)
    found = [
        max(1 / (place_in(scores, wanted) or np.inf) for wanted in right)
        for scores, right in ((finder.scores(row), right) for row, right in pairs)
    ]
    return {"mrr": round(fmean(found), 4), "n": len(found)}


def joined(
    rows: list[dict[str, Any]], esco: Classification, spine: Spine
) -> list[tuple[dict[str, Any], list[int]]]:
    """Profiles with the occupations of the label they are joined to: the preferred one, or another name."""
    preferred: dict[str, list[int]] = {}
    others: dict[str, list[int]] = {}
    for uri, place in spine.occupation_at.items():
        preferred.setdefault(esco.occupations[uri].label.lower(), []).append(place)
        for name in esco.occupations[uri].names:
            others.setdefault(name.lower(), []).append(place)
    labelled = [
        (row, row["esco_occupation_label"].lower()) for row in rows if row.get("esco_occupation_label")
    ]
    found = [(row, preferred.get(label) or others.get(label) or []) for row, label in labelled]
    return [(row, right) for row, right in found if right]


class Finder:
    def __init__(self, esco: Classification, spine: Spine) -> None:
        occupations = {uri: esco.occupations[uri] for uri in spine.occupations}
        self.spine = spine
        self.titles = extractor(occupations)
        skills = {uri: row for uri, row in esco.skills.items() if row.kind != Skill.Kind.GROUP}
        self.skills = extractor(skills)
        self.engine = Engine(
            len(spine.skills),
            [sorted(asked.items()) for asked in spine.asked],
            spine.taxonomy(range(len(spine.occupations))),
        )
        texts = [
            words.read(". ".join((row.label, *row.names, row.description))) for row in occupations.values()
        ]
        self.index = Index([[word.stem for word in text] for text in texts])
        self.vectors = vectors.load()
        self.meanings = np.stack([self._meaning(text) for text in texts])

    def scores(self, profile: Mapping[str, Any]) -> NDArray[np.float64]:
        """Of every occupation."""
        sentences = [profile["title"], profile["overview"], *profile["day_to_day_tasks"]]
        meaning = self._meaning([word for text in sentences for word in words.read(text)])
        held = {
            self.spine.skill_at[str(found.entry.uri)]
            for text in sentences
            for found in self.skills.suggest(text)
        }
        fit = self.engine.fit(sorted(held)) / WHOLE_FIT
        return self.titles.confidences(profile["title"]) + self.meanings @ meaning + fit

    def _meaning(self, text: list[words.Word]) -> NDArray[np.float64]:
        if self.vectors is None or not text:
            return np.zeros(self.vectors.size if self.vectors else 1)
        total = np.sum(
            [
                self.vectors.of(word.text.lower()) * self.index.weights.get(word.stem, UNKNOWN_WEIGHT)
                for word in text
            ],
            axis=0,
            dtype=np.float64,
        )
        return total / max(float(np.linalg.norm(total)), 1e-9)


def extractor(rows: Mapping[str, OccupationRow] | Mapping[str, SkillRow]) -> Extractor:
    """Over the names of these concepts, in their order."""
    entries = [
        Entry(uri, row.label, (row.label, *(name for name in row.names if name != row.label)))
        for uri, row in rows.items()
    ]
    names = phrases.Finder(
        phrases.Name(place, entry.label, name, False, name == entry.label, True)
        for place, entry in enumerate(entries)
        for name in entry.names
    )

    def find(text: str) -> list[Named]:
        return [Named(found.skill_id, found.start, found.end) for found in names.find(text)]

    return Extractor(entries, phrases=find, vectors=vectors.load())
