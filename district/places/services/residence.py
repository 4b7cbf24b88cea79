"""What the portal knows about a postcode: its areas, and whether it is in one of the seven councils."""

from typing import Any

from district.places.services import postcodes
from district.web.errors import Refused


def describe(text: str) -> dict[str, Any]:
    try:
        found = postcodes.look_up(text)
    except Refused as refusal:
        return {"postcode": text, "error": refusal.message}
    return {
        "postcode": found.postcode,
        "council": found.council.name,
        "council_code": found.council_id,
        "ward_code": found.ward_id,
        "lsoa21_code": found.lsoa_id,
        "imd_decile": found.lsoa.imd_decile if found.lsoa else None,
        "inside": found.council.is_inside,
    }
