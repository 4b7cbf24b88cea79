from district.places.models.area import Council, Lsoa, Ward
from district.places.models.postcode import Postcode

__all__ = ["Council", "Lsoa", "Postcode", "Ward"]
