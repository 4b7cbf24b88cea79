import json
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from district.skills.services import crosswalks, imports
from district.web.errors import Refused


class Command(BaseCommand):
    help = (
        "Imports a classification of skills (ESCO, DigComp, Government Digital and Data) from CSV files, all or"
        " nothing, and prints what was added, changed, withdrawn and refused as JSON."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("paths", nargs="*", type=Path, metavar="FOLDER|FILE")
        parser.add_argument(
            "--crosswalk", type=Path, metavar="FILE", help="rows that join codes of two schemes"
        )
        parser.add_argument("--edition", default="1.2", help="of ESCO, if not 1.2")
        parser.add_argument("--dry-run", action="store_true", help="say what would change, change nothing")
        parser.add_argument(
            "--withdraw-many", action="store_true", help="though more would be withdrawn than stay"
        )

    def handle(self, *, paths: list[Path], crosswalk: Path | None, **options: Any) -> None:
        try:
            if crosswalk and not paths:
                summary = crosswalks.import_file(crosswalk, is_trial=options["dry_run"])
            elif crosswalk:
                raise CommandError("Import a crosswalk by itself, without other files.")
            else:
                summary = imports.import_files(
                    paths,
                    edition=options["edition"],
                    is_trial=options["dry_run"],
                    may_withdraw_many=options["withdraw_many"],
                )
        except Refused as refusal:
            raise CommandError(str(refusal)) from None
        self.stdout.write(json.dumps(summary.as_json()))
        self.stderr.write(f"{summary.read:,} rows read in {summary.seconds:.1f} s.")
