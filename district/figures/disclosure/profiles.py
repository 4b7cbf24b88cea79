"""The rules by which counts are told: whose threshold, rounding and symbols.

`fes` and `bootcamps` follow the Department for Education's releases of the same names; `district` is the portal's own
and the strictest. Nothing here is law: a change of a number is a new profile beside the old one.
"""

from dataclasses import dataclass, replace
from decimal import Decimal

from district.figures import measures
from district.figures.symbols import Symbol, Told


@dataclass(frozen=True)
class Rule:
    """Which counts are hidden.

    threshold     counts below it are
    hides_nought  nought too
    symbol        what stands there
    width         a hidden count must not be known to closer than this; 0 where no further cells are hidden for it
    majority      share of a small group that, being in one category, hides the split of the group; None: never
    small_group   people below which a group is small
    """

    threshold: int
    hides_nought: bool = False
    symbol: Symbol = Symbol.HIDDEN
    width: int = 0
    majority: Decimal | None = None
    small_group: int = 0

    def hides(self, count: int) -> bool:
        return count < self.threshold and (count > 0 or self.hides_nought)


@dataclass(frozen=True)
class Profile:
    """How a table is told.

    base                counts are rounded to its multiples, halves up
    rate_places         decimal places of rates in per cent
    rates_are_exact     rates are of the counts before rounding
    least_of_rate       the (rounded) count that a rate needs below its line
    shows_unknown       whether people of whom it is not known are a category of the table
    most_dimensions     that a table may have
    """

    name: str
    plain: Rule
    sensitive: Rule
    base: int
    rate_places: int
    rates_are_exact: bool = False
    least_of_rate: int = 0
    shows_unknown: bool = True
    most_dimensions: int = 3

    def rule(self, *, is_sensitive: bool) -> Rule:
        return self.sensitive if is_sensitive else self.plain

    def rounded(self, count: int) -> int:
        return (2 * count + self.base) // (2 * self.base) * self.base

    def tell(self, count: int, *, is_sensitive: bool = False) -> int | Symbol:
        """A count that stands alone: nothing that is told elsewhere adds up to it."""
        rule = self.rule(is_sensitive=is_sensitive)
        return rule.symbol if rule.hides(count) else self.rounded(count)

    def rate(self, part: Told, whole: Told) -> Told:
        """In per cent, of counts as they are told. Hidden if one of them is; `z` if there is nothing to divide by."""
        if isinstance(part, Symbol) or isinstance(whole, Symbol):
            return Symbol.HIDDEN
        if not whole:
            return Symbol.NOT_APPLICABLE
        if whole < self.least_of_rate:
            return Symbol.UNRELIABLE
        if self.rates_are_exact and 0 < 200 * part < whole:
            return Symbol.LOW
        return measures.rounded(min(Decimal(100), 100 * Decimal(part) / Decimal(whole)), self.rate_places)


FES = Profile(
    "fes",
    plain=Rule(threshold=5, symbol=Symbol.LOW),
    sensitive=Rule(threshold=5, width=5),
    base=10,
    rate_places=1,
    rates_are_exact=True,
)
BOOTCAMPS = Profile(
    "bootcamps",
    plain=Rule(threshold=30, hides_nought=True, width=5),
    sensitive=Rule(threshold=30, hides_nought=True, width=10),
    base=10,
    rate_places=0,
    shows_unknown=False,
)
DISTRICT = Profile(
    "district",
    plain=Rule(threshold=5, width=5),
    sensitive=Rule(threshold=10, hides_nought=True, width=10, majority=Decimal("0.9"), small_group=50),
    base=10,
    rate_places=0,
    least_of_rate=25,
)
DESK = replace(DISTRICT, name="desk", base=5)  # what staff read and nobody else
PROFILES = {profile.name: profile for profile in (FES, BOOTCAMPS, DISTRICT, DESK)}
LEAST_OF_MEAN = 10  # people behind a mean or a median
FEWEST_PEOPLE = DISTRICT.plain.threshold  # behind a statement of one employer's or provider's own page
FEWEST_EMPLOYERS = 3  # behind a number that could otherwise be one employer's own
