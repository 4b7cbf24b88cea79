"""Tells the postcodes where fictional learners live their ward and neighbourhood, where no national list has."""

from district.home.demo.homes import HOMES
from district.places.models import Lsoa, Postcode, Ward


def load() -> None:
    found = list(Postcode.objects.filter(pk__in=HOMES, ward=None, lsoa=None))
    homes = [(postcode, HOMES[postcode.pk]) for postcode in found]
    Ward.objects.bulk_create(
        (
            Ward(code=home.ward, name=home.ward_name, council_id=postcode.council_id)
            for postcode, home in homes
        ),
        ignore_conflicts=True,
    )
    Lsoa.objects.bulk_create(
        (
            Lsoa(code=home.lsoa, council_id=postcode.council_id, imd_decile=home.decile)
            for postcode, home in homes
        ),
        ignore_conflicts=True,
    )
    for postcode, home in homes:
        postcode.ward_id, postcode.lsoa_id = home.ward, home.lsoa
    Postcode.objects.bulk_update(found, ["ward", "lsoa"])
