import os

from django.conf import settings
from django.db import connection


def test_database_of_a_test_is_its_own_and_careless(db):
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_database(), current_setting('fsync')")
        assert cursor.fetchone() == (f"test_{os.getpid()}", "off")
    assert settings.TESTING
