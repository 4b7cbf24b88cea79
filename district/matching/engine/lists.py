"""What of vacancies and credits is the same for every learner, laid out once for the loops of the kernel."""

from dataclasses import dataclass
from typing import Self

import numpy as np
from numpy.typing import NDArray

from district.matching.engine.arrays import KINDS, UNKNOWN, Credits, Ints, Learners, Offsets, Vacancies
from district.matching.engine.evidence import MOST

LEVELS = 4
WHOLE = 100
GROUPS = 256
FARTHEST = 46_340
OUT_OF_THE_WAY = -(2**30)
MOST_POINTS = 2**32 // 1024


class OutOfRange(ValueError):
    """Numbers that do not fit the narrow arithmetic of the kernel."""


def row_of(start: Offsets) -> NDArray[np.int64]:
    """For each entry of rows laid end to end, the row it is in."""
    return np.repeat(np.arange(len(start) - 1), np.diff(start))


def starts(rows: NDArray[np.integer], count: int) -> Offsets:
    """Where each row begins among entries in the order of their rows."""
    return np.concatenate(([0], np.cumsum(np.bincount(rows, minlength=count)))).astype(np.int64)


def places(known: Ints, wanted: Ints) -> Ints:
    """Where each wanted value lies among the known ones, which are in order; UNKNOWN for those that are not there."""
    if not len(known) or not len(wanted):
        return np.full(len(wanted), UNKNOWN, np.int32)
    found = np.minimum(np.searchsorted(known, wanted), len(known) - 1)
    return np.where(known[found] == wanted, found, UNKNOWN).astype(np.int32)


def entries(start: Offsets, rows: NDArray[np.integer]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """(which of `rows`, entry) of all the entries of the rows named, one row after the other."""
    lengths = start[rows + 1] - start[rows]
    which = np.repeat(np.arange(len(rows)), lengths)
    before = np.concatenate(([0], np.cumsum(lengths)))[:-1]
    return which, np.arange(len(which)) - before[which] + start[rows][which]


def part(start: Offsets, low: int, high: int) -> tuple[Offsets, slice]:
    """Offsets and entries of the rows from low up to high."""
    return start[low : high + 1] - start[low], slice(int(start[low]), int(start[high]))


def level_share(held: NDArray[np.integer], asked: NDArray[np.integer] | int) -> NDArray[np.integer]:
    return np.minimum(WHOLE, WHOLE * held // asked)


@dataclass(frozen=True, slots=True)
class Evidence:
    """What each held skill counts for, row after row, itself first: `percent` for an asked skill, named by its place
    in `asked`.
    """

    held: Ints
    asked: Ints
    start: Offsets
    counts_for: Ints
    percent: Ints

    @classmethod
    def of(cls, asked: Ints, credits: Credits) -> Self:
        """Skills that nobody asks for are left out; a skill counts whole for itself."""
        useful = (credits.id != credits.asked) & np.isin(credits.asked, asked)
        held = np.concatenate((asked, credits.id[useful]))
        target = np.concatenate((asked, credits.asked[useful]))
        percent = np.concatenate((np.full(len(asked), WHOLE, np.int32), credits.percent[useful]))
        known = np.unique(held)
        row = places(known, held)
        order = np.argsort(row, kind="stable")
        return cls(
            held=known,
            asked=asked,
            start=starts(row, len(known)),
            counts_for=places(asked, target)[order],
            percent=percent[order],
        )

    def table(self) -> NDArray[np.uint32]:
        """For each entry and each held level the per cent met at the four asked levels, a byte for each."""
        held, asked = np.arange(1, LEVELS + 1)[:, None], np.arange(1, LEVELS + 1)[None, :]
        met = np.arange(WHOLE + 1)[:, None, None] * level_share(held, asked)[None] // WHOLE
        packed = (met.astype(np.uint32) << (8 * np.arange(LEVELS, dtype=np.uint32))).sum(
            axis=2, dtype=np.uint32
        )
        return np.ascontiguousarray(packed[self.percent])


@dataclass(frozen=True, slots=True)
class Lists:
    """Vacancies in the order of their ids: an inverted list for each asked skill, and what the hard rules need.

    `several` are those of more than one place; their places, the main one first, are the rows of `spot_*`.
    `word` holds the ranks of pay and start, each below a guard bit, the kind of work as one bit of four, and a bit for
    remote work: one subtraction tells whether pay and start are enough.
    """

    evidence: Evidence
    percents: NDArray[np.uint32]
    list_start: NDArray[np.uint32]
    list_where: NDArray[np.unsignedinteger]
    list_share: NDArray[np.unsignedinteger]
    id: Ints
    word: NDArray[np.uint32]
    guards: int
    remote: int
    pays: Ints
    pay_shift: int
    begins: Ints
    begin_shift: int
    easting: Ints
    northing: Ints
    several: NDArray[np.uint32]
    spot_start: Offsets
    spot_easting: Ints
    spot_northing: Ints
    price: NDArray[np.uint32]
    is_priced: bool
    sectors: Ints
    sector_start: Offsets
    sector_where: NDArray[np.uint32]

    @classmethod
    def of(cls, vacancies: Vacancies, credits: Credits) -> Self:
        order = np.argsort(vacancies.id, kind="stable")
        count = len(order)
        padded = max(GROUPS, -(-count // GROUPS) * GROUPS)
        rank = np.argsort(order)
        row = rank[row_of(vacancies.asked_start)]
        _check(vacancies, row, count)

        asked = np.unique(vacancies.asked_skill)
        skill = places(asked, vacancies.asked_skill)
        by_skill = np.lexsort((row, skill))
        share = vacancies.asked_weight.astype(np.uint32) << 2 | (vacancies.asked_level - 1).astype(np.uint32)
        evidence = Evidence.of(asked, credits)

        pays, begins = _known(vacancies.yearly_most), _known(vacancies.starts_on)
        pay_bits, begin_bits = (len(pays) + 1).bit_length(), (len(begins) + 1).bit_length()
        pay_shift = len(KINDS) + 1
        begin_shift = pay_shift + pay_bits + 1
        bits = begin_shift + begin_bits + 1
        if bits > 32:
            raise OutOfRange("Pay and starts take more different values than fit one word.")
        guards = 1 << (pay_shift + pay_bits) | 1 << (begin_shift + begin_bits)
        remote = 1 << len(KINDS)
        word = (
            _ranks(pays, vacancies.yearly_most) << pay_shift
            | _ranks(begins, vacancies.starts_on) << begin_shift
            | 1 << vacancies.kind_of_work.astype(np.int64)
            | np.where(vacancies.remote_ok, remote, 0)
            | guards
        )
        sector = vacancies.sector[order]
        by_sector = np.argsort(sector, kind="stable")
        by_sector = by_sector[sector[by_sector] != UNKNOWN]
        sectors = np.unique(sector[by_sector])
        easting, northing = _on_the_map(vacancies)
        several = np.flatnonzero(np.diff(vacancies.place_start)[order])
        spot_start, spot_easting, spot_northing = _spots(vacancies, order[several], easting, northing)
        price = vacancies.price[order].astype(np.uint32)
        return cls(
            evidence=evidence,
            percents=evidence.table(),
            list_start=starts(skill, len(asked)).astype(np.uint32),
            list_where=row[by_skill].astype(np.uint16 if padded <= 2**16 else np.uint32),
            list_share=share[by_skill].astype(np.uint16 if share.max(initial=0) < 2**16 else np.uint32),
            id=vacancies.id[order],
            word=_pad(word[order].astype(np.uint32), padded, 0),
            guards=guards,
            remote=remote,
            pays=pays,
            pay_shift=pay_shift,
            begins=begins,
            begin_shift=begin_shift,
            easting=_pad(easting[order], padded, 0),
            northing=_pad(northing[order], padded, 0),
            several=several.astype(np.uint32),
            spot_start=spot_start,
            spot_easting=spot_easting,
            spot_northing=spot_northing,
            price=_pad(price, padded, 0),
            is_priced=bool((price < 1024).any()),
            sectors=sectors,
            sector_start=starts(places(sectors, sector[by_sector]), len(sectors)),
            sector_where=by_sector.astype(np.uint32),
        )


def _check(vacancies: Vacancies, row: NDArray[np.integer], count: int) -> None:
    full = np.bincount(row, vacancies.asked_weight, count)
    for fault, is_so in (
        (
            "The weights of a vacancy come to more than the kernel can add.",
            (MOST * full >= MOST_POINTS).any(),
        ),
        ("A weight is below nothing.", (vacancies.asked_weight < 0).any()),
        ("A price lies outside its bounds.", ((vacancies.price < 0) | (vacancies.price > 1024)).any()),
        (
            "A place lies off the map.",
            any(
                _is_far(values)
                for values in (
                    *(vacancies.easting, vacancies.northing),
                    *(vacancies.place_easting, vacancies.place_northing),
                )
            ),
        ),
    ):
        if is_so:
            raise OutOfRange(fault)


def _on_the_map(vacancies: Vacancies) -> tuple[Ints, Ints]:
    """Of the main places; one that is not known is far from everywhere."""
    nowhere = (vacancies.easting == UNKNOWN) | (vacancies.northing == UNKNOWN)
    return (
        np.where(nowhere, OUT_OF_THE_WAY, vacancies.easting).astype(np.int32),
        np.where(nowhere, OUT_OF_THE_WAY, vacancies.northing).astype(np.int32),
    )


def _spots(
    vacancies: Vacancies, rows: NDArray[np.integer], easting: Ints, northing: Ints
) -> tuple[Offsets, Ints, Ints]:
    """All places of the vacancies in these rows, the main one first."""
    which, entry = entries(vacancies.place_start, rows)
    owner = np.concatenate((np.arange(len(rows)), which))
    by_owner = np.argsort(owner, kind="stable")
    return (
        starts(owner, len(rows)),
        np.concatenate((easting[rows], vacancies.place_easting[entry]))[by_owner].astype(np.int32),
        np.concatenate((northing[rows], vacancies.place_northing[entry]))[by_owner].astype(np.int32),
    )


def _is_far(coordinates: Ints) -> bool:
    return bool((np.abs(coordinates.astype(np.int64)) >= 2**29).any())


def _known(values: Ints) -> Ints:
    return np.unique(values[values != UNKNOWN])


def _ranks(known: Ints, values: Ints) -> NDArray[np.int64]:
    """From one; what is not known ranks above all, for it breaks no rule."""
    return np.where(values == UNKNOWN, len(known) + 1, np.searchsorted(known, values) + 1).astype(np.int64)


def _pad[Number: np.generic](values: NDArray[Number], length: int, value: int) -> NDArray[Number]:
    return np.concatenate((values, np.full(length - len(values), value, values.dtype)))


@dataclass(frozen=True, slots=True)
class People:
    """Some of the learners, as the loops of the kernel take them. `person`: guards, ranks, kinds not wanted, remote."""

    held_start: Offsets
    held: Ints
    level: Ints
    sure_start: Offsets
    sure: Ints
    sure_level: Ints
    sure_weight: NDArray[np.uint32]
    hopes_start: Offsets
    hopes: Ints
    person: NDArray[np.uint32]
    here: Ints
    bounds: NDArray[np.uint32]

    @classmethod
    def of(cls, learners: Learners, lists: Lists, low: int, high: int) -> Self:
        held_start, held = part(learners.held_start, low, high)
        sure_start, sure = part(learners.sure_start, low, high)
        sector_start, sector = part(learners.sector_start, low, high)
        hopes = places(lists.sectors, learners.sector[sector])
        hoped = np.concatenate(([0], np.cumsum(hopes != UNKNOWN)))
        some = slice(low, high)
        return cls(
            held_start=held_start,
            held=places(lists.evidence.held, learners.held_skill[held]),
            level=np.array(learners.held_level[held]),
            sure_start=sure_start,
            sure=places(lists.evidence.held, learners.sure_skill[sure]),
            sure_level=np.array(learners.sure_level[sure]),
            sure_weight=learners.sure_weight[sure].astype(np.uint32),
            hopes_start=hoped[sector_start].astype(np.int64),
            hopes=hopes[hopes != UNKNOWN],
            person=_asks(learners, lists, some),
            here=np.stack((learners.easting[some], learners.northing[some]), axis=1),
            bounds=_bounds(learners, some),
        )


def _asks(learners: Learners, lists: Lists, some: slice) -> NDArray[np.uint32]:
    pay, begin, kinds = learners.least_salary[some], learners.free_from[some], learners.kinds[some]
    ranks = (
        np.where(pay == UNKNOWN, 0, np.searchsorted(lists.pays, pay) + 1).astype(np.int64) << lists.pay_shift
        | np.where(begin == UNKNOWN, 0, np.searchsorted(lists.begins, begin) + 1).astype(np.int64)
        << lists.begin_shift
    )
    every = (1 << len(KINDS)) - 1
    unwanted = np.where(kinds & every == 0, 0, ~kinds & every)
    remote = np.where(learners.remote_ok[some], lists.remote, 0)
    person = np.stack((np.full(len(pay), lists.guards), ranks, unwanted, remote), axis=1)
    return person.astype(np.uint32)


def _bounds(learners: Learners, some: slice) -> NDArray[np.uint32]:
    """The first squared distances that are too far for each band; all are where no place is known."""
    reach = learners.reach[some].astype(np.int64)
    if (reach >= FARTHEST).any() or _is_far(learners.easting[some]) or _is_far(learners.northing[some]):
        raise OutOfRange("Somebody travels further than the kernel can square.")
    square = reach * reach
    ends = np.stack((square // 16, square // 4, 9 * square // 16, square), axis=1) + 1
    nowhere = (learners.easting[some] == UNKNOWN) | (learners.northing[some] == UNKNOWN)
    return np.where(nowhere[:, None], 0, ends).astype(np.uint32)
