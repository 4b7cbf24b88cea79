import json
import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from district.web.errors import Refused
from employers.adverts.advert import Unreadable
from employers.services import imports


class Command(BaseCommand):
    help = (
        "Read job adverts from schema.org JobPosting (JSON, JSON lines, web pages), CSV, Civil Service Jobs pages or "
        "bare texts, and print what became of them as JSON."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("files", nargs="+", type=Path, metavar="FILE")
        parser.add_argument("--dry-run", action="store_true", help="read and check, but keep nothing")
        parser.add_argument("--source", default="", help="the name of the source; by default the file's name")
        parser.add_argument(
            "--complete",
            action="store_true",
            help="the files hold all of the source: withdraw what they lack",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            report = imports.import_files(
                paths=options["files"],
                source=options["source"],
                is_complete=options["complete"],
                dry_run=options["dry_run"],
                tell=lambda words: print(words, file=sys.stderr, flush=True),
            )
        except (Unreadable, Refused) as fault:
            raise CommandError(str(fault)) from None
        self.stdout.write(json.dumps(report.as_json(), ensure_ascii=False))
