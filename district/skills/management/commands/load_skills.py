import json
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from district.skills.services import imports
from district.web.errors import Refused


class Command(BaseCommand):
    help = "Loads the embedded skill classification: the digital part of ESCO. A fuller edition is left as it is."

    def handle(self, **options: Any) -> None:
        try:
            summary = imports.load_package()
        except Refused as refusal:
            raise CommandError(str(refusal)) from None
        self.stdout.write(json.dumps(summary.as_json()))
