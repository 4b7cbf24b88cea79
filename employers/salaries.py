"""Reads pay from what adverts say: "£21,892 to £24,157 a year", "£12.50 an hour", "£30k-£35k", "£150 per day"."""

import re
import unicodedata
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

HOURS_A_WEEK = Decimal("37.5")
HOURS_A_DAY = Decimal("7.5")
WEEKS_A_YEAR = 52
PENNY = Decimal("0.01")

# What pay can be; a number outside is something else (a year, a reference, a bonus).
SENSIBLE = {"hour": (Decimal(3), Decimal(400)), "year": (Decimal(2_000), Decimal(1_000_000))}


@dataclass(frozen=True)
class Salary:
    """A range of pay in pounds, a year or an hour; both ends are the same when the advert gives one number."""

    least: Decimal
    most: Decimal
    unit: str

    def yearly_most(self, weekly_hours: Decimal | None = None) -> int:
        """The top in whole pounds a year, for filters and matching."""
        if self.unit == "year":
            return int(self.most.to_integral_value(ROUND_HALF_UP))
        yearly = self.most * (weekly_hours or HOURS_A_WEEK) * WEEKS_A_YEAR
        return int(yearly.to_integral_value(ROUND_HALF_UP))


@dataclass(frozen=True)
class Amount:
    """A number that may be pay, with the unit written beside it."""

    value: Decimal
    unit: str
    has_pound: bool
    start: int
    end: int


AMOUNT = re.compile(
    r"(?P<pound>£|gbp)?\s*(?P<number>\d{1,3}(?:,\d{3})+(?:\.\d{1,2})?|\d{1,7}(?:\.\d{1,2})?)(?![\d.,]*\d)"
    r"\s*(?P<thousand>k\b)?"
)
LINK = re.compile(r"\s*(?:-|to|and|or|rising to|up to)\s*(?:£|gbp)?\s*")
NOT_PAY_AFTER = re.compile(
    r"\s*(?:%|per ?cent|days?\b(?! rate)|years?['\u2019]? (?:exp|of )|st\b|nd\b|rd\b|th\b|:\d)"
)
NOT_PAY_BEFORE = re.compile(
    r"(?:band|grade|level|scale|point|scp|spine|pay|step|tier|ref|no|nj?c|[a-z])[\s.:#]*$"
)
HOURS = re.compile(
    r"\d+(?:\.\d+)?\s*-?\s*(?:hours?|hrs?)\b(?:\s*(?:per|a|each|/)\s*(?:week|wk|month)|\s*pw)?"
)
# Money on top of pay: whatever follows is left out.
EXTRAS = re.compile(
    r"\bplus\b|\+|\bo\.?t\.?e\b|\bbonus|\ballowance|\bpension|\bweighting|\bbenefits?\b|\brelocation|\bwith an?\b"
    r"|\bcommission|\bcontribut|\bof which\b|\btogether with\b|\bpotential\b"
)
UNITS = (
    (
        "hour",
        re.compile(r"\b(?:per|an|each|/)?\s*hour(?:ly)?\b|/\s*hr?\b|\bp\.?\s?h\b|\bp/h\b|\bper hr\b|\bhr\b"),
    ),
    ("day", re.compile(r"\b(?:per|a|each)\s+day\b|/\s*day\b|\bdaily\b|\bday rate\b|\bp\.?d\b|\bp/d\b")),
    ("week", re.compile(r"\b(?:per|a|each)\s+(?:week|wk)\b|/\s*week\b|\bweekly\b|\bp\.?w\b|\bp/w\b")),
    (
        "month",
        re.compile(
            r"\b(?:per|a|each)\s+(?:calendar\s+)?month\b|/\s*month\b|\bmonthly\b|\bp\.?c\.?m\b|\bp/m\b"
        ),
    ),
    (
        "year",
        re.compile(
            r"\b(?:per|a|each)\s+(?:year|annum|yr)\b|/\s*(?:year|yr)\b|\b(?:yearly|annual(?:ly)?)\b|\bp\.?a\b|\bp/a\b"
        ),
    ),
)
TO_YEAR = {"year": Decimal(1), "month": Decimal(12), "week": Decimal(WEEKS_A_YEAR)}
FOREIGN = re.compile(r"[$€¥₹]|\b(?:usd|eur|euros?|dollars?|chf|dkk|sek|nok|pln)\b")


def parse(text: str) -> Salary | None:
    """The pay that a text states, or None where it states no number that can be pay."""
    plain = _plain(text)
    if FOREIGN.search(plain) and "£" not in plain and "gbp" not in plain:
        return None
    amounts = _amounts(plain)
    if not amounts:
        return None
    first = _first_range(amounts, plain)
    unit = next((each.unit for each in first if each.unit), "") or _usual_unit(first)
    values = [_in_unit(each.value, unit) for each in amounts if each.unit in {"", unit}]
    kind = "hour" if unit in {"hour", "day"} else "year"
    low, high = SENSIBLE[kind]
    values = [value for value in values if low <= value <= high]
    return Salary(min(values), max(values), kind) if unit and values else None


def has_number(text: str) -> bool:
    """Whether the text holds a number that is meant as pay; "Band 5" and "37 hours" do not."""
    return bool(_amounts(_plain(text)))


def from_values(least: Decimal, most: Decimal, unit: str) -> Salary | None:
    """Pay that a file gives as numbers with a unit such as HOUR, DAY, WEEK, MONTH or YEAR."""
    unit = unit.strip().lower().removesuffix("ly") or ("hour" if most < SENSIBLE["hour"][1] else "year")
    unit = {"annual": "year", "annum": "year", "dai": "day"}.get(unit, unit)
    if unit not in {"hour", "day", *TO_YEAR}:
        return None
    kind = "hour" if unit in {"hour", "day"} else "year"
    low, high = SENSIBLE[kind]
    ends = sorted((_in_unit(least, unit), _in_unit(most, unit)))
    return Salary(ends[0], ends[1], kind) if low <= ends[0] and ends[1] <= high else None


def _plain(text: str) -> str:
    text = unicodedata.normalize("NFKC", text[:1000]).lower()
    text = re.sub(r"[\u2010-\u2015\u2212~]", "-", text)
    text = re.sub(r"(?<=\d) (?=\d{3}\b)", ",", text)
    return re.sub(r"\s+", " ", HOURS.sub(" ", text))


def _amounts(plain: str) -> list[Amount]:
    """The numbers meant as pay. With a pound sign anywhere, one without it counts only as the end of a range."""
    found: list[Amount] = []
    stop = len(plain)
    matches = list(AMOUNT.finditer(plain))
    for index, match in enumerate(matches):
        if match.start() >= stop:
            break
        after = matches[index + 1].start() if index + 1 < len(matches) else len(plain)
        amount = _amount(plain, match, found, after)
        if amount:
            found.append(amount)
            extra = EXTRAS.search(plain, amount.end)
            stop = min(stop, extra.start()) if extra else stop
    if any(each.has_pound for each in found):
        found = [each for each in found if each.has_pound]
    return _with_thousands(found, plain)


def _amount(plain: str, match: re.Match[str], before: list[Amount], next_start: int) -> Amount | None:
    value = Decimal(match["number"].replace(",", ""))
    if match["thousand"]:
        value *= 1000
    continues = bool(before and LINK.fullmatch(plain[before[-1].end : match.start("number")]))
    has_pound = bool(match["pound"]) or (continues and before[-1].has_pound)
    if not match["pound"] and not continues:
        if NOT_PAY_BEFORE.search(plain[: match.start("number")]) and not match["thousand"]:
            return None
        if NOT_PAY_AFTER.match(plain, match.end()):
            return None
    elif plain[match.end() : match.end() + 1] == "%":
        return None
    unit = _unit_in(plain[match.end() : min(next_start, match.end() + 40)])
    if not unit and not before:
        unit = _unit_in(plain[max(0, match.start() - 40) : match.start()])
    if (
        not has_pound
        and not unit
        and not match["thousand"]
        and value < 10_000
        and not _opens_range(plain, match)
    ):
        return None
    return Amount(
        value, unit, has_pound or bool(match["thousand"] and match["pound"]), match.start(), match.end()
    )


def _first_range(amounts: list[Amount], plain: str) -> list[Amount]:
    """The first number and those that continue it; a unit behind any of them is the unit of all."""
    run = amounts[:1]
    for amount in amounts[1:]:
        if not LINK.fullmatch(plain[run[-1].end : amount.start]):
            break
        run.append(amount)
    return run


def _opens_range(plain: str, match: re.Match[str]) -> bool:
    """ "30-35k": the first number means thousands too."""
    return bool(re.match(r"\s*(?:-|to)\s*£?\s*\d{2,3}(?:\.\d)?k\b", plain[match.end() :]))


def _with_thousands(amounts: list[Amount], plain: str) -> list[Amount]:
    """In "£30-35k" and "£30-£35k" the k belongs to both numbers."""
    for index in range(len(amounts) - 1):
        first, second = amounts[index], amounts[index + 1]
        is_short = first.value < 1000 <= second.value and plain[second.end - 1] == "k"
        if is_short and LINK.fullmatch(plain[first.end : second.start] or " - "):
            amounts[index] = Amount(first.value * 1000, first.unit, first.has_pound, first.start, first.end)
    return amounts


def _unit_in(text: str) -> str:
    """The first unit named in a piece of text."""
    named = [(found.start(), unit) for unit, pattern in UNITS if (found := pattern.search(text))]
    return min(named)[1] if named else ""


def _usual_unit(amounts: list[Amount]) -> str:
    """Without a unit, pay under £100 is by the hour and pay from £10,000 is by the year; between, nobody can tell."""
    most = max(each.value for each in amounts)
    if most < 100:
        return "hour"
    return "year" if most >= 10_000 else ""


def _in_unit(value: Decimal, unit: str) -> Decimal:
    """By the hour for hours and days, else by the year."""
    if unit == "day":
        value /= HOURS_A_DAY
    elif unit in TO_YEAR:
        value *= TO_YEAR[unit]
    return value.quantize(PENNY, ROUND_HALF_UP)
