"""Postcodes as people type them, and the places they stand for.

Where someone lives is looked up, never guessed from a prefix; a search may begin in the middle of one.
"""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from math import hypot
from typing import Any, Protocol

from django.db.models import Avg, QuerySet

from district.places.models import Postcode
from district.web import reads
from district.web.errors import Refused

METRES_A_MILE = 1609.344
EXAMPLE = "like B1 1AA"
MOST_CHARACTERS = 40

_SEPARATORS = re.compile(r"[\s.\-_]+")
_WHOLE = re.compile(r"([A-Z]{1,2}[0-9][A-Z0-9]?)([0-9OI])([A-Z]{2})")
_OUTWARD = re.compile(r"[A-Z]{1,2}[0-9][A-Z0-9]?")
_IN_TEXT = re.compile(r"\b([A-Z]{1,2}[0-9][A-Z0-9]?)\s{0,2}([0-9][A-Z]{2})\b", re.IGNORECASE | re.ASCII)
_LETTERS_FOR_DIGITS = str.maketrans("OI", "01")
_ISLANDS = re.compile(r"(IM|JE|GY)[0-9]")


class Place(Protocol):
    """Anything with a point on the British grid, in metres."""

    @property
    def easting(self) -> int: ...

    @property
    def northing(self) -> int: ...


@dataclass(frozen=True)
class Outward:
    """The first half of postcodes, like B19, and the middle of all that begin with it."""

    postcode: str
    easting: int
    northing: int


def parse(text: str) -> str:
    """The written form of a postcode ("b11aa" gives "B1 1AA"); says what is wrong if it cannot be one."""
    squeezed = _squeeze(text)
    if not squeezed:
        raise Refused(f"Enter a postcode, {EXAMPLE}.", code="postcode_missing")
    whole = _WHOLE.fullmatch(squeezed)
    if whole:
        return f"{whole[1]} {whole[2].translate(_LETTERS_FOR_DIGITS)}{whole[3]}"
    if not squeezed.isascii() or not squeezed.isalnum():
        message = f"A postcode has only letters and numbers, {EXAMPLE}."
    elif _OUTWARD.fullmatch(squeezed):
        message = f"Enter the whole postcode, {EXAMPLE}. “{squeezed}” is only its first half."
    else:
        message = f"Enter a full UK postcode, {EXAMPLE}."
    raise Refused(message, code="postcode_form")


def _squeeze(text: str) -> str:
    return _SEPARATORS.sub("", _fold(text))


def _fold(text: str) -> str:
    return unicodedata.normalize("NFKC", str(text)[:MOST_CHARACTERS]).upper()


def look_up(text: str) -> Postcode:
    """The postcode with its council, ward and LSOA, or a refusal that says what to do."""
    written = parse(text)
    found = next(iter(_known(written)), None)
    if found is None and _ISLANDS.match(written):
        raise Refused(
            f"{written} is on the Isle of Man or the Channel Islands. Enter a postcode in the United Kingdom.",
            code="postcode_island",
        )
    if found is None:
        raise Refused(
            f"We cannot find the postcode {written}. Check it, or enter one nearby.", code="postcode_unknown"
        )
    return found


@reads.kept
def _known(written: Any) -> QuerySet[Postcode]:
    areas = Postcode.objects.select_related("council", "ward", "lsoa").defer("council__outline")
    return areas.filter(postcode=written)


def search_from(text: str) -> Postcode | Outward:
    """Where a search begins: at a postcode or, of somebody who gives no more than its first half, in its middle."""
    half = _fold(text).strip()
    if not _OUTWARD.fullmatch(half):  # "B1 1" may be the beginning of many, and is not B11
        return look_up(text)
    own = Postcode.objects.filter(postcode__gte=f"{half} ", postcode__lt=f"{half}!")
    middle = own.aggregate(easting=Avg("easting"), northing=Avg("northing"))
    if middle["easting"] is None:
        raise Refused(
            f"We know no postcode that begins with {half}. Check it, or enter a whole one, {EXAMPLE}.",
            code="postcode_unknown",
        )
    return Outward(half, round(middle["easting"]), round(middle["northing"]))


def asked(text: str) -> tuple[Postcode | Outward | None, str]:
    """For a search: where it begins, or why it cannot begin there. Nothing for nothing."""
    if not text:
        return None, ""
    try:
        return search_from(text), ""
    except Refused as refusal:
        return None, refusal.message


def find(text: str) -> Postcode | None:
    """The postcode someone typed, or None where there is no such one."""
    try:
        return look_up(text)
    except Refused:
        return None


def find_many(texts: Iterable[str]) -> dict[str, Postcode]:
    """Known postcodes by the text they were asked by; one query however many."""
    written: dict[str, str] = {}
    for text in texts:
        try:
            written[text] = parse(text)
        except Refused:
            continue
    known = Postcode.objects.select_related("council").in_bulk(set(written.values()))
    return {text: known[postcode] for text, postcode in written.items() if postcode in known}


def written_in(text: str) -> list[str]:
    """The whole postcodes that stand in a text, in their written form and order; they may not exist."""
    return [f"{outward} {inward}".upper() for outward, inward in _IN_TEXT.findall(text)]


def metres_between(one: Place, other: Place) -> float:
    """As the crow flies."""
    return hypot(one.easting - other.easting, one.northing - other.northing)


def miles_between(one: Place, other: Place) -> float:
    return metres_between(one, other) / METRES_A_MILE
