from django.db import migrations

ROLE = "district_matching"


def _for_the_role(words: str) -> str:
    """Skipped where the role could not be made."""
    return (
        f"DO $$ BEGIN IF EXISTS (SELECT FROM pg_roles WHERE rolname = '{ROLE}') THEN {words} END IF; END $$;"
    )


class Migration(migrations.Migration):
    """Counting gaps reads how many people open needs ask, and neither whose needs they are nor why."""

    dependencies = [("matching", "0015_needs_in_gaps"), ("employers", "0008_needs_shown")]
    operations = [
        migrations.RunSQL(
            _for_the_role(
                "GRANT SELECT (id, heads, council_id, expires_on, skill_id, level) "
                f"ON employers_shownneed TO {ROLE};"
            ),
            _for_the_role(f"REVOKE ALL ON employers_shownneed FROM {ROLE};"),
        )
    ]
