"""Ranks the skills of a sentence in stages: whole names, shared words, near meanings; then one confidence for all."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from district.skills.extraction import words as wording
from district.skills.extraction.lexical import Index, Numbers, WholeNames
from district.skills.extraction.vectors import Floats, Vectors
from district.skills.extraction.words import Word

THRESHOLD = 0.5
LONGEST_WINDOW = 5  # words that are read as one meaning
ALTERNATIVE = 0.92  # how much a name other than the preferred one counts
LEAST_COVERED = 0.75  # of a name, for a suggestion
LONGEST_SENTENCE = 300  # words
FEW_ROWS = 50


Rows = NDArray[np.int64]


class Weights(NamedTuple):
    """Fitted on labelled sentences of adverts; the decision record on skills in text says how."""

    relevance: float
    coverage: float
    window: float
    sentence: float
    whole_name: float


WEIGHTS = Weights(relevance=0.17, coverage=1.76, window=3.14, sentence=4.18, whole_name=1.57)
SLOPE, OFFSET = 1.01, -9.9
NAMED = 0.8  # at least, of a name that surely stands for its skill


class Entry(NamedTuple):
    """A skill and its names, the preferred one first."""

    uri: str | None
    label: str
    names: tuple[str, ...]


class Named(NamedTuple):
    """A name that the phrase stage is sure of: whose it is, and where it stands in the sentence."""

    place: int
    start: int
    end: int


@dataclass(frozen=True)
class Ranked:
    """`score` is a confidence from 0 to 1; `words` are those of the sentence that gave it."""

    place: int
    entry: Entry
    score: float
    words: str


class Sentence(NamedTuple):
    """`spans` are windows of its words, the last one the whole; `named` are the rows of names surely in it."""

    text: str
    words: list[Word]
    stems: list[str]
    spans: list[tuple[int, int]]
    named: dict[int, Named]


class Extractor:
    """Of a list of skills. `phrases` finds the names that surely stand for a skill: it knows which names are
    everyday words, too. Every name has a row in the arrays; a skill is as good as its best row."""

    def __init__(
        self, entries: Sequence[Entry], *, phrases: Callable[[str], list[Named]], vectors: Vectors | None
    ) -> None:
        self.entries = list(entries)
        self.phrases = phrases
        self.vectors = vectors
        names = [(place, name) for place, entry in enumerate(self.entries) for name in entry.names]
        self.owner = np.array([place for place, _ in names], int)
        self.first = np.flatnonzero(np.diff(self.owner, prepend=-1))
        self.discount = np.full(len(names), ALTERNATIVE)
        self.discount[self.first] = 1.0
        read = [wording.read(name) for _, name in names]
        bare = [wording.read(wording.without_note(name)) for _, name in names]
        self.is_single = np.array([len(words) < 2 for words in bare], bool)
        self.index = Index([_stems(words) for words in read])
        self.whole = WholeNames([_stems(words) for words in bare])
        self.meanings = _unit(
            np.stack([self._weighted(words).sum(axis=0) for words in read] or [self._none()])
        )

    def rank(self, text: str, *, top: int) -> list[Ranked]:
        """Every skill is weighed and the best come first; equal ones in the order they were given."""
        if not self.entries:
            return []
        sentence = self._read(text)
        scores = self._scores(sentence)
        return [
            self._ranked(sentence, int(place), float(scores[place])) for place in _best_first(scores)[:top]
        ]

    def order(self, text: str) -> list[int]:
        """The places of all skills, best first."""
        return [int(place) for place in _best_first(self.confidences(text))]

    def confidences(self, text: str) -> Numbers:
        """Of all skills, in the order they were given."""
        return self._scores(self._read(text))

    def suggest(self, text: str) -> list[Ranked]:
        """The skills above the threshold, best first. Only names that share words with the text are weighed."""
        if not self.entries:
            return []
        sentence = self._read(text)
        rows = self._worth_weighing(sentence)
        best_of: dict[int, float] = {}
        for row, score in zip(rows, self._confidence(sentence, rows) if len(rows) else (), strict=True):
            place = int(self.owner[row])
            best_of[place] = max(best_of.get(place, 0.0), float(score))
        order = sorted((-score, place) for place, score in best_of.items() if score >= THRESHOLD)
        return [self._ranked(sentence, place, -score) for score, place in order]

    def features(self, sentence: Sentence, rows: Rows) -> Numbers:
        """A line for each row: relevance, coverage, nearest window, whole sentence, whole name."""
        relevance, coverage = self.index.relevance(sentence.stems), self.index.coverage(sentence.stems)
        near = self._near(sentence, rows)
        whole = np.zeros(len(self.owner))
        whole[[*self.whole.find(sentence.stems), *sentence.named]] = 1
        return np.stack([relevance[rows], coverage[rows], near.max(axis=1), near[:, -1], whole[rows]], axis=1)

    def _scores(self, sentence: Sentence) -> Numbers:
        return np.maximum.reduceat(self._confidence(sentence, np.arange(len(self.owner))), self.first)

    def _confidence(self, sentence: Sentence, rows: Rows) -> Numbers:
        features = self.features(sentence, rows)
        sums = features @ np.array(WEIGHTS) * self.discount[rows]
        scores = 1 / (1 + np.exp(-(SLOPE * sums + OFFSET)))
        is_named = np.isin(rows, list(sentence.named))
        scores = np.where(is_named, NAMED + (1 - NAMED) * scores, scores)
        may_pass = is_named | ((features[:, 1] >= LEAST_COVERED) & ~self.is_single[rows])
        return np.where(may_pass, scores, scores * THRESHOLD)

    def _worth_weighing(self, sentence: Sentence) -> Rows:
        is_near = (self.index.coverage(sentence.stems) >= LEAST_COVERED) & ~self.is_single
        is_near[list(sentence.named)] = True
        return np.flatnonzero(is_near)

    def _read(self, text: str) -> Sentence:
        words = wording.read(text)[:LONGEST_SENTENCE]
        spans = [
            (start, start + length)
            for length in range(1, min(LONGEST_WINDOW, len(words)) + 1)
            for start in range(len(words) - length + 1)
        ]
        named = {int(self.first[each.place]): each for each in self.phrases(text)}
        return Sentence(text, words, _stems(words), [*spans, (0, len(words))], named)

    def _windows(self, sentence: Sentence) -> Floats:
        """What each window means: the mean of its words by their weight, as differences of running sums."""
        running = np.cumsum(np.concatenate([[self._none()], self._weighted(sentence.words)]), axis=0)
        edges = np.array(sentence.spans)
        return _unit(running[edges[:, 1]] - running[edges[:, 0]])

    def _near(self, sentence: Sentence, rows: Rows) -> Floats:
        """How near each of these names is to each window. The threads of BLAS cost more than they save on few rows."""
        names, windows = self.meanings[rows], self._windows(sentence)
        return np.einsum("nd,wd->nw", names, windows) if len(rows) <= FEW_ROWS else names @ windows.T

    def _weighted(self, words: Sequence[Word]) -> Floats:
        if not words or self.vectors is None:
            return np.zeros((len(words), len(self._none())), np.float32)
        weights = np.array([[self.index.weight(word.stem)] for word in words], np.float32)
        return np.stack([self.vectors.of(word.text.lower()) for word in words]) * weights

    def _none(self) -> Floats:
        return np.zeros(self.vectors.size if self.vectors else 1, np.float32)

    def _ranked(self, sentence: Sentence, place: int, score: float) -> Ranked:
        return Ranked(place, self.entries[place], round(score, 4), self._source(sentence, place))

    def _source(self, sentence: Sentence, place: int) -> str:
        """The name where it stands; else the words shared with it; else the window nearest in meaning."""
        if named := sentence.named.get(int(self.first[place])):
            return sentence.text[named.start : named.end]
        rows = np.flatnonzero(self.owner == place)
        standing = self.whole.find(sentence.stems)
        for row in rows:
            if int(row) in standing:
                start, end = standing[int(row)]
                return _cut(sentence, start, end)
        if not sentence.words:
            return ""
        near = self._near(sentence, rows)
        return _cut(sentence, *sentence.spans[int(near.max(axis=0).argmax())])


def _best_first(scores: Numbers) -> Rows:
    return np.lexsort((np.arange(len(scores)), -scores))


def _stems(words: Sequence[Word]) -> list[str]:
    return [word.stem for word in words]


def _unit(rows: Floats) -> Floats:
    lengths = np.maximum(np.linalg.norm(rows, axis=1, keepdims=True), 1e-9)
    return (rows / lengths).astype(np.float32)


def _cut(sentence: Sentence, start: int, end: int) -> str:
    return sentence.text[sentence.words[start].start : sentence.words[end - 1].end]
