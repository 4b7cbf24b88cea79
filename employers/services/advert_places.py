"""Where adverts are: by their postcode, a postcode in the text of their place, or else the town that it names."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from district.places.models import Postcode
from district.places.services import postcodes, towns


@dataclass(frozen=True)
class Spot:
    """What is known of a place; all None where nothing is."""

    postcode: str | None = None
    council: str | None = None
    easting: int | None = None
    northing: int | None = None


NOWHERE = Spot()


def find_all(places: Sequence[tuple[str, str]]) -> list[Spot]:
    """For each (postcode, place in words) its spot; one query for all postcodes."""
    written = {place: postcodes.written_in(place) for _, place in places}
    asked = {postcode for postcode, _ in places if postcode} | {each for found in written.values() for each in found}
    known = postcodes.find_many(asked)
    named: dict[str, Spot] = {}
    spots = []
    for postcode, place in places:
        candidates = [known[each] for each in (postcode, *written[place]) if each in known]
        if candidates:
            spots.append(_of_postcode(candidates[0] if postcode in known else _nearest_home(candidates)))
        else:
            if place not in named:
                named[place] = _of_town(place)
            spots.append(named[place])
    return spots


def _nearest_home(candidates: list[Postcode]) -> Postcode:
    """An advert that names several places is of the first that lies in the region, if one does."""
    return next((each for each in candidates if each.council.is_inside), candidates[0])


def _of_postcode(found: Postcode) -> Spot:
    return Spot(found.postcode, found.council_id, found.easting, found.northing)


def _of_town(place: str) -> Spot:
    """The first part of the place that is a town we know ("Piccadilly Gate, Manchester; 23 Stephenson Street, Birmingham")."""
    for part in re.split(r"[,;/|()\n]| - | or | and ", place):
        if found := towns.find(part):
            return Spot(None, found.council_code, found.easting, found.northing)
    return NOWHERE
