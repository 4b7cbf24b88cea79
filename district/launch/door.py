"""What `manage.py` does once it runs in the right Python: our own commands, or one of Django's with the servers on."""

import os
import sys
from importlib import import_module

from district.environment import EnvironmentFault
from district.launch import servers
from district.launch.trouble import Trouble

OWN_COMMANDS = {
    "up": "start the whole portal on this machine (--check: once, with a summary as JSON)",
    "test": "run the tests; arguments go to pytest",
    "services": "run any command with PostgreSQL and Redis on: services -- COMMAND",
}
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
ON_BARE_SERVERS = {
    "bench",
    "createcachetable",
    "dbshell",
    "flush",
    "load_demo",
    "load_funding_rules",
    "load_places",
    "load_skills",
    "lintmigrations",
    "loaddata",
    "migrate",
    "shell",
    "showmigrations",
    "sqlmigrate",
}
SERVING = {"pages", "reports"}  # what `bench` measures on pages of its own server
LIMITS = {
    "STATEMENT_TIMEOUT_MS": "0",
    "LOCK_TIMEOUT_MS": "150000",
    "IDLE_IN_TRANSACTION_TIMEOUT_MS": "0",
}


def main(arguments: list[str]) -> int:
    os.environ.setdefault("DISTRICT_ENV", "development")
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "district.settings")
    name = arguments[0] if arguments else "help"
    try:
        if name in OWN_COMMANDS:
            return int(import_module(f"district.launch.{name}").main(arguments[1:]))
        return _django(name, arguments)
    except (Trouble, EnvironmentFault) as trouble:
        print(f"manage.py: {trouble}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130


def _django(name: str, arguments: list[str]) -> int:
    if name in {"help", "-h", "--help"} and len(arguments) < 2:
        print("The portal's own commands:\n")
        print(
            "\n".join(f"    {command:<10}{words}" for command, words in OWN_COMMANDS.items()),
            end="\n\n",
            flush=True,
        )
    for limit, value in LIMITS.items():
        os.environ.setdefault(limit, value)
    if name.startswith("-") or name in WITHOUT_SERVERS or {"-h", "--help"} & set(arguments):
        return _execute(arguments)
    with servers.in_use() as running:
        os.environ.update(running.environment)
        if "DATABASE_URL" in running.environment and name not in ON_BARE_SERVERS:
            _prepare()
        if name == "bench" and SERVING.intersection(arguments[1:2]):
            _collect_assets()
        return _execute(arguments)


def _prepare() -> None:
    """On the embedded database a command finds tables, places and skills; a database of somebody else is left alone."""
    import django

    from district.launch import preparing
    from district.launch.progress import Progress

    django.setup()
    preparing.prepare(Progress(), [preparing.TABLES, *preparing.BASE])


def _collect_assets() -> None:
    """Pages cannot be drawn without the names of their style sheets."""
    import django

    from district.launch import assets
    from district.launch.progress import Progress

    assets.build(Progress())
    django.setup()
    assets.collect(Progress())


def _execute(arguments: list[str]) -> int:
    from django.core.management import execute_from_command_line

    execute_from_command_line(["manage.py", *arguments])
    return 0
