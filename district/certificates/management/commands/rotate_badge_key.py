import json
from typing import Any

from django.core.management.base import BaseCommand

from district.certificates.services import badge_keys


class Command(BaseCommand):
    help = "Sign badges with a new key from now on. What the old one has signed still holds."

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(json.dumps({"key": badge_keys.address(badge_keys.rotate())}))
