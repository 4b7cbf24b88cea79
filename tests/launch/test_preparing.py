"""What a database needs before the portal can work."""

import pytest
from django.db import connection
from django.db.migrations.recorder import MigrationRecorder

from district.launch import preparing
from district.launch.trouble import Trouble


@pytest.mark.django_db
def test_a_database_laid_out_by_other_code_is_refused_in_a_sentence() -> None:
    MigrationRecorder(connection).record_applied("programmes", "0099_of_another_branch")
    with pytest.raises(Trouble) as trouble:
        preparing.TABLES.run()
    assert str(trouble.value).startswith(
        "The database was laid out by another version of the portal, with steps that are not known here "
        "(programmes.0099_of_another_branch is one of 1). Start that version; or, if nothing in it needs keeping, "
        "give an empty database"
    )
