"""A cube and a profile in, figures fit to be told out. What is hidden is left out of the result altogether."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from itertools import product

import numpy as np
import numpy.typing as npt

from district.figures import measures
from district.figures.disclosure import hiding
from district.figures.disclosure.cubes import REST, TOTAL, Cube, Dimension, Key, Place
from district.figures.disclosure.profiles import LEAST_OF_MEAN, Profile, Rule
from district.figures.symbols import Symbol, Told
from district.web.errors import Refused

type Mask = npt.NDArray[np.bool_]


@dataclass(frozen=True)
class Protected:
    """Every cell and total of a cube, as a rounded number or as a symbol."""

    profile: Profile
    dimensions: tuple[Dimension, ...]
    cells: Mapping[Key, int | Symbol]
    exact: Mapping[Key, int] = field(default_factory=dict, repr=False)
    enough_for_means: frozenset[Key] = field(default=frozenset(), repr=False)

    def told(self, *codes: str) -> int | Symbol:
        """The count of one cell: a code of each dimension, TOTAL for all of it."""
        return self.cells[codes]

    def rate(self, part: Key, whole: Key) -> Told:
        """In per cent; hidden where one of its counts is."""
        if isinstance(self.cells[part], Symbol) or isinstance(self.cells[whole], Symbol):
            return Symbol.HIDDEN
        counts = self.exact if self.profile.rates_are_exact else self.cells
        return self.profile.rate(counts[part], counts[whole])

    def mean(self, codes: Key, value: Decimal | None, places: int = 1) -> Told:
        """A mean or median of the people of a cell: told of at least ten whose number is told."""
        if codes not in self.enough_for_means:
            return Symbol.HIDDEN
        return Symbol.NOT_APPLICABLE if value is None else measures.rounded(value, places)

    @property
    def hidden_count(self) -> int:
        return sum(isinstance(told, Symbol) for told in self.cells.values())

    def rows(self) -> Iterator[dict[str, str | int]]:
        """Plain data, for files and for keeping: the code in each dimension and the count or symbol."""
        keys = [dimension.key for dimension in self.dimensions]
        for codes, told in self.cells.items():
            yield {
                **dict(zip(keys, codes, strict=True)),
                "count": str(told) if isinstance(told, Symbol) else told,
            }


def protect(
    cube: Cube,
    profile: Profile,
    *,
    before: Mapping[Key, int | Symbol] | None = None,
    tables: Sequence[Collection[str]] | None = None,
    hide_too: Collection[Key] = (),
) -> Protected:
    """The cube as it may be told.

    before    the cells as an earlier release of the same table told them: what changed by too few people is told as
              it was, and what was hidden stays so while it is small, so that nobody's coming or going can be made out
    tables    the tables that are told of the cube, each as keys of dimensions: [("sex", "age"), ("sex", "course")];
              None for all of it. Several tables told of the same people belong into one cube: only so are they safe
              together
    hide_too  cells that a table hides which is told beside this one, as a total of the same people
    """
    check(cube, profile)
    rule = profile.rule(is_sensitive=cube.is_sensitive)
    shown = _shown(cube, profile, tables)
    steady = _steady(cube, rule, profile, before or {})
    risky = (_risky(cube, rule, profile) & ~steady & ~_untouched(cube, steady)) | _named(cube, hide_too)
    was_hidden = _named(cube, {key for key, told in (before or {}).items() if isinstance(told, str)})
    hidden = risky | ~shown | (was_hidden & (cube.values < 2 * rule.threshold))
    if rule.width and before is None:
        hidden = hiding.further(cube, risky=risky, hidden=hidden, width=rule.width)
    elif rule.width:
        told_before = steady | was_hidden | ~shown
        hidden = _further_than_before(cube, rule, risky, hidden, was_hidden, is_still=bool(told_before.all()))
    cells: dict[Key, int | Symbol] = {}
    exact: dict[Key, int] = {}
    many: set[Key] = set()
    for key, place in _keys(cube):
        if not shown[place]:
            continue
        if hidden[place]:
            cells[key] = rule.symbol
            continue
        count = int(cube.values[place])
        cells[key] = (before or {})[key] if steady[place] else profile.rounded(count)
        if profile.rates_are_exact:
            exact[key] = count
        if count >= LEAST_OF_MEAN:
            many.add(key)
    return Protected(profile, cube.dimensions, cells, exact, frozenset(many))


def check(cube: Cube, profile: Profile) -> None:
    """Refuses tables that cut people into groups too fine to be told at all."""
    cuts = [dimension for dimension in cube.dimensions if not dimension.is_measure]
    if len(cuts) > profile.most_dimensions:
        raise Refused(f"Choose at most {profile.most_dimensions} ways of breaking the figures down.")
    sensitive = [dimension for dimension in cuts if dimension.is_sensitive]
    places = {dimension.place for dimension in cuts} - {Place.NONE}
    if len(sensitive) > 2 or (len(sensitive) == 2 and places):
        raise Refused("Choose one personal characteristic, or two for the region as a whole.")
    if sensitive and Place.WARD in places:
        raise Refused(
            "Personal characteristics are told by council at the finest. Choose councils, not wards."
        )


def _keys(cube: Cube) -> Iterator[tuple[Key, tuple[int, ...]]]:
    """Every cell by its codes and its place in the cube's values."""
    axes = [[(code, place) for place, code in enumerate(d.codes)] for d in cube.dimensions]
    for pairs in product(*axes):
        yield tuple(code for code, _ in pairs), tuple(place for _, place in pairs)


def _along(cube: Cube, axis: int, flags: Sequence[bool]) -> Mask:
    """One flag for each element of a dimension, spread over the whole cube."""
    shape = [1] * len(cube.dimensions)
    shape[axis] = len(flags)
    return np.broadcast_to(np.array(flags, bool).reshape(shape), cube.values.shape)


def _shown(cube: Cube, profile: Profile, tables: Sequence[Collection[str]] | None) -> Mask:
    """The cells that stand in a table at all, hidden or not."""
    found = np.ones(cube.values.shape, bool)
    for axis, dimension in enumerate(cube.dimensions):
        left_out = frozenset() if profile.shows_unknown else dimension.unknown
        names = dimension.elements
        found &= _along(cube, axis, [name in dimension.codes and name not in left_out for name in names])
    if tables is None:
        return found
    in_one = np.zeros(cube.values.shape, bool)
    for table in tables:
        fits = np.ones(cube.values.shape, bool)
        for axis, dimension in enumerate(cube.dimensions):
            if dimension.key not in table:
                fits &= _along(cube, axis, [name == TOTAL for name in dimension.elements])
        in_one |= fits
    return found & in_one


def _risky(cube: Cube, rule: Rule, profile: Profile) -> Mask:
    """The counts that nobody may learn: small ones, and the split of a small group that is nearly all of one kind."""
    values = cube.values
    found = values < rule.threshold
    if not rule.hides_nought:
        found &= values > 0
    for axis, dimension in enumerate(cube.dimensions):
        rest = _along(cube, axis, [name not in dimension.codes for name in dimension.elements])
        found = np.where(rest, (values > 0) & (values < rule.width), found)
        if rule.majority is not None and (dimension.is_sensitive or dimension.is_measure):
            found |= _one_sided(cube, axis, rule.majority, rule.small_group)
    for axis, dimension in enumerate(cube.dimensions):
        if not profile.shows_unknown:
            found &= ~_along(cube, axis, [name in dimension.unknown for name in dimension.elements])
    return found


def _one_sided(cube: Cube, axis: int, majority: Decimal, small_group: int) -> Mask:
    """The parts of each small group of which one holds (nearly) everybody."""
    dimension = cube.dimensions[axis]
    atoms = [dimension.elements.index(name) for name in dimension.atoms]
    whole = np.take(cube.values, [0], axis)
    largest = np.take(cube.values, atoms, axis).max(axis=axis, keepdims=True)
    share = majority.as_integer_ratio()
    is_so = (whole > 0) & (whole < small_group) & (largest * share[1] >= whole * share[0])
    return is_so & ~_along(cube, axis, [name == TOTAL for name in dimension.elements])


def stands(earlier: int, count: int, rule: Rule, profile: Profile) -> bool:
    """Whether a figure that was told before is told again: too few people may have come or gone since."""
    return abs(count - earlier) < rule.threshold + profile.base // 2


def _steady(cube: Cube, rule: Rule, profile: Profile, before: Mapping[Key, int | Symbol]) -> Mask:
    found = np.zeros(cube.values.shape, bool)
    for key, place in _keys(cube) if before else ():
        earlier = before.get(key)
        found[place] = isinstance(earlier, int) and stands(earlier, int(cube.values[place]), rule, profile)
    return found


def _untouched(cube: Cube, steady: Mask) -> Mask:
    """The rests of wholes that are told as before, as are all their parts: nothing new is told of who is left."""
    found = np.zeros(cube.values.shape, bool)
    for axis, dimension in enumerate(cube.dimensions):
        by_element = np.moveaxis(steady, axis, 0)
        for whole in dimension.rest:
            told = [dimension.codes.index(code) for code in (whole, *dimension.parts(whole))]
            rest = dimension.elements.index(REST + whole)
            np.moveaxis(found, axis, 0)[rest] |= by_element[told].all(axis=0)
    return found


def _named(cube: Cube, names: Collection[Key]) -> Mask:
    found = np.zeros(cube.values.shape, bool)
    for key, place in _keys(cube) if names else ():
        found[place] = key in names
    return found


def _further_than_before(
    cube: Cube, rule: Rule, risky: Mask, hidden: Mask, was_hidden: Mask, *, is_still: bool
) -> Mask:
    """Hides what was hidden before rather than anything else.

    If that is not enough, everything that was hidden stays so: else what this release shows and what the last one did
    could be put together. If moreover every figure is told as it was, nothing new is told, and no more has to go.
    """
    found = hiding.further(cube, risky=risky, hidden=hidden, width=rule.width, rather=was_hidden)
    if not (found & ~hidden & ~was_hidden).any():
        return found
    if is_still:
        return hidden | was_hidden
    return hiding.further(cube, risky=risky, hidden=hidden | was_hidden, width=rule.width)
