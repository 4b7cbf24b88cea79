import json
from typing import Any

from django.core.management.base import BaseCommand

from district.home.demo import world


class Command(BaseCommand):
    help = "Loads the demo world of fictional partners and people (once), and keeps its dates in the future."

    def handle(self, **options: Any) -> None:
        self.stdout.write(json.dumps(world.load()))
