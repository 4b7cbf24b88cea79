"""Where adverts are: by their postcode, a postcode in the text of their place, or else the town that it names."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from district.places.models import Council, Postcode
from district.places.services import postcodes, towns
from district.web.marks import COUNCIL_CELLS


@dataclass(frozen=True)
class Spot:
    """What is known of a place; all None where nothing is."""

    postcode: str | None = None
    council: str | None = None
    easting: int | None = None
    northing: int | None = None


NOWHERE = Spot()
HOME = {code for code, *_ in COUNCIL_CELLS}


def find_all(places: Sequence[tuple[str, str]]) -> list[Spot]:
    """For each (postcode, place in words) its spot; one query for all postcodes."""
    written = {place: postcodes.written_in(place) for _, place in places}
    asked = {postcode for postcode, _ in places if postcode} | {
        each for found in written.values() for each in found
    }
    known = postcodes.find_many(asked)
    councils = set(Council.objects.values_list("code", flat=True))
    named: dict[str, Spot] = {}
    spots = []
    for postcode, place in places:
        candidates = [known[each] for each in (postcode, *written[place]) if each in known]
        if candidates:
            spots.append(_of_postcode(candidates[0] if postcode in known else _nearest_home(candidates)))
        else:
            if place not in named:
                named[place] = _of_town(place, councils)
            spots.append(named[place])
    return spots


def _nearest_home(candidates: list[Postcode]) -> Postcode:
    """An advert that names several places is of the first that lies in the region, if one does."""
    return next((each for each in candidates if each.council.is_inside), candidates[0])


def _of_postcode(found: Postcode) -> Spot:
    return Spot(found.postcode, found.council_id, found.easting, found.northing)


def _of_town(place: str, councils: set[str]) -> Spot:
    """The town that the place means; of several ("Leeds; Birmingham") the first in one of the seven councils."""
    found = towns.find(place)
    if found is None:
        named = (towns.find(part) for part in re.split(r"[;/|\n]| or | and ", place))
        found = next((town for town in named if town and town.council_code in HOME), None)
    if found is None:
        return NOWHERE
    council = found.council_code if found.council_code in councils else None
    return Spot(None, council, found.easting, found.northing)
