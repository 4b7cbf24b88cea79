import json
import re
import sys
from argparse import ArgumentParser
from collections.abc import Iterator
from typing import Any

from django.core.management.base import BaseCommand

from district.places.services import residence

_OUTWARD = re.compile(r"[A-Z]{1,2}[0-9][A-Z0-9]?", re.IGNORECASE | re.ASCII)
_INWARD = re.compile(r"[0-9][A-Z]{2}", re.IGNORECASE | re.ASCII)


class Command(BaseCommand):
    help = "Say where postcodes are: council, ward, LSOA; a line of JSON each. With - they come from standard input."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("postcodes", nargs="+", metavar="POSTCODE")

    def handle(self, *args: Any, postcodes: list[str], **options: Any) -> None:
        for text in _whole(postcodes):
            for each in _lines() if text == "-" else [text]:
                self.stdout.write(json.dumps(residence.describe(each), ensure_ascii=False))


def _whole(words: list[str]) -> Iterator[str]:
    """Postcodes typed without quotes arrive in halves: B1 1AA."""
    at = 0
    while at < len(words):
        following = words[at + 1] if at + 1 < len(words) else ""
        is_halved = bool(_OUTWARD.fullmatch(words[at]) and _INWARD.fullmatch(following))
        yield f"{words[at]} {following}" if is_halved else words[at]
        at += 2 if is_halved else 1


def _lines() -> Iterator[str]:
    for line in sys.stdin:
        if line.strip():
            yield line.strip()
