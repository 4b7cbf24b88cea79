import json
import time
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from district.places.services import imports
from district.web.errors import Refused


class Command(BaseCommand):
    help = (
        "Take in files of places: postcodes with ward and LSOA (CSV, may be gzipped), deprivation by LSOA (CSV),"
        " outlines of councils (GeoJSON). If any row is wrong, the rows are listed and nothing is taken."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("paths", nargs="+", type=Path, metavar="FILE|FOLDER")
        parser.add_argument("--dry-run", action="store_true", help="Say what would change; change nothing.")

    def handle(self, *args: Any, paths: list[Path], dry_run: bool, **options: Any) -> None:
        started = time.monotonic()
        try:
            outcome = imports.import_files(paths=paths, dry_run=dry_run)
        except Refused as refusal:
            raise CommandError(refusal.message) from None
        found = outcome.as_dict() | {"dry_run": dry_run, "seconds": round(time.monotonic() - started, 2)}
        self.stdout.write(json.dumps(found, ensure_ascii=False))
        if outcome.refused:
            raise CommandError(f"Nothing was taken: {len(outcome.refused)} rows need mending.")
