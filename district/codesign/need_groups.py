"""Needs of employers added up by skill, area and time, so that nobody's own number can be worked out.

One rule for every cut. An employer counts once for a skill: in the area of its needs for it (those in several areas
stand with “anywhere”), at the soonest time, with all their heads. So the finest groups, the cells, share no employer,
and every cut is a sum of cells. A cell of fewer than three employers adds one employer and one head to each sum it is
in, whatever it holds: no figure anywhere changes when such a cell has one employer or two, or other heads. What is
shown are the lower ends of bands of these sums.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property

from district.codesign.models import ByWhen, NeededSkill, SkillsNeed
from district.figures.disclosure.profiles import FEWEST_EMPLOYERS
from district.skills.models import Level, SkillState
from district.skills.services import vocabulary

LEAST = FEWEST_EMPLOYERS
EMPLOYER_BANDS = (3, 6, 11, 21, 51, 101)
HEAD_BANDS = (3, 10, 25, 50, 100, 250, 500, 1_000, 2_500, 5_000)
ANYWHERE = "any"
FEW = f"Fewer than {LEAST}"
FEW_IN_EACH = f"{FEW} in each place and time"
TIMES = tuple(ByWhen.values)  # the soonest first


@dataclass(frozen=True)
class Entry:
    """What one employer needs of one skill."""

    employer_id: int
    skill_id: int
    area: str  # the code of a council, or ANYWHERE
    when: str
    heads: int
    level: int
    need_id: int  # the soonest of its needs


@dataclass(frozen=True)
class Cell:
    """A finest group: all entries of one skill, area and time. Only sums of cells leave this module's callers."""

    skill_id: int
    area: str
    when: str
    employers: int
    heads: int
    levels: Mapping[int, int]

    @property
    def is_small(self) -> bool:
        return self.employers < LEAST


@dataclass(frozen=True)
class Figures:
    """What may be shown of some cells of one skill."""

    cells: tuple[Cell, ...] = field(repr=False)

    @cached_property
    def _big(self) -> list[Cell]:
        return [cell for cell in self.cells if not cell.is_small]

    @cached_property
    def _small_count(self) -> int:
        return len(self.cells) - len(self._big)

    @cached_property
    def employers_from(self) -> int:
        """The lower end of the band; 0 where only that there are some may be said."""
        return _floor(sum(cell.employers for cell in self._big) + self._small_count, EMPLOYER_BANDS)

    @cached_property
    def heads_from(self) -> int:
        if not self.employers_from:
            return 0
        return _floor(sum(cell.heads for cell in self._big) + self._small_count, HEAD_BANDS)

    @property
    def employers(self) -> str:
        if self.employers_from:
            return f"At least {self.employers_from}"
        return FEW if len(self.cells) == 1 else FEW_IN_EACH

    @property
    def heads(self) -> str:
        return f"At least {self.heads_from:,}" if self.heads_from else ""

    @cached_property
    def level(self) -> str:
        """The level that most ask, in groups that are not small."""
        counts: Counter[int] = Counter()
        for cell in self._big:
            counts.update(cell.levels)
        most = max(counts, key=lambda level: (counts[level], level), default=None)
        return "" if most is None else Level(most).label


def entries(skill_id: int | None = None) -> list[Entry]:
    """Of all open needs, or of those for one skill; a skill merged into another counts as that one."""
    heirs = vocabulary.heirs()
    rows = (
        NeededSkill.objects.filter(need__in=SkillsNeed.objects.open(), state=SkillState.ACCEPTED)
        .order_by("need_id", "skill_id")
        .values_list(
            *("need_id", "need__organisation_id", "skill_id", "level"),
            *("need__council_id", "need__by_when", "need__heads"),
        )
    )
    if skill_id is not None:
        rows = rows.filter(skill__in=[skill_id, *(old for old, heir in heirs.items() if heir == skill_id)])
    by_pair: dict[tuple[int, int], dict[int, tuple[str, str, int, int]]] = defaultdict(dict)
    for need_id, employer_id, skill, level, council, when, heads in rows:
        known = by_pair[employer_id, heirs.get(skill, skill)]
        highest = max(level, known[need_id][3]) if need_id in known else level
        known[need_id] = (council or ANYWHERE, when, heads, highest)
    return [_entry(employer_id, skill, found) for (employer_id, skill), found in by_pair.items()]


def _entry(employer_id: int, skill_id: int, found: Mapping[int, tuple[str, str, int, int]]) -> Entry:
    areas = {area for area, *_ in found.values()}
    soonest = min(found, key=lambda need_id: (TIMES.index(found[need_id][1]), need_id))
    return Entry(
        employer_id=employer_id,
        skill_id=skill_id,
        area=areas.pop() if len(areas) == 1 else ANYWHERE,
        when=found[soonest][1],
        heads=sum(heads for _, _, heads, _ in found.values()),
        level=max(level for *_, level in found.values()),
        need_id=soonest,
    )


def cells(told: Iterable[Entry]) -> list[Cell]:
    groups: dict[tuple[int, str, str], list[Entry]] = defaultdict(list)
    for entry in told:
        groups[entry.skill_id, entry.area, entry.when].append(entry)
    return [
        Cell(
            *key,
            employers=len(group),
            heads=sum(entry.heads for entry in group),
            levels=Counter(entry.level for entry in group),
        )
        for key, group in sorted(groups.items())
    ]


def cut[Key](found: Iterable[Cell], by: Callable[[Cell], Key]) -> dict[Key, Figures]:
    """The figures of each group of cells that `by` tells apart."""
    groups: dict[Key, list[Cell]] = defaultdict(list)
    for cell in found:
        groups[by(cell)].append(cell)
    return {key: Figures(tuple(group)) for key, group in groups.items()}


def _floor(number: int, bands: tuple[int, ...]) -> int:
    return max((band for band in bands if band <= number), default=0)
