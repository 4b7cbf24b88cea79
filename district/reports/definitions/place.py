"""R5: where the people come from who start, complete and find work."""

from collections.abc import Callable, Mapping
from decimal import Decimal

from district.figures import measures as formulae
from district.figures.disclosure.cubes import Place
from district.figures.symbols import Symbol
from district.reports import skills_plans
from district.reports.definitions import dimensions, measures
from district.reports.parts import TOTAL, Definition, Derived, Dimension, Figure, Picture, Table, Told

# Usual residents at the census of 21 March 2021, as the Office for National Statistics rounded them first.
RESIDENTS = {
    "E08000025": 1_144_900,
    "E08000026": 345_300,
    "E08000027": 323_500,
    "E08000028": 341_900,
    "E08000029": 216_200,
    "E08000030": 284_100,
    "E08000031": 263_700,
}


def _residents(code: str) -> int:
    """Whoever lives elsewhere lives in none of the seven."""
    return sum(RESIDENTS.values()) if code == TOTAL else RESIDENTS.get(code, 0)


def _residents_of_plan(code: str) -> int | None:
    """Not known of an area that reached beyond the seven."""
    if code in {TOTAL, OF_THE_SEVEN}:
        return sum(RESIDENTS.values())
    return None if code else 0


def _rate(starts: int, residents: int | None) -> Decimal | str | None:
    if residents is None:
        return Symbol.NOT_AVAILABLE.value
    return formulae.rate_per_100_000(starts, residents)


def _for_100_000(residents: Callable[[str], int | None]) -> Derived:
    return Derived(
        "per_100_000",
        "Starts for 100,000 residents",
        "Starts for every 100,000 people who lived in the area at the census of 2021.",
        "F15",
        ("starts",),
        lambda counts: _rate(counts["starts"], residents(counts["code"])),
    )


OF_THE_SEVEN = "E69000051"  # the area that is exactly the seven councils
SKILLS_PLAN = Dimension(
    "lsip", "Skills plan area", skills_plans.column(), skills_plans.names(), place=Place.AUTHORITY
)
BY_COUNCIL = Table(
    "council",
    "By council",
    (dimensions.COUNCIL,),
    (*measures.OF_STARTS, _for_100_000(_residents)),
    measures.CHAIN,
)
BY_SKILLS_PLAN = Table(
    "lsip",
    "By area of the local skills improvement plan",
    (SKILLS_PLAN,),
    (*measures.OF_STARTS, _for_100_000(_residents_of_plan)),
    measures.CHAIN,
    note="Areas as they were drawn on the day that the figures know of. Since 29 September 2025 the area “West "
    "Midlands” is exactly the seven councils; before, it was one with Warwickshire, of whose residents no number is "
    "held here.",
)
BY_DEPRIVATION = Table(
    "imd_decile",
    "By tenth of deprivation",
    (dimensions.DEPRIVATION,),
    measures.OF_STARTS,
    measures.CHAIN,
    note="The tenth, by the English Indices of Deprivation 2025, that the person's home was in at the start.",
)
BY_WARD = Table(
    "ward",
    "By ward",
    (dimensions.WARD,),
    measures.OF_STARTS,
    (),
    is_published=False,
    note="A ward is known where the national list of wards was loaded when the person enrolled.",
)


def _pictures(told: Mapping[str, Told]) -> list[Picture]:
    councils, tenths = told["council"], told["imd_decile"]
    starts = [(row["codes"][0], councils.figure(row, "starts")) for row in councils.parts()]
    inside = [(code, number) for code, number in starts if code in RESIDENTS and isinstance(number, int)]
    found = []
    if inside:
        found.append(Picture("map", "How many starts each council's residents made", inside))
    steps = [(row["cells"][0], tenths.figure(row, "starts")) for row in tenths.parts()]
    known = [(label, number) for label, number in steps if isinstance(number, int)]
    if len(known) > 1:
        found.append(Picture("bars", "Starts by how deprived the place is that people live in", known))
    return found


def _headline(told: Mapping[str, Told]) -> list[tuple[str, Figure]]:
    table = told["council"]
    if table.total is None:
        return []
    return [
        ("Starts", table.figure(table.total, "starts")),
        ("For 100,000 residents", table.figure(table.total, "per_100_000")),
        ("Outcomes of starts", table.figure(table.total, "outcome_of_starts")),
    ]


R5 = Definition(
    "R5",
    "Place",
    "Where the people live who start, complete and find work, and how that compares with who lives there.",
    "Enrolments, by where the person lived at the start.",
    "each quarter",
    ("period", "programme", "provider", "cohort"),
    (BY_COUNCIL, BY_SKILLS_PLAN, BY_DEPRIVATION, BY_WARD),
    _pictures,
    _headline,
    notes=("Wards are for WMCA staff alone: their numbers are too small to publish.",),
)
