import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import OperationalError, ProgrammingError

from district.skills.extraction.extractor import Extractor
from district.skills.services import extracting
from district.web.errors import Refused


class Command(BaseCommand):
    help = "Reads sentences from standard input, one a line, and writes one JSON line each: its skills, best first."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--top", type=int, default=10, help="how many skills a line (default 10)")
        parser.add_argument(
            "--labels",
            type=Path,
            metavar="FILE",
            help="rank these labels, one a line, instead of the portal's skills",
        )

    def handle(self, *, top: int, labels: Path | None, **options: Any) -> None:
        if top < 1:
            raise CommandError("--top must be at least 1.")
        extractor = _extractor(labels)
        for text in _lines():
            skills = [
                {"uri": each.entry.uri, "label": each.entry.label, "score": each.score, "words": each.words}
                for each in extractor.rank(text, top=top)
            ]
            above = len(extractor.suggest(text))
            self.stdout.write(
                json.dumps({"text": text, "skills": skills, "above_threshold": above}, ensure_ascii=False)
            )


def _extractor(labels: Path | None) -> Extractor:
    try:
        if labels is None:
            return _of_portal()
        return extracting.over_labels(labels.read_text(encoding="utf-8-sig").splitlines())
    except Refused as refusal:
        raise CommandError(str(refusal)) from None
    except (OSError, UnicodeDecodeError) as fault:
        raise CommandError(f"Cannot read the labels in {labels}: {fault}") from None


def _of_portal() -> Extractor:
    """Without a database to ask, the classification that comes with the portal."""
    try:
        return extracting.current()
    except (OperationalError, ProgrammingError):
        return extracting.embedded()


def _lines() -> Iterator[str]:
    """Broken UTF-8 is read as it may be, so that one bad line does not end the work."""
    for line in sys.stdin.buffer:
        yield line.decode("utf-8", "replace").rstrip("\r\n")
