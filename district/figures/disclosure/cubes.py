"""What was counted: whole numbers of people by up to a few dimensions, with every total."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property
from itertools import pairwise

import numpy as np
import numpy.typing as npt

TOTAL = "Total"
REST = "rest of "
type Key = tuple[str, ...]
type Counts = npt.NDArray[np.int64]


class Place(StrEnum):
    """How small the places of a dimension are."""

    NONE = ""
    AUTHORITY = "authority"
    WARD = "ward"


@dataclass(frozen=True)
class Dimension:
    """One way of telling people apart.

    categories    code and label, in the order of the table; the total is not among them
    is_sensitive  ethnicity, disability, care, benefits, under 18: the stricter rule holds for the whole cube
    parents       of a category that is part of another, that one: {"achieved": "completed"}; else it is part of TOTAL
    rest          codes (TOTAL too) whose parts do not make up the whole: their own counts have to be given
    unknown       codes of people of whom it is not known; some profiles leave them out of the table
    is_measure    says what was counted (starts, completions), so it is no dimension that cuts people into groups
    """

    key: str
    label: str
    categories: tuple[tuple[str, str], ...]
    is_sensitive: bool = False
    parents: Mapping[str, str] = field(default_factory=dict)
    rest: frozenset[str] = frozenset()
    unknown: frozenset[str] = frozenset()
    place: Place = Place.NONE
    is_measure: bool = False

    def __post_init__(self) -> None:
        codes = {code for code, _ in self.categories}
        if len(codes) < len(self.categories) or not codes or TOTAL in codes:
            raise ValueError(
                f"{self.key}: the codes of categories are unlike each other and none is {TOTAL}."
            )
        strangers = {*self.parents, *self.parents.values(), *self.rest, *self.unknown} - {TOTAL, *codes}
        if strangers:
            raise ValueError(f"{self.key}: no such category: {', '.join(sorted(strangers))}.")

    @cached_property
    def codes(self) -> tuple[str, ...]:
        """As they may stand in a table: the total, then the categories."""
        return (TOTAL, *(code for code, _ in self.categories))

    @cached_property
    def elements(self) -> tuple[str, ...]:
        """The codes, and what is left of a whole beside its parts, which no table shows."""
        return (*self.codes, *(REST + code for code in self.codes if code in self.rest))

    @cached_property
    def given(self) -> tuple[str, ...]:
        """The codes that counts are given for: those without parts, and those that have a rest."""
        whole = {self._parent(code) for code in self.codes[1:]}
        return tuple(code for code in self.codes if code not in whole or code in self.rest)

    @cached_property
    def atoms(self) -> tuple[str, ...]:
        """The elements that have no parts; every other is a sum of them."""
        whole = {self._parent(name) for name in self.elements[1:]}
        return tuple(name for name in self.elements if name not in whole)

    @cached_property
    def holds(self) -> Counts:
        """Which elements (rows) hold which atoms (columns)."""
        found = np.zeros((len(self.elements), len(self.atoms)), np.int64)
        for column, atom in enumerate(self.atoms):
            name: str | None = atom
            while name is not None:
                found[self.elements.index(name), column] = 1
                name = self._parent(name)
        return found

    @cached_property
    def from_given(self) -> Counts:
        """Takes the counts that are given to those of the atoms."""
        found = np.zeros((len(self.atoms), len(self.given)), np.int64)
        for row, atom in enumerate(self.atoms):
            if atom in self.codes:
                found[row, self.given.index(atom)] = 1
                continue
            whole = atom.removeprefix(REST)
            found[row, self.given.index(whole)] = 1
            for part in self._given_parts(whole):
                found[row, self.given.index(part)] = -1
        return found

    def parts(self, whole: str) -> list[str]:
        """The codes that are part of another and of nothing between."""
        return [code for code in self.codes if self._parent(code) == whole]

    def _given_parts(self, whole: str) -> list[str]:
        found: list[str] = []
        for code in self.parts(whole):
            found += [code] if code in self.given else self._given_parts(code)
        return found

    def _parent(self, name: str) -> str | None:
        if name == TOTAL:
            return None
        if name not in self.codes:
            return name.removeprefix(REST)
        return self.parents.get(name, TOTAL)


def stages(key: str, label: str, categories: Sequence[tuple[str, str]]) -> Dimension:
    """People who got so far, each category among those of the one before; TOTAL is everybody who was counted.

    Counts are given for TOTAL and for every category. Who fell out between two of them is protected as well.
    """
    codes = [TOTAL, *(code for code, _ in categories)]
    return Dimension(
        key,
        label,
        tuple(categories),
        parents={part: whole for whole, part in pairwise(codes) if whole != TOTAL},
        rest=frozenset(codes[:-1]),
        is_measure=True,
    )


@dataclass(frozen=True)
class Cube:
    """Counts by the codes of each dimension, in their order; what is missing is nought. Totals are added up here."""

    dimensions: tuple[Dimension, ...]
    counts: Mapping[Key, int] = field(repr=False)

    def __post_init__(self) -> None:
        if (
            len({dimension.key for dimension in self.dimensions}) < len(self.dimensions)
            or not self.dimensions
        ):
            raise ValueError("A cube has dimensions, each once.")
        given = [set(dimension.given) for dimension in self.dimensions]
        for key, count in self.counts.items():
            if len(key) != len(given) or any(
                code not in codes for code, codes in zip(key, given, strict=True)
            ):
                raise ValueError(f"No such cell: {key}.")
            if count < 0:
                raise ValueError(f"Fewer than nobody in {key}.")
        if (self._atoms < 0).any():
            raise ValueError("A part is larger than its whole.")

    @property
    def is_sensitive(self) -> bool:
        return any(dimension.is_sensitive for dimension in self.dimensions)

    @cached_property
    def values(self) -> Counts:
        """The count of every cell, totals and rests too; an axis a dimension, along it its elements."""
        return _spread(self._atoms, [dimension.holds for dimension in self.dimensions])

    @cached_property
    def _atoms(self) -> Counts:
        places = [{code: place for place, code in enumerate(d.given)} for d in self.dimensions]
        given = np.zeros([len(d.given) for d in self.dimensions], np.int64)
        for key, count in self.counts.items():
            given[tuple(place[code] for place, code in zip(places, key, strict=True))] = count
        return _spread(given, [dimension.from_given for dimension in self.dimensions])


def _spread(counts: Counts, matrices: Sequence[Counts]) -> Counts:
    """Takes each axis through its matrix."""
    for axis, matrix in enumerate(matrices):
        counts = np.moveaxis(np.tensordot(matrix, counts, (1, axis)), 0, axis)
    return counts
