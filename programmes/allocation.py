"""Places for ranked choices, all at once: applicant-proposing deferred acceptance. Arrays in, places out; no database.

Nobody can gain by hiding which course they would like best. Nobody is passed over for somebody who comes after them
(no justified envy), and no place stays empty that somebody would have liked better than what they have (no wasted
place). See Gale and Shapley (1962), Abdulkadiroğlu and Sönmez (2003).
"""

import hashlib
from collections.abc import Hashable, Iterable, Mapping, Sequence
from heapq import heappop, heappush

from programmes.models import PriorityClass

NOBODY = -1


def allocate[Place: Hashable](
    choices: Sequence[Sequence[Place]],
    rank: Sequence[int],
    capacity: Mapping[Place, int],
) -> list[Place | None]:
    """For each person the place they are given, or None.

    `choices`: per person the places they asked for, best first. `rank`: per person a number that is theirs alone, the
    smallest comes first. `capacity`: how many each place takes.
    """
    held: dict[Place, list[tuple[int, int]]] = {place: [] for place in capacity}  # worst first
    given: list[Place | None] = [None] * len(choices)
    asked = [0] * len(choices)
    free = list(range(len(choices) - 1, -1, -1))
    while free:
        person = free.pop()
        while asked[person] < len(choices[person]):
            place = choices[person][asked[person]]
            asked[person] += 1
            if capacity.get(place, 0) <= 0:
                continue
            heap = held[place]
            heappush(heap, (-rank[person], person))
            given[person] = place
            if len(heap) <= capacity[place]:
                break
            _, out = heappop(heap)
            given[out] = None
            if out != person:
                free.append(out)
                break
    return given


def envied[Place: Hashable](
    choices: Sequence[Sequence[Place]],
    rank: Sequence[int],
    capacity: Mapping[Place, int],
    given: Sequence[Place | None],
) -> tuple[int, int]:
    """How many (person, place) pairs a person could rightly complain of, and how many places are wasted: both are 0
    after `allocate`.
    """
    last: dict[Place, int] = {}
    taken: dict[Place, int] = dict.fromkeys(capacity, 0)
    for person, place in enumerate(given):
        if place is not None:
            taken[place] += 1
            last[place] = max(last.get(place, NOBODY), rank[person])
    envy = wasted = 0
    for person, wanted in enumerate(choices):
        for place in wanted:
            if place == given[person]:
                break
            if place in capacity:
                wasted += taken[place] < capacity[place]
                envy += rank[person] < last.get(place, NOBODY)
    return envy, wasted


def lot(seed: str, reference: str) -> int:
    """A person's number in the draw: anybody who knows the published seed can work out their own."""
    digest = hashlib.sha256(f"{seed} {reference}".encode()).hexdigest()
    return int(digest[:15], 16)


def seed_digest(seed: str) -> str:
    return hashlib.sha256(seed.encode()).hexdigest()


class Facts:
    """What of an application the classes may look at. The equality answers are not among it."""

    __slots__ = ("is_at_risk", "prior_level", "status", "unemployed_for", "wants_more_hours")

    def __init__(
        self,
        *,
        status: str = "",
        unemployed_for: str = "",
        is_at_risk: bool = False,
        wants_more_hours: bool = False,
        prior_level: str = "",
    ) -> None:
        self.status = status
        self.unemployed_for = unemployed_for
        self.is_at_risk = is_at_risk
        self.wants_more_hours = wants_more_hours
        self.prior_level = prior_level


BELOW_LEVEL_3 = {"99", "1", "2", "3", "4", "5"}


def belongs(facts: Facts, code: str) -> bool:
    is_looking = facts.status == "11"
    return {
        PriorityClass.LONG_UNEMPLOYED: is_looking and facts.unemployed_for in {"3", "4", "5"},
        PriorityClass.UNEMPLOYED: is_looking,
        PriorityClass.INACTIVE: facts.status == "12",
        PriorityClass.AT_RISK: facts.status == "10" and facts.is_at_risk,
        PriorityClass.FEW_HOURS: facts.status == "10" and facts.wants_more_hours,
        PriorityClass.NO_LEVEL_3: facts.prior_level in BELOW_LEVEL_3,
    }[PriorityClass(code)]


def class_of(facts: Facts, classes: Iterable[str]) -> int:
    """The first class that somebody belongs to, counted from 0; those of none come after all classes."""
    number = 0
    for number, code in enumerate(classes, start=1):
        if belongs(facts, code):
            return number - 1
    return number
