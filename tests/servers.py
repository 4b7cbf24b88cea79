"""Servers of the tests' own: a PostgreSQL whose migrated database is kept as a template, and a Redis per process."""

import hashlib
import os
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from urllib.parse import urlsplit

import psycopg2
import pytest
from psycopg2 import sql

from district.launch import servers

_open = ExitStack()
_EMBEDDED = "DISTRICT_SERVERS"


@pytest.hookimpl(wrapper=True)
def pytest_load_initial_conftests() -> Iterator[None]:
    """Before Django reads its settings. Addresses that a person gave are used; those of a running `up` never are."""
    borrowed = os.environ.pop(_EMBEDDED, None) is not None
    if borrowed or not os.environ.get("DATABASE_URL"):
        os.environ["DATABASE_URL"] = _open.enter_context(servers.throwaway_postgres()).address
    if borrowed or not os.environ.get("REDIS_URL"):
        os.environ["REDIS_URL"] = _open.enter_context(servers.throwaway_redis()).address
    os.environ["DISTRICT_ENV"] = "test"
    os.environ["DJANGO_SETTINGS_MODULE"] = "district.settings"
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"  # playwright runs an event loop in the thread of the test
    return (yield)


def pytest_unconfigure() -> None:
    _open.close()


@contextmanager
def fresh_database() -> Iterator[str]:
    """A new copy of the migrated template; yields its name."""
    from django.db import connection

    name = f"test_{os.getpid()}"
    with _server() as cursor:
        cursor.execute("SELECT pg_advisory_lock(hashtext('district tests'))")
        _drop_abandoned(cursor)
        template = f"template_{_fingerprint()}"
        if not _exists(cursor, template):
            _make_template(cursor, template)
        cursor.execute(
            sql.SQL("CREATE DATABASE {} TEMPLATE {}").format(*map(sql.Identifier, (name, template)))
        )
    connection.close()
    before = connection.settings_dict["NAME"]
    connection.settings_dict["NAME"] = name
    try:
        yield name
    finally:
        connection.close()
        connection.settings_dict["NAME"] = before
        with _server() as cursor:
            cursor.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name)))


def database_address(name: str) -> str:
    """Where another process finds this database of the tests' server."""
    return urlsplit(os.environ["DATABASE_URL"])._replace(path=f"/{name}").geturl()


@contextmanager
def _server() -> Iterator[psycopg2.extensions.cursor]:
    line = psycopg2.connect(os.environ["DATABASE_URL"])
    line.autocommit = True
    try:
        with line.cursor() as cursor:
            yield cursor
    finally:
        line.close()


def _make_template(cursor: psycopg2.extensions.cursor, name: str) -> None:
    """Migrate under another name first, so that a template is either complete or not there."""
    from django.core.management import call_command
    from django.db import connection

    growing = f"{name}_new"
    cursor.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(growing)))
    cursor.execute("SELECT datname FROM pg_database WHERE datname LIKE 'template\\_%'")
    for (old,) in cursor.fetchall():
        cursor.execute(sql.SQL("DROP DATABASE {}").format(sql.Identifier(old)))
    cursor.execute(sql.SQL("CREATE DATABASE {} TEMPLATE template0").format(sql.Identifier(growing)))
    connection.close()
    before = connection.settings_dict["NAME"]
    connection.settings_dict["NAME"] = growing
    try:
        call_command("migrate", verbosity=0)
    finally:
        connection.close()
        connection.settings_dict["NAME"] = before
    cursor.execute(sql.SQL("ALTER DATABASE {} RENAME TO {}").format(*map(sql.Identifier, (growing, name))))


def _drop_abandoned(cursor: psycopg2.extensions.cursor) -> None:
    """Databases of test processes that were killed."""
    cursor.execute("SELECT datname FROM pg_database WHERE datname ~ '^test_[0-9]+$'")
    for (name,) in cursor.fetchall():
        try:
            os.kill(int(name.removeprefix("test_")), 0)
        except ProcessLookupError:
            cursor.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))
        except PermissionError:
            continue


def _exists(cursor: psycopg2.extensions.cursor, name: str) -> bool:
    cursor.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name])
    return cursor.fetchone() is not None


def _fingerprint() -> str:
    """Changes with any migration of any app."""
    from django.apps import apps

    folders = (Path(app.path) / "migrations" for app in apps.get_app_configs())
    files = sorted(path for folder in folders for path in folder.glob("*.py"))
    contents = (str(path).encode() + path.read_bytes() for path in files)
    return hashlib.sha256(b"".join(contents)).hexdigest()[:16]
