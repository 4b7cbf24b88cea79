import json
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from district.web.errors import Refused
from programmes.services import funding_rules


class Command(BaseCommand):
    help = "Load the dated rules of who gets a course for free, from programmes/facts. Twice changes nothing."

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            loaded = funding_rules.load()
        except Refused as refusal:
            raise CommandError(refusal.message) from None
        self.stdout.write(json.dumps(loaded.as_dict()))
