import argparse
import json
import sys
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from district.home.bench import extract, matching_quality, pages
from district.web.errors import Refused


class Command(BaseCommand):
    help = "Measures a part of the portal, and prints one JSON object. What to measure: pages, extract, matching."

    def add_arguments(self, parser: CommandParser) -> None:
        kinds = parser.add_subparsers(dest="what", required=True, metavar="WHAT")
        page = kinds.add_parser("pages", help="CPU, time, queries and bytes of the pages people open most")
        page.add_argument(
            "--rows", type=_rows, default=20_000, help="vacancies and course runs to fill in (default 20,000)"
        )
        page.add_argument(
            "--json", action="store_true", help="accepted for clarity: the output is always JSON"
        )
        kinds.add_parser("extract", help="how well and how fast skills are found in the sentences of adverts")
        matching = kinds.add_parser("matching", help="how good the lists of matches are")
        matching.add_argument(
            "--quality",
            action="store_true",
            required=True,
            help="on ESCO and on National Careers Service profiles",
        )

    def handle(self, *, what: str, rows: int = 0, **options: Any) -> None:
        try:
            found = self._measure(what, rows)
        except Refused as refusal:
            raise CommandError(str(refusal)) from None
        self.stdout.write(json.dumps(found, indent=1))

    def _measure(self, what: str, rows: int) -> dict[str, Any]:
        match what:
            case "extract":
                return extract.measure(say=_say)
            case "matching":
                return matching_quality.measure(say=_say)
            case _:
                return pages.measure(rows=rows, say=_say)


def _rows(text: str) -> int:
    if not text.isdigit() or not 200 <= int(text) <= 1_000_000:
        raise argparse.ArgumentTypeError("use a number from 200 to 1,000,000")
    return int(text)


def _say(words: str) -> None:
    print(words, file=sys.stderr, flush=True)
