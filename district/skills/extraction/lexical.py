"""Which names share words with a sentence: BM25 and coverage over an inverted index of stems."""

from collections.abc import Iterable, Sequence

import numpy as np
from numpy.typing import NDArray

SATURATION = 1.2
LONGEST_NAME = 8  # words that a whole name may have to be found in one piece
UNKNOWN_WEIGHT = 6.0  # of a word that no name holds

Numbers = NDArray[np.float64]


class Index:
    """`names` are lists of stems; all answers are arrays with one number for each name."""

    def __init__(self, names: Sequence[Sequence[str]]) -> None:
        self.count = len(names)
        postings: dict[str, list[tuple[int, int]]] = {}
        for place, stems in enumerate(names):
            for stem in dict.fromkeys(stems):
                postings.setdefault(stem, []).append((place, stems.count(stem)))
        self.weights = {
            stem: float(np.log(1 + (self.count - len(rows) + 0.5) / (len(rows) + 0.5)))
            for stem, rows in postings.items()
        }
        lengths = np.array([len(stems) for stems in names], float)
        relative = lengths / max(lengths.mean(), 1.0) if self.count else lengths
        self.rows: dict[str, NDArray[np.int64]] = {}
        self.gains: dict[str, Numbers] = {}
        whole = np.zeros(self.count)
        for stem, rows in postings.items():
            at = np.array([row for row, _ in rows])
            times = np.array([number for _, number in rows], float)
            self.rows[stem] = at
            self.gains[stem] = (
                self.weights[stem] * times * (SATURATION + 1) / (times + SATURATION * relative[at])
            )
            whole[at] += self.weights[stem]
        self.shares = {stem: self.weights[stem] / whole[at] for stem, at in self.rows.items()}

    def weight(self, stem: str) -> float:
        return self.weights.get(stem, UNKNOWN_WEIGHT)

    def relevance(self, stems: Iterable[str]) -> Numbers:
        """BM25: the more of the rarer words a name shares, and the fewer others it has, the higher."""
        return self._sums(stems, self.gains)

    def coverage(self, stems: Iterable[str]) -> Numbers:
        """The share of each name's weight that the sentence holds, 0 to 1."""
        return self._sums(stems, self.shares)

    def _sums(self, stems: Iterable[str], of: dict[str, Numbers]) -> Numbers:
        known = [stem for stem in dict.fromkeys(stems) if stem in of]
        if not known:
            return np.zeros(self.count)
        rows = np.concatenate([self.rows[stem] for stem in known])
        return np.bincount(rows, np.concatenate([of[stem] for stem in known]), minlength=self.count)


class WholeNames:
    """Names found in one piece, whatever the endings of their words."""

    def __init__(self, names: Sequence[Sequence[str]]) -> None:
        self.places: dict[tuple[str, ...], list[int]] = {}
        for place, stems in enumerate(names):
            if 0 < len(stems) <= LONGEST_NAME:
                self.places.setdefault(tuple(stems), []).append(place)

    def find(self, stems: Sequence[str]) -> dict[int, tuple[int, int]]:
        """The place of each name, and from which word to which it stands."""
        found: dict[int, tuple[int, int]] = {}
        for start in range(len(stems)):
            for end in range(start + 1, min(start + LONGEST_NAME, len(stems)) + 1):
                for place in self.places.get(tuple(stems[start:end]), ()):
                    found.setdefault(place, (start, end))
        return found
