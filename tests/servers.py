"""Servers of the tests' own: a PostgreSQL whose migrated database is kept as a template, and a Redis per process."""

import hashlib
import os
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from functools import partial
from io import StringIO
from pathlib import Path
from tempfile import TemporaryDirectory
from urllib.parse import urlsplit

import psycopg2
import pytest
from psycopg2 import sql

from district.launch import servers

type Cursor = psycopg2.extensions.cursor

_open = ExitStack()
_EMBEDDED = "DISTRICT_SERVERS"
_OWN_REDIS = "DISTRICT_TESTS_REDIS"
_OF_DJANGO = ("django_migrations", "django_content_type", "auth_permission")
_MUCH_BYTES = 16 * 2**20
_PATIENCE_SECONDS = 180  # another process may make the demo world meanwhile
_WHO_HOLDS_ON = """
    SELECT format('%s (%s, %s since %s): %s', pid, application_name, state, state_change, query)
    FROM pg_locks JOIN pg_stat_activity USING (pid) WHERE locktype = 'advisory' AND granted
"""


@pytest.hookimpl(wrapper=True)
def pytest_load_initial_conftests() -> Iterator[None]:
    """Before Django reads its settings. Addresses that a person gave are used; those of a running `up` never are."""
    borrowed = os.environ.pop(_EMBEDDED, None) is not None
    if borrowed or not os.environ.get("DATABASE_URL"):
        os.environ["DATABASE_URL"] = _open.enter_context(servers.throwaway_postgres()).address
    inherited = os.environ.get("REDIS_URL") in {
        "",
        None,
        os.environ.get(_OWN_REDIS),
    }  # from the process that starts us
    if borrowed or inherited:
        os.environ["REDIS_URL"] = os.environ[_OWN_REDIS] = _open.enter_context(
            servers.throwaway_redis()
        ).address
    # What one process writes for a full run of matching, another would throw away as out of date.
    os.environ["MATCHING_FOLDER"] = _open.enter_context(TemporaryDirectory(prefix="district-matching-"))
    os.environ["DISTRICT_ENV"] = "test"
    # The first page that is asked for loads every module, within a test's transaction: on a busy machine for long.
    os.environ.setdefault("IDLE_IN_TRANSACTION_TIMEOUT_MS", "60000")
    os.environ["DJANGO_SETTINGS_MODULE"] = "district.settings"
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"  # playwright runs an event loop in the thread of the test
    return (yield)


def pytest_unconfigure() -> None:
    _open.close()


@contextmanager
def fresh_database() -> Iterator[str]:
    """A new copy of the migrated template; yields its name."""
    name = f"test_{os.getpid()}"
    with alone() as cursor:
        _drop_abandoned(cursor)
        _copy(cursor, migrated(cursor), name)
    try:
        with _django_uses(name):
            yield name
    finally:
        with _server() as cursor:
            _drop(cursor, name)


@contextmanager
def another_database(name: str) -> Iterator[str]:
    """A migrated database beside that of the tests, for a process of its own; yields its address."""
    with alone() as cursor:
        _copy(cursor, migrated(cursor), name)
    try:
        yield database_address(name)
    finally:
        with _server() as cursor:
            _drop(cursor, name)


@contextmanager
def another_in_its_place(template: Callable[[Cursor], str]) -> Iterator[None]:
    """For as long as the block lasts, a fresh copy of a template has the name of the database in use, which waits
    beside it as it is. Whoever is connected is cut off.
    """
    from django.db import connection

    name = connection.settings_dict["NAME"]
    beside = f"{name}_beside"
    with alone() as cursor:
        _copy(cursor, template(cursor), beside)
    _swap(name, beside)
    try:
        yield
    finally:
        _swap(name, beside)
        with _server() as cursor:
            _drop(cursor, beside)


def _swap(name: str, beside: str) -> None:
    from django.db import connection

    connection.close()
    with _server() as cursor:
        for old, new in ((name, f"{name}_moving"), (beside, name), (f"{name}_moving", beside)):
            _rename(cursor, old, new)


def _rename(cursor: Cursor, old: str, new: str) -> None:
    """Nobody is let in again meanwhile."""
    allow = sql.SQL("ALTER DATABASE {} ALLOW_CONNECTIONS {}")
    cursor.execute(allow.format(sql.Identifier(old), sql.Literal(False)))
    cursor.execute("SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE datname = %s", [old])
    cursor.execute(sql.SQL("ALTER DATABASE {} RENAME TO {}").format(*map(sql.Identifier, (old, new))))
    cursor.execute(allow.format(sql.Identifier(new), sql.Literal(True)))


def rows_at_first() -> dict[str, str]:
    """What a migrated database holds already, such as the first dated rules: a table's rows as COPY gives them."""
    from django.db import connection

    rows = {}
    with connection.cursor() as cursor:
        for table in _filled_tables(cursor):
            text = StringIO()
            cursor.copy_expert(sql.SQL("COPY {} TO STDOUT").format(sql.Identifier(table)), text)
            rows[table] = text.getvalue()
    return rows


def put_back(rows_at_first: dict[str, str]) -> None:
    """Leave in the database in use what it held at first, far quicker than to truncate hundreds of tables.

    Work that is still under way is waited for; triggers and references sleep meanwhile. Where there is much to delete,
    or somebody holds on to it, a fresh copy takes its place.
    """
    from django.db import OperationalError, connection, transaction

    try:
        with transaction.atomic():
            is_clean = _delete_all_but(rows_at_first)
    except OperationalError:
        is_clean = False
    if not is_clean:
        connection.close()
        with alone() as cursor:
            _copy(cursor, migrated(cursor), connection.settings_dict["NAME"])


def _delete_all_but(rows_at_first: dict[str, str]) -> bool:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL lock_timeout = '2s'")
        cursor.execute("SET LOCAL session_replication_role = replica")
        filled = _filled_tables(cursor)
        cursor.execute(
            "SELECT sum(pg_relation_size(name::regclass)) FROM unnest(%s::text[]) AS name", [filled]
        )
        if cursor.fetchone()[0] > _MUCH_BYTES:
            return False
        for table in filled:
            cursor.execute(sql.SQL("DELETE FROM {}").format(sql.Identifier(table)))
        for table, rows in rows_at_first.items():
            cursor.copy_expert(sql.SQL("COPY {} FROM STDIN").format(sql.Identifier(table)), StringIO(rows))
    return True


def _filled_tables(cursor: Cursor) -> list[str]:
    ask = sql.SQL("SELECT {} WHERE EXISTS (SELECT FROM {})")
    asked = [ask.format(sql.Literal(table), sql.Identifier(table)) for table in _tables(cursor)]
    cursor.execute(sql.SQL(" UNION ALL ").join(asked))
    return [table for (table,) in cursor.fetchall()]


def _tables(cursor: Cursor) -> list[str]:
    """All but those of Django about itself."""
    cursor.execute(
        "SELECT relname FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace"
        " AND relname <> ALL (%s) ORDER BY relname",
        [list(_OF_DJANGO)],
    )
    return [table for (table,) in cursor.fetchall()]


def database_address(name: str) -> str:
    """Where another process finds this database of the tests' server."""
    return urlsplit(os.environ["DATABASE_URL"])._replace(path=f"/{name}").geturl()


@contextmanager
def alone() -> Iterator[Cursor]:
    """A cursor for making and copying templates, one process at a time."""
    with _server() as cursor:
        cursor.execute("SET lock_timeout = %s", [f"{_PATIENCE_SECONDS}s"])
        try:
            cursor.execute("SELECT pg_advisory_lock(hashtext('district tests'))")
        except psycopg2.errors.LockNotAvailable:
            cursor.execute(_WHO_HOLDS_ON)
            held = "\n".join(line for (line,) in cursor.fetchall())
            pytest.fail(
                f"No template could be copied for {_PATIENCE_SECONDS} s, for somebody holds on:\n{held}"
            )
        yield cursor


@contextmanager
def _server() -> Iterator[Cursor]:
    line = psycopg2.connect(os.environ["DATABASE_URL"])
    line.autocommit = True
    try:
        with line.cursor() as cursor:
            yield cursor
    finally:
        line.close()


def migrated(cursor: Cursor) -> str:
    """The name of the template that has every table and no row."""
    from django.core.management import call_command

    return template(
        cursor, f"template_{fingerprint()}", "template0", partial(call_command, "migrate", verbosity=0)
    )


def template(cursor: Cursor, name: str, start: str, fill: Callable[[], object]) -> str:
    """Make this template from another by `fill`, unless it is there; it takes the place of its older versions.

    It grows under another name, so that it is either complete or not there.
    """
    if _exists(cursor, name):
        return name
    kind, growing = name.partition("_")[0], f"{name}_new"
    cursor.execute("SELECT datname FROM pg_database WHERE datname LIKE %s", [f"{kind}\\_%"])
    for (old,) in cursor.fetchall():
        _drop(cursor, old)
    _copy(cursor, start, growing)
    with _django_uses(growing):
        fill()
    cursor.execute(sql.SQL("ALTER DATABASE {} RENAME TO {}").format(*map(sql.Identifier, (growing, name))))
    return name


@contextmanager
def _django_uses(name: str) -> Iterator[None]:
    from django.db import connection

    connection.close()
    before = connection.settings_dict["NAME"]
    connection.settings_dict["NAME"] = name
    try:
        yield
    finally:
        connection.close()
        connection.settings_dict["NAME"] = before


def _copy(cursor: Cursor, start: str, name: str) -> None:
    _drop(cursor, name)
    cursor.execute(sql.SQL("CREATE DATABASE {} TEMPLATE {}").format(*map(sql.Identifier, (name, start))))


def _drop(cursor: Cursor, name: str) -> None:
    cursor.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))


def _drop_abandoned(cursor: Cursor) -> None:
    """Databases of test processes that were killed."""
    cursor.execute("SELECT datname FROM pg_database WHERE datname ~ '^test_[0-9]+(_[a-z]+)?$'")
    for (name,) in cursor.fetchall():
        try:
            os.kill(int(name.split("_")[1]), 0)
        except ProcessLookupError:
            _drop(cursor, name)
        except PermissionError:
            continue


def _exists(cursor: Cursor, name: str) -> bool:
    cursor.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name])
    return cursor.fetchone() is not None


def fingerprint() -> str:
    """Changes with any migration of any app."""
    from django.apps import apps

    folders = (Path(app.path) / "migrations" for app in apps.get_app_configs())
    files = sorted(path for folder in folders for path in folder.glob("*.py"))
    contents = (str(path).encode() + path.read_bytes() for path in files)
    return hashlib.sha256(b"".join(contents)).hexdigest()[:16]
