from typing import Any

from django.core.management.commands import migrate

from district.web.quick_states import quick_states


class Command(migrate.Command):
    """Django's own, quicker (see `quick_states`)."""

    def handle(self, *args: Any, **options: Any) -> None:
        with quick_states():
            super().handle(*args, **options)
