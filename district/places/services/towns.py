"""Where an advert is, from the place it names. A name that could be several places gives none: better than wrong."""

import re
from dataclasses import dataclass
from functools import cache

from district.places import facts

MOST_CHARACTERS = 300
NEAR_METRES = 25_000


@dataclass(frozen=True)
class Town:
    """`council_code` is empty for London, which has no single council."""

    name: str
    council_code: str
    easting: int
    northing: int


_ALTERNATIVES = re.compile(r"\s*(?:/|;|\||&|\+|\bor\b|\band\b)\s*", re.IGNORECASE)
_PARTS = re.compile(r"\s*(?:,|\(|\)|\n|\s[-\u2013]\s|:|•|·)\s*")
_POSTCODE = re.compile(r"\b[a-z]{1,2}[0-9][a-z0-9]?(?:\s{0,2}[0-9][a-z]{2})?\b")
_NOISE = re.compile(
    r"\b(?:based in|based|near|area|city centre|town centre|centre|central|greater|office|head office|hybrid|remote"
    r"|on-?site|home working|west midlands|united kingdom|england|uk|gb)\b"
)
_SPACE = re.compile(r"\s+")


@cache
def _by_name() -> dict[str, Town]:
    return {
        row["name"].casefold(): Town(
            row["name"], row["council_code"], int(row["easting"]), int(row["northing"])
        )
        for row in facts.rows("towns.csv")
    }


def find(text: str) -> Town | None:
    """The town that a place text means: "Erdington, Birmingham", "West Bromwich (hybrid)", "Coventry CV1".

    Several alternatives ("Leeds or Birmingham") and lists of towns far apart are nobody's one place.
    """
    choices = [_in_address(choice) for choice in _choices(text[:MOST_CHARACTERS])]
    named = [town for town in choices if town]
    if not named or any(town.council_code != named[0].council_code for town in named):
        return None
    return named[0]


def _choices(text: str) -> list[str]:
    """Cut at "and", "or" and slashes, unless the whole is one name."""
    return [text] if text.casefold().strip() in _by_name() else _ALTERNATIVES.split(text)


def _in_address(text: str) -> Town | None:
    """An address goes from small to large: the first town counts if the rest are in its council, or the city nearby."""
    found = list(filter(None, (_named(part) for part in _PARTS.split(text))))
    if not found:
        return None
    first, others = found[0], [town for town in found[1:] if town.council_code != found[0].council_code]
    if len(others) > 1 or (others and not _is_postal_address(first, others[0])):
        return None
    return first


def _is_postal_address(first: Town, city: Town) -> bool:
    """ "Shirley, Birmingham" is in Solihull; "Coventry, Birmingham" is two places."""
    is_near = (first.easting - city.easting) ** 2 + (first.northing - city.northing) ** 2 <= NEAR_METRES**2
    return is_near and first.name not in _council_towns()


@cache
def _council_towns() -> frozenset[str]:
    """Towns that carry their council's name."""
    return frozenset(row["name"] for row in facts.rows("councils.csv"))


def _named(part: str) -> Town | None:
    plain = part.casefold().strip()
    known = _by_name()
    if plain in known:
        return known[plain]
    plain = _NOISE.sub(" ", _POSTCODE.sub(" ", plain))
    return known.get(_SPACE.sub(" ", plain).strip(" .,-"))
