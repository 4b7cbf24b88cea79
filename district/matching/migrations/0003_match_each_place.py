from django.db import migrations

ROLE = "district_matching"


def _for_the_role(words: str) -> str:
    """Skipped where the role could not be made."""
    return (
        f"DO $$ BEGIN IF EXISTS (SELECT FROM pg_roles WHERE rolname = '{ROLE}') THEN {words} END IF; END $$;"
    )


class Migration(migrations.Migration):
    """Of a vacancy in several places, matching reads all of them: the nearest to a learner counts."""

    dependencies = [("matching", "0002_role_that_matches"), ("employers", "0001_initial")]
    operations = [
        migrations.RunSQL(
            _for_the_role(f"GRANT SELECT (other_places) ON employers_vacancy TO {ROLE};"),
            _for_the_role(f"REVOKE SELECT (other_places) ON employers_vacancy FROM {ROLE};"),
        )
    ]
