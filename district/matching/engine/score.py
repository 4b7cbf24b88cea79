"""The score of a learner and a vacancy. T orders the list; F is the sum of the lines a person can check."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from district.matching.engine.facts import Asked, Credits, Learner, Point, Vacancy

MOST = 20
REMOTE_BAND = 4
WHOLE = 1024
BASE = 512
BAND = 64
INTEREST = 256


def level_share(held: int, asked: int) -> int:
    """g: per cent of the asked level that is held, at most 100."""
    return min(100, 100 * held // asked)


def credit(held: Mapping[int, int], asked: Asked, credits: Credits) -> int:
    """c: per cent of an asked skill that is met, by the best single evidence and never by a sum."""
    return best_evidence(held, asked, credits)[0]


def best_evidence(held: Mapping[int, int], asked: Asked, credits: Credits) -> tuple[int, int | None]:
    """c and the held skill that gives it: the asked skill itself first, then the lowest id."""
    found = [
        (
            _counts(asked.skill, skill, credits) * level_share(level, asked.level) // 100,
            skill == asked.skill,
            -skill,
        )
        for skill, level in held.items()
    ]
    share, _, negative_id = max(found, default=(0, False, 0))
    return (share, -negative_id) if share else (0, None)


def sure_credit(
    held: Mapping[int, int], sure: Mapping[int, int], asked: Asked, credits: Credits
) -> tuple[int, int | None]:
    """The most per cent for which evidence counts that counts more than a word, if that is more than c, and the held
    skill behind it: the asked skill itself first, then the lowest id.
    """
    found = [
        (
            _counts(asked.skill, skill, credits)
            * level_share(held[skill], asked.level)
            // 100
            * weight
            // 100,
            skill == asked.skill,
            -skill,
        )
        for skill, weight in sure.items()
        if skill in held
    ]
    share, _, negative_id = max(found, default=(0, False, 0))
    return (share, -negative_id) if share > credit(held, asked, credits) else (0, None)


def sure_points(learner: Learner, vacancy: Vacancy, credits: Credits) -> int:
    """What sure evidence adds to F, up to a quarter of it."""
    return sum(
        asked.weight * max(0, sure - credit(learner.held, asked, credits))
        for asked in vacancy.asked
        for sure, _ in [sure_credit(learner.held, learner.sure, asked, credits)]
    )


def _counts(asked: int, held: int, credits: Credits) -> int:
    """r: per cent that a held skill counts for an asked one."""
    return 100 if asked == held else credits.get((asked, held), 0)


def fit(held: Mapping[int, int], vacancy: Vacancy, credits: Credits) -> int:
    """F, from 0 to 1,000,000."""
    return sum(asked.weight * credit(held, asked, credits) for asked in vacancy.asked)


def full_fit(vacancy: Vacancy) -> int:
    """F of somebody who meets everything asked."""
    return 100 * sum(asked.weight for asked in vacancy.asked)


def band(place: Point | None, limit: int, other: Point | None) -> int:
    """4 within a quarter of the travel limit, 3 within half, 2 within three quarters, 1 within it, 0 beyond
    or not known.
    """
    if place is None or other is None:
        return 0
    distance, reach = place.squared_distance(other), limit * limit
    if 16 * distance <= reach:
        return 4
    if 4 * distance <= reach:
        return 3
    if 16 * distance <= 9 * reach:
        return 2
    return 1 if distance <= reach else 0


def nearest(place: Point | None, others: Sequence[Point | None]) -> int:
    """Which of the others is nearest, by its number: the first among equals, and where nothing is known."""
    distances = [
        (place.squared_distance(other), number)
        for number, other in enumerate(others)
        if place is not None and other is not None
    ]
    return min(distances)[1] if distances else 0


def vacancy_band(learner: Learner, vacancy: Vacancy) -> int:
    """Of the place of the vacancy that is nearest to the learner."""
    if vacancy.is_remote and learner.remote_ok:
        return REMOTE_BAND
    place = vacancy.places[nearest(learner.place, vacancy.places)]
    return band(learner.place, learner.limit, place)


def obstacles(learner: Learner, vacancy: Vacancy, day: date) -> list[str]:
    """The hard rules that this pair breaks, by name; none means that it may be listed."""
    broken = {
        "closed": not vacancy.is_open or (vacancy.closes_on is not None and vacancy.closes_on < day),
        "kind": vacancy.kind not in learner.kinds,
        "salary": _known_less(vacancy.yearly_most, learner.least_salary),
        "start": vacancy.starts_on is not None
        and learner.free_from is not None
        and vacancy.starts_on < learner.free_from,
        "distance": vacancy_band(learner, vacancy) == 0,
    }
    return [name for name, is_broken in broken.items() if is_broken]


def _known_less(offered: int | None, wanted: int | None) -> bool:
    """What an advert does not say is no reason against it."""
    return offered is not None and wanted is not None and offered < wanted


def is_of_interest(learner: Learner, vacancy: Vacancy) -> bool:
    return vacancy.sector is not None and vacancy.sector in learner.sectors


def preference(learner: Learner, vacancy: Vacancy) -> int:
    """U, in 1024ths: nearness and hopes can lower a fit by half and never lift it."""
    return BASE + BAND * vacancy_band(learner, vacancy) + INTEREST * is_of_interest(learner, vacancy)


def total(learner: Learner, vacancy: Vacancy, credits: Credits, day: date) -> int:
    """T, at the price of exposure."""
    if obstacles(learner, vacancy, day):
        return 0
    points = fit(learner.held, vacancy, credits) + sure_points(learner, vacancy, credits)
    wished = points * preference(learner, vacancy) >> 10
    return wished * vacancy.price >> 10


def best(
    learner: Learner, vacancies: Iterable[Vacancy], credits: Credits, day: date
) -> list[tuple[int, int]]:
    """(vacancy id, T) of the best, highest first and lower id first among equals; those of no use are left
    out.
    """
    scored = ((vacancy.id, total(learner, vacancy, credits, day)) for vacancy in vacancies)
    return sorted((pair for pair in scored if pair[1] > 0), key=lambda pair: (-pair[1], pair[0]))[:MOST]
