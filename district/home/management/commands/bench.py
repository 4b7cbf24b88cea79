import argparse
import json
import sys
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from district.home.bench import enrol, extract, matching, matching_quality, pages, reports
from district.web.errors import Refused


class Command(BaseCommand):
    help = (
        "Measures a part of the portal, and prints one JSON object. "
        "What to measure: pages, extract, matching, enrol, reports."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        kinds = parser.add_subparsers(dest="what", required=True, metavar="WHAT")
        page = kinds.add_parser("pages", help="CPU, time, queries and bytes of the pages people open most")
        page.add_argument(
            "--rows", type=_rows, default=20_000, help="vacancies and course runs to fill in (default 20,000)"
        )
        page.add_argument(
            "--json", action="store_true", help="accepted for clarity: the output is always JSON"
        )
        kinds.add_parser(
            "enrol", help="how exact places are when many apply at once, and how fast people know"
        )
        kinds.add_parser("extract", help="how well and how fast skills are found in the sentences of adverts")
        match = kinds.add_parser("matching", help="how long matching takes, and how good its lists are")
        match.add_argument(
            "--quality",
            action="store_true",
            help="how good, on ESCO and on National Careers Service profiles",
        )
        match.add_argument("--learners", type=_people, default=100_000, help="default 100,000")
        match.add_argument("--vacancies", type=_people, default=5_000, help="default 5,000")
        match.add_argument("--courses", type=_people, default=1_000, help="default 1,000")

        report = kinds.add_parser("reports", help="how long a snapshot takes, and reports over it")
        report.add_argument(
            "--enrolments", type=_people, default=100_000, help="enrolments to fill in (default 100,000)"
        )

    def handle(self, *, what: str, **options: Any) -> None:
        try:
            found = _measure(what, options)
        except Refused as refusal:
            raise CommandError(str(refusal)) from None
        self.stdout.write(json.dumps(found, indent=1))


def _measure(what: str, options: dict[str, Any]) -> dict[str, Any]:
    if what == "enrol":
        return enrol.measure(say=_say)
    if what == "extract":
        return extract.measure(say=_say)
    if what == "pages":
        return pages.measure(rows=options["rows"], say=_say)
    if what == "reports":
        return reports.measure(enrolments=options["enrolments"], say=_say)
    if options["quality"]:
        return matching_quality.measure(say=_say)
    sizes = {name: options[name] for name in ("learners", "vacancies", "courses")}
    return matching.measure(**sizes, say=_say)


def _people(text: str) -> int:
    if not text.isdigit() or not 100 <= int(text) <= 1_000_000:
        raise argparse.ArgumentTypeError("use a number from 100 to 1,000,000")
    return int(text)


def _rows(text: str) -> int:
    if not text.isdigit() or not 200 <= int(text) <= 1_000_000:
        raise argparse.ArgumentTypeError("use a number from 200 to 1,000,000")
    return int(text)


def _say(words: str) -> None:
    print(words, file=sys.stderr, flush=True)
