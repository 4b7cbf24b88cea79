import json
import sys
from argparse import RawDescriptionHelpFormatter
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from district.imports.services import loading
from district.web.errors import Refused


class Command(BaseCommand):
    help = """Read course files and bring the catalogue in step with them.

Known by their header: LARS courses (24 columns), non-LARS courses (27), venues (10), the national open data of
live courses (36), the LARS register, and the Skills Toolkit (JSON lines). Venues are read first, whatever the
order. A course that its source no longer holds is archived, and its runs are closed. Files of a provider are
taken whole or not at all; from the others, rows that cannot be read are left out and listed.

Prints one JSON object: rows read, added, changed, unchanged, withdrawn (runs), repeats, refused."""

    def create_parser(self, *args: Any, **options: Any) -> CommandParser:
        return super().create_parser(*args, formatter_class=RawDescriptionHelpFormatter, **options)

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("files", nargs="+", type=Path, metavar="FILE")
        parser.add_argument("--provider", default="", metavar="UKPRN|ID", help="whose courses the files hold")
        parser.add_argument("--dry-run", action="store_true", help="say what would happen, write nothing")

    def handle(self, *, files: list[Path], provider: str, dry_run: bool, **options: Any) -> None:
        for path in files:
            if not path.is_file():
                raise CommandError(f"There is no file {path}. Check its name.")
        try:
            owner = loading.find_provider(provider) if provider else None
            report = loading.run(paths=files, provider=owner, dry_run=dry_run, say=self._say)
        except Refused as refusal:
            raise CommandError(refusal.message) from None
        self.stdout.write(json.dumps(report.as_json(), ensure_ascii=False))

    def _say(self, words: str) -> None:
        self.stderr.write(words, ending="\n")
        sys.stderr.flush()
