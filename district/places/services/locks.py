"""Two people who import at the same time take turns."""

from django.db import connection


def one_at_a_time(name: str) -> None:
    """Until this transaction ends, others who ask for the same name wait."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"import {name}"])
