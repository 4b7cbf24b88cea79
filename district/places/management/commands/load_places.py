import json
import sys
import time
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from district.places.services import national_postcodes
from district.web.errors import Refused


class Command(BaseCommand):
    help = "Load councils and postcodes of the United Kingdom from the installed data package, unless they are loaded."

    def handle(self, *args: Any, **options: Any) -> None:
        started = time.monotonic()
        try:
            loaded = national_postcodes.load(progress=self._show)
        except Refused as refusal:
            raise CommandError(refusal.message) from None
        self.stdout.write(
            json.dumps(
                loaded.as_dict() | {"seconds": round(time.monotonic() - started, 2)}, ensure_ascii=False
            )
        )

    def _show(self, done: int, total: int) -> None:
        end = "\n" if done == total else "\r"
        if sys.stderr.isatty():
            self.stderr.write(f"Postcodes: {done} of {total} files", ending=end)
