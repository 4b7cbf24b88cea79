"""A database of its own for a measuring command: made, migrated, used, and gone afterwards."""

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager, redirect_stdout
from urllib.parse import quote, urlencode

from django.db import connection


@contextmanager
def scratch_database() -> Iterator[str]:
    """Switch this process to a fresh migrated database; yields its DATABASE_URL for child processes."""
    kept = connection.settings_dict["NAME"]
    connection.settings_dict.setdefault("TEST", {})["NAME"] = f"bench_{os.getpid()}"
    with redirect_stdout(sys.stderr):
        connection.creation.create_test_db(verbosity=0, autoclobber=True)
    try:
        yield _address()
    finally:
        connection.close()
        connection.creation.destroy_test_db(kept, verbosity=0)


def backend() -> int:
    """The process that serves this connection, where the database is on this machine."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        return int(cursor.fetchone()[0])


def _address() -> str:
    facts = connection.settings_dict
    person = quote(facts["USER"], safe="") + (
        f":{quote(facts['PASSWORD'], safe='')}" if facts["PASSWORD"] else ""
    )
    query = urlencode(
        {key: value for key, value in (("host", facts["HOST"]), ("port", facts["PORT"])) if value}
    )
    return f"postgres://{person}@/{facts['NAME']}?{query}"
