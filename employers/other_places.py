"""The places of a vacancy beside its main one: read from lines of text, and written as such again.

Each is kept with its council and spot, so that search, lists and pages need to look nothing up.
"""

import re
from collections.abc import Mapping, Sequence
from typing import Any

from district.places.services import postcodes
from district.web.errors import Refused

MOST = 9  # beside the main one: ten in all
LONGEST_NAME = 200
LINE = re.compile(r"([a-z]{1,2}[0-9][a-z0-9]?\s*[0-9][a-z]{2})\b[\s,;:-]*(.*)", re.IGNORECASE)

type Place = Mapping[str, Any]
"""postcode, name, council (its code), council_name, easting, northing."""


def read(text: str) -> list[Place]:
    """One on a line: a postcode, then what people call the place. Refused with the line that is wrong."""
    lines = [" ".join(line.split()) for line in text.splitlines()]
    pairs = [_pair(line) for line in lines if line]
    if len(pairs) > MOST:
        raise Refused(f"Name {MOST} other places at most. There are {len(pairs)}.", code="too_many_places")
    known = postcodes.find_many(postcode for postcode, _ in pairs)
    places: list[Place] = []
    for postcode, name in pairs:
        found = known.get(postcode)
        if found is None:
            raise Refused(f"We cannot find the postcode {postcode}. Check it.", code="postcode_unknown")
        if any(each["postcode"] == found.postcode for each in places):
            raise Refused(f"{found.postcode} is there twice. Name each place once.", code="twice")
        places.append(
            {
                "postcode": found.postcode,
                "name": name,
                "council": found.council_id,
                "council_name": found.council.name,
                "easting": found.easting,
                "northing": found.northing,
            }
        )
    return places


def lines(places: Sequence[Place]) -> str:
    """As somebody would type them."""
    return "\n".join(f"{each['postcode']} {each['name']}".strip() for each in places)


def _pair(line: str) -> tuple[str, str]:
    match = LINE.fullmatch(line)
    if match is None:
        raise Refused(
            f"Begin each line with a whole postcode, like “B4 7ET Curzon Street”. This one does not: “{line[:60]}”",
            code="postcode_form",
        )
    if len(match[2]) > LONGEST_NAME:
        raise Refused(f"Shorten the name of the place at {match[1]}.", code="too_long")
    return match[1].upper(), match[2]
