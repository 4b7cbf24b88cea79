"""Rows of the database as the engine takes them. The only door by which anything about a person reaches
matching.
"""

from collections.abc import Iterable

from district.matching.engine import facts
from district.matching.engine.score import WHOLE
from district.matching.models import AskedWeight
from district.places.models import Postcode
from district.skills.models import Occupation, SkillState
from employers.models import Vacancy, WorkMode
from learners.models import Learner
from programmes.models import Course, CourseRun, DeliveryMode

METRES_A_DECAMETRE = 10


def point(easting: int | None, northing: int | None) -> facts.Point | None:
    if easting is None or northing is None:
        return None
    return facts.Point(easting // METRES_A_DECAMETRE, northing // METRES_A_DECAMETRE)


def places(row: Vacancy) -> tuple[facts.Point | None, ...]:
    """Those of a vacancy, the main one first."""
    return (point(row.easting, row.northing), *_other_places(row))


def _other_places(row: Vacancy) -> tuple[facts.Point, ...]:
    return tuple(
        facts.Point(each["easting"] // METRES_A_DECAMETRE, each["northing"] // METRES_A_DECAMETRE)
        for each in row.other_places
    )


def point_of(postcode: Postcode | None) -> facts.Point | None:
    return point(postcode.easting, postcode.northing) if postcode else None


def sector(occupation: Occupation | None) -> str | None:
    """The kind of work: the ISCO-08 unit group of an occupation, or the occupation itself where it has none."""
    return (occupation.isco_group or f"o{occupation.id}") if occupation else None


def learner(
    row: Learner, *, held: dict[int, int], hopes: Iterable[Occupation], sure: dict[int, int] | None = None
) -> facts.Learner:
    """`held` maps skill ids to levels, `sure` some of them to their weights."""
    return facts.Learner(
        id=row.id,
        held=held,
        sure=sure or {},
        place=point_of(row.postcode),
        limit=row.travel_limit_dam,
        remote_ok=row.remote_ok,
        looking_for=frozenset(row.looking_for),
        least_salary=row.least_salary,
        free_from=row.free_from,
        free_times=frozenset(row.free_times),
        sectors=frozenset(filter(None, map(sector, hopes))),
    )


def vacancy(row: Vacancy, *, asked: Iterable[AskedWeight] = (), price: int = WHOLE) -> facts.Vacancy:
    """`price` of exposure, whole where the vacancy has none."""
    return facts.Vacancy(
        id=row.id,
        asked=tuple(facts.Asked(each.skill_id, each.level, each.weight) for each in asked),
        place=point(row.easting, row.northing),
        other_places=_other_places(row),
        is_remote=row.mode == WorkMode.REMOTE,
        kind=row.kind_of_work,
        yearly_most=row.yearly_most,
        starts_on=row.starts_on,
        closes_on=row.closes_on,
        is_open=row.state == Vacancy.State.OPEN,
        sector=sector(row.occupation),
        price=price,
    )


def run(row: CourseRun) -> facts.Run:
    venue = row.venue
    return facts.Run(
        place=point_of(venue.postcode) if venue else None,
        needs_place=row.mode != DeliveryMode.ONLINE and venue is not None,
        pattern=row.pattern,
        starts_on=None if row.is_flexible else row.starts_on,
        is_open=row.state == CourseRun.State.OPEN,
    )


def course(row: Course, *, runs: Iterable[CourseRun]) -> facts.Course:
    """Only what has been accepted counts as taught; only a live course has runs to join."""
    return facts.Course(
        id=row.id,
        taught={
            each.skill_id: each.level for each in row.taught_skills.all() if each.state == SkillState.ACCEPTED
        },
        runs=tuple(run(each) for each in runs) if row.state == Course.State.LIVE else (),
    )
