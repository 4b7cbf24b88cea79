"""The Standard Industrial Classification (SIC 2007): which codes there are, and which of them are digital."""

import csv
import re
from functools import cache
from pathlib import Path

from district.partners.models.employer_facts import MOST_SIC_CODES
from district.web.errors import Refused

FILE = Path(__file__).with_name("facts") / "sic2007.csv"

# For narrowing reports; nobody is let in or kept out by it.
DIGITAL = frozenset(
    (
        "26110",
        "26120",
        "26200",
        "26301",
        "26309",
        "26400",
        "26800",
        "46510",
        "46520",
        "58210",
        "58290",
        "61100",
        "61200",
        "61300",
        "61900",
        "62011",
        "62012",
        "62020",
        "62030",
        "62090",
        "63110",
        "63120",
        "95110",
        "95120",
    )
)


@cache
def activities() -> dict[str, str]:
    with FILE.open(encoding="utf-8", newline="") as file:
        return {row["code"]: row["activity"] for row in csv.DictReader(file)}


def parse(text: str) -> list[str]:
    """Codes as people type or paste them, between commas or spaces; known, each once, at most four."""
    codes = list(dict.fromkeys(re.findall(r"[^\s,;]+", text)))
    if len(codes) > MOST_SIC_CODES:
        raise Refused(
            f"Enter at most {MOST_SIC_CODES} codes: those that stand at Companies House.", field="sic_codes"
        )
    for code in codes:
        if not re.fullmatch(r"[0-9]{5}", code):
            raise Refused("Enter SIC codes of 5 digits each, like 62012.", field="sic_codes")
        if code not in activities():
            raise Refused(f"There is no SIC code {code}. Look it up at Companies House.", field="sic_codes")
    return codes


def said(codes: list[str]) -> list[str]:
    """Each code with what it stands for."""
    return [f"{code} {activities().get(code, '')}".strip() for code in codes]
