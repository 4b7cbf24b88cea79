"""The demo world in the tests' own database, for tests that look at the whole portal and not at rows of their own."""

import hashlib
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path

from district.launch.paths import ROOT
from tests import servers

MADE_OF = (
    "district/eligibility/facts/*.*",
    "district/home/demo/*.py",
    "district/matching/**/*.py",
    "district/*/services/*.py",
    "*/services/*.py",
)


@contextmanager
def instead_of_empty_tables() -> Iterator[None]:
    """For as long as the block lasts, the database of the tests is a fresh copy of the demo world, all matched."""
    with servers.another_in_its_place(_template):
        yield


def _template(cursor: servers.Cursor) -> str:
    return servers.template(cursor, f"world_{_fingerprint()}", servers.migrated(cursor), _fill)


def _fill() -> None:
    from django.db import connection

    from district.eligibility.services import funding_rules
    from district.home.demo import world
    from district.launch import preparing
    from district.matching.services import runs
    from district.skills.services import imports

    _load_places()
    imports.load_package()
    funding_rules.load()
    world.load()
    preparing.ENGINE.run()
    runs.match_all()
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def _load_places() -> None:
    """Through the importer, but of two million postcodes only those that the demo world and the factories name."""
    import brotli
    import msgpack

    from district.places.services import national_postcodes
    from tests.factories.places import KNOWN

    package = find_spec(national_postcodes.MODULE).origin
    wanted = _postcodes_of_the_demo_world() | set(KNOWN)
    with tempfile.TemporaryDirectory() as folder:
        for path in sorted(Path(package).parent.glob("postcodes_[BCDW].*")):
            table = msgpack.unpackb(brotli.decompress(path.read_bytes()))
            columns = [table["data"][name] for name in national_postcodes.COLUMNS]
            kept = [
                row for row in zip(*columns, strict=True) if f"{row[0][:4].rstrip()} {row[0][4:]}" in wanted
            ]
            data = dict(zip(national_postcodes.COLUMNS, zip(*kept, strict=True), strict=True))
            (Path(folder) / path.name).write_bytes(brotli.compress(msgpack.packb({"data": data}), quality=0))
        national_postcodes.load(folder=Path(folder))


def _postcodes_of_the_demo_world() -> set[str]:
    from district.home.demo import learners, organisations

    partners = (
        *organisations.PROVIDERS,
        *organisations.EMPLOYERS,
        *organisations.OTHERS,
        *organisations.WAITING,
    )
    return {each.postcode for each in (*partners, *learners.PEOPLE)}


def _fingerprint() -> str:
    """Changes with what it is made of, and each day: the dates of the demo world are counted from today."""
    from django.utils import timezone

    paths = sorted(path for pattern in MADE_OF for path in ROOT.glob(pattern))
    parts = [path.read_bytes() for path in paths] + [
        f"{timezone.localdate()} {servers.fingerprint()}".encode()
    ]
    return hashlib.sha256(b"\0".join(parts)).hexdigest()[:16]
