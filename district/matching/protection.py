"""Matching runs as a database role that cannot read who people are, nor any equality answer."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection, transaction

ROLE = "district_matching"
BECOME = """
    SELECT set_config('role', rolname, true) FROM pg_roles
    WHERE rolname = %s AND pg_has_role(current_user, oid, 'MEMBER')
"""
# Sums over many pairs want memory; statements this short are worth neither compiling nor sharing among processes, of
# which a run has its own.
CALM = """
    SELECT set_config('statement_timeout', '120s', true), set_config('work_mem', '64MB', true),
        set_config('jit', 'off', true), set_config('max_parallel_workers_per_gather', '0', true)
"""


@contextmanager
def as_matcher() -> Iterator[None]:
    """A transaction (or savepoint) under the role; afterwards the login is itself again.

    Where the login was not allowed to make the role (see the migration), matching goes on without it, and the
    staff page
    says so.
    """
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(CALM)
        cursor.execute(BECOME, [ROLE])
        yield
        cursor.execute("SET LOCAL ROLE NONE")


def is_on() -> bool:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT EXISTS (SELECT FROM pg_roles WHERE rolname = %s AND pg_has_role(current_user, oid, 'MEMBER'))",
            [ROLE],
        )
        return cursor.fetchone()[0]
