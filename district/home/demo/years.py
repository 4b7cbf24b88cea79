"""What the demo world's past looks like in figures: terms, providers' ways, and how often what became of people."""

from collections.abc import Mapping, Sequence
from random import Random
from typing import Any

PAST = 2  # whole academic years before the one that runs
TERMS: Sequence[tuple[int, int, int]] = ((0, 9, 8), (1, 1, 8), (1, 4, 15))
"""First weeks of a term: years after the academic year begins, month and day."""

USUAL_STAY = 78
STAY: Mapping[str, int] = {
    "aston-lock": 80,
    "three-spires": 86,
    "tipton-locks": 74,
    "saddlers-learning": 63,
    "netherton": 71,
    "blythe": 88,
    "bournbrook": 84,
}
"""How likely somebody who starts with a provider is to stay to the end, in per cent."""

# (share in a thousand, state, reason) of applications that came to no place.
ENDED: Sequence[tuple[int, str, str]] = (
    (250, "unsuccessful", "full"),
    (170, "unsuccessful", "missing_skills"),
    (70, "unsuccessful", "level"),
    (70, "unsuccessful", "not_contacted"),
    (70, "ineligible", "residence"),
    (60, "ineligible", "earnings"),
    (110, "declined", ""),
    (80, "offer_expired", ""),
    (120, "withdrawn", ""),
)
LEAVING: Sequence[tuple[int, str]] = ((420, "44"), (210, "43"), (160, "3"), (120, "97"), (90, "98"))
"""(share in a thousand, ILR reason for withdrawal)."""

# (share in a thousand, kind, code) of what came after a course.
AFTER_COMPLETION: Sequence[tuple[int, str, str]] = (
    (470, "EMP", "1"),
    (80, "EMP", "2"),
    (60, "EMP", "4"),
    (90, "EDU", "2"),
    (60, "EDU", "5"),
    (150, "NPE", "1"),
    (60, "NPE", "2"),
    (30, "VOL", "1"),
)
AFTER_LEAVING: Sequence[tuple[int, str, str]] = (
    (240, "EMP", "1"),
    (120, "EMP", "2"),
    (60, "EDU", "5"),
    (420, "NPE", "1"),
    (160, "NPE", "2"),
)

PRIOR_LEVELS: Sequence[tuple[int, str]] = (
    (90, "99"),
    (150, "2"),
    (160, "3"),
    (260, "4"),
    (180, "6"),
    (90, "9"),
    (70, "97"),
)
ETHNICITIES: Sequence[tuple[int, str]] = ((520, "W"), (260, "A"), (130, "B"), (55, "M"), (35, "O"))

GIVEN_NAMES = (
    *(
        "Aisha",
        "Alan",
        "Amrit",
        "Andre",
        "Anita",
        "Beatrix",
        "Carl",
        "Carys",
        "Chloe",
        "Damian",
        "Deepa",
        "Delroy",
    ),
    *(
        "Elif",
        "Esther",
        "Farah",
        "Gemma",
        "Gurpreet",
        "Hana",
        "Ian",
        "Imani",
        "Jade",
        "Jaswinder",
        "Joel",
        "Kasia",
    ),
    *(
        "Keiran",
        "Latoya",
        "Liam",
        "Mariam",
        "Mick",
        "Nasreen",
        "Neil",
        "Ngozi",
        "Oscar",
        "Parveen",
        "Ravi",
        "Rhian",
    ),
    *(
        "Sadia",
        "Sandra",
        "Segun",
        "Sofia",
        "Terry",
        "Thandi",
        "Uzma",
        "Vera",
        "Warren",
        "Yasmin",
        "Zack",
        "Zuzanna",
    ),
)
FAMILY_NAMES = (
    *(
        "Acheampong",
        "Akhtar",
        "Attwood",
        "Bagley",
        "Bains",
        "Beddoes",
        "Bhogal",
        "Blakeway",
        "Chaudhry",
        "Cartwright",
    ),
    *(
        "Danks",
        "Dhillon",
        "Edwards",
        "Falconer",
        "Farooq",
        "Garbett",
        "Grewal",
        "Hadlington",
        "Hayward",
        "Igwe",
    ),
    *(
        "Jeavons",
        "Johal",
        "Kowalczyk",
        "Lal",
        "Lovell",
        "Mahmood",
        "Mensah",
        "Millard",
        "Mistry",
        "Nightingale",
    ),
    *("Onyango", "Parkes", "Pearce", "Quaye", "Raybould", "Rehman", "Round", "Sahota", "Smallman", "Sutton"),
    *("Tandy", "Thandi", "Udall", "Virdee", "Wassell", "Westwood", "Wojcik", "Yardley", "Younis", "Zaman"),
)


def drawn(chance: Random, table: Sequence[tuple[Any, ...]]) -> tuple[Any, ...]:
    """One row of a table whose first column is its share in a thousand, without that column."""
    left = chance.randrange(sum(row[0] for row in table))
    for share, *rest in table:
        left -= share
        if left < 0:
            return tuple(rest)
    raise ValueError("A table without shares.")
