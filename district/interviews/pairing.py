"""Who is offered which slot: pure, so that it can be proved on small cases.

Deferred acceptance (Gale and Shapley 1962), the people asking: nobody could get a slot they like better without taking
it from somebody who stands before them for it.
"""

import heapq
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime


@dataclass(frozen=True)
class Seeker:
    """Somebody who is to be offered one: by enrolment."""

    id: int
    completed_on: date
    choices: tuple[int, ...] = ()  # commitments, the best liked first
    meet: str = "any"
    passed: frozenset[int] = frozenset()  # commitments that are not for them any more
    refused: frozenset[int] = frozenset()  # slots they said no to
    busy: tuple[tuple[datetime, datetime], ...] = ()


@dataclass(frozen=True)
class Opening:
    """A free slot."""

    id: int
    commitment: int
    starts_at: datetime
    ends_at: datetime
    is_online: bool


type Fits = Mapping[tuple[int, int], int]  # (seeker, commitment) -> per cent


def suits(seeker: Seeker, slot: Opening) -> bool:
    if seeker.meet != "any" and slot.is_online != (seeker.meet == "online"):
        return False
    if slot.commitment in seeker.passed or slot.id in seeker.refused:
        return False
    return all(slot.ends_at <= begin or end <= slot.starts_at for begin, end in seeker.busy)


def liking(seeker: Seeker, slots: Sequence[Opening], fits: Fits) -> list[Opening]:
    """The slots that suit, by choice, then fit, then time."""
    rank = {commitment: place for place, commitment in enumerate(seeker.choices)}

    def order(slot: Opening) -> tuple[int, int, datetime, int]:
        fit = fits.get((seeker.id, slot.commitment), 0)
        return rank.get(slot.commitment, len(rank)), -fit, slot.starts_at, slot.id

    return sorted((slot for slot in slots if suits(seeker, slot)), key=order)


def standing(seeker: Seeker, slot: Opening, fits: Fits) -> tuple[int, date, int]:
    """Who comes before whom for a slot, the smaller first: fit, then who completed first."""
    return -fits.get((seeker.id, slot.commitment), 0), seeker.completed_on, seeker.id


def pair(seekers: Sequence[Seeker], slots: Sequence[Opening], fits: Fits) -> dict[int, int]:
    """Seeker → slot."""
    lists = {seeker.id: liking(seeker, slots, fits) for seeker in seekers}
    by_id = {seeker.id: seeker for seeker in seekers}
    asked = dict.fromkeys(by_id, 0)
    holder: dict[int, int] = {}
    waiting = sorted(by_id)
    heapq.heapify(waiting)
    while waiting:
        asking = heapq.heappop(waiting)
        if asked[asking] == len(lists[asking]):
            continue
        slot = lists[asking][asked[asking]]
        asked[asking] += 1
        now = holder.get(slot.id)
        if now is None:
            holder[slot.id] = asking
        elif standing(by_id[asking], slot, fits) < standing(by_id[now], slot, fits):
            holder[slot.id] = asking
            heapq.heappush(waiting, now)
        else:
            heapq.heappush(waiting, asking)
    return {seeker: slot for slot, seeker in holder.items()}
