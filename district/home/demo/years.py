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

# Where the demo world's learners live: LSOA of 2021 (ONS postcode directory) and tenth of the Indices of Deprivation 2025.
HOMES: Mapping[str, tuple[str, int]] = {
    "B10 9BG": ("E01009325", 1), "B11 4BS": ("E01009393", 1), "B12 9LD": ("E01009366", 1),
    "B13 8NH": ("E01009183", 8), "B14 6QD": ("E01008972", 2), "B15 2SG": ("E01034937", 10),
    "B16 6GG": ("E01009143", 1), "B19 2DN": ("E01008909", 1), "B20 3LA": ("E01034918", 1),
    "B21 0HR": ("E01009354", 1), "B21 9AZ": ("E01009355", 1), "B23 5QH": ("E01009001", 4),
    "B25 8HN": ("E01008884", 1), "B26 3AH": ("E01009314", 2), "B28 0LB": ("E01009040", 8),
    "B30 1AX": ("E01008961", 5), "B31 2QH": ("E01009206", 5), "B35 6QT": ("E01009099", 1),
    "B36 8BH": ("E01009087", 2), "B37 6TF": ("E01010125", 1), "B42 1QR": ("E01009240", 4),
    "B43 5HF": ("E01010007", 4), "B6 7LF": ("E01008899", 1), "B63 3PZ": ("E01009736", 9),
    "B64 6BL": ("E01009957", 1), "B66 3BX": ("E01010064", 2), "B67 6LN": ("E01009938", 3),
    "B70 7BY": ("E01009988", 3), "B72 1HA": ("E01009457", 10), "B73 5QR": ("E01009466", 9),
    "B8 1PL": ("E01009482", 1), "B9 5NQ": ("E01033649", 1), "B91 2HA": ("E01010172", 10),
    "B92 7RY": ("E01010161", 8), "CV1 5BA": ("E01009640", 1), "CV2 1SS": ("E01009581", 1),
    "CV2 5AU": ("E01009718", 1), "CV3 3AP": ("E01009540", 1), "CV4 8JH": ("E01032533", 10),
    "CV4 9DG": ("E01009686", 8), "CV5 8AY": ("E01009685", 7), "CV6 1HU": ("E01009628", 4),
    "CV6 5FU": ("E01009569", 1), "DY1 4NQ": ("E01009775", 3), "DY2 0RX": ("E01009841", 1),
    "DY3 1RL": ("E01009895", 5), "DY4 0WS": ("E01009976", 6), "DY8 1ZB": ("E01009856", 4),
    "WS10 8UX": ("E01010264", 2), "WS2 7LY": ("E01010271", 1), "WS3 1DF": ("E01033894", 1),
    "WS8 6HT": ("E01010306", 5), "WS9 8RP": ("E01010255", 9), "WV1 9WN": ("E01010472", 2),
    "WV10 9EU": ("E01010434", 3), "WV11 3JE": ("E01010565", 7), "WV14 8SG": ("E01009763", 2),
    "WV2 2BH": ("E01034314", 2), "WV3 8EA": ("E01010494", 10),
}  # fmt: skip


def drawn(chance: Random, table: Sequence[tuple[Any, ...]]) -> tuple[Any, ...]:
    """One row of a table whose first column is its share in a thousand, without that column."""
    left = chance.randrange(sum(row[0] for row in table))
    for share, *rest in table:
        left -= share
        if left < 0:
            return tuple(rest)
    raise ValueError("A table without shares.")
