"""Reports count as database roles: one may read the answers to equality questions, to group them; the other, which does
everything else, may not. Neither may read anybody's name or address.
"""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection, transaction

from district.matching.protection import BECOME

ANSWERS = "district_answers"
REPORTS = "district_reports"


@contextmanager
def under(role: str) -> Iterator[None]:
    """A transaction (or savepoint) under the role; afterwards the login is itself again.

    A login that was not allowed to make the roles (see the migration) counts as itself.
    """
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(BECOME, [role])
        yield
        cursor.execute("SET LOCAL ROLE NONE")
