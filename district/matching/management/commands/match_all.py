import json
from typing import Any

from django.core.management.base import BaseCommand

from district.matching.services import runs


class Command(BaseCommand):
    help = "Match every learner now; takes up a run that was cut off. Prints one JSON object."

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(json.dumps(runs.match_all()))
