"""What `manage.py` does once it runs in the right Python: our own commands, or one of Django's with servers on."""

import os
import sys
from importlib import import_module

from district.launch import servers
from district.launch.trouble import Trouble

OWN_COMMANDS = {"up": "up", "test": "test", "services": "services"}
WITHOUT_SERVERS = {
    "check",
    "collectstatic",
    "compilemessages",
    "diffsettings",
    "findstatic",
    "help",
    "makemessages",
    "makemigrations",
    "startapp",
    "version",
}


def main(arguments: list[str]) -> int:
    os.environ.setdefault("DISTRICT_ENV", "development")
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "district.settings")
    name = arguments[0] if arguments else "help"
    try:
        if name in OWN_COMMANDS:
            return int(import_module(f"district.launch.{OWN_COMMANDS[name]}").main(arguments[1:]))
        if name.startswith("-") or name in WITHOUT_SERVERS or {"-h", "--help"} & set(arguments):
            return _django(arguments)
        with servers.in_use() as environment:
            os.environ.update(environment)
            return _django(arguments)
    except Trouble as trouble:
        print(f"manage.py: {trouble}", file=sys.stderr)
        return 1


def _django(arguments: list[str]) -> int:
    from django.core.management import execute_from_command_line

    execute_from_command_line(["manage.py", *arguments])
    return 0
