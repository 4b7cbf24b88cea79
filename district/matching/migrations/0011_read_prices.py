from django.db import migrations

ROLE = "district_matching"


def _for_the_role(words: str) -> str:
    """Skipped where the role could not be made."""
    return (
        f"DO $$ BEGIN IF EXISTS (SELECT FROM pg_roles WHERE rolname = '{ROLE}') THEN {words} END IF; END $$;"
    )


class Migration(migrations.Migration):
    """Matching reads the prices of exposure."""

    dependencies = [("matching", "0010_price_of_exposure")]
    operations = [
        migrations.RunSQL(
            _for_the_role(f"GRANT SELECT ON matching_vacancyprice TO {ROLE};"),
            _for_the_role(f"REVOKE ALL ON matching_vacancyprice FROM {ROLE};"),
        )
    ]
