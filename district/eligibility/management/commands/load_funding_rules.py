import json
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from district.eligibility.services import funding_rules
from district.web.errors import Refused


class Command(BaseCommand):
    help = "Load the dated rules of who gets a course for free, from district/eligibility/facts. Twice changes nothing."

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            loaded = funding_rules.load()
        except Refused as refusal:
            raise CommandError(refusal.message) from None
        self.stdout.write(json.dumps(loaded.as_dict()))
