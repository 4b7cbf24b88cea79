from django.db import migrations

ROLE = "district_matching"
VIEWS = ("employers_shownvacancy", "programmes_listedcourse")


def _for_the_role(words: str) -> str:
    """Grants are skipped where the role could not be made."""
    return (
        f"DO $$ BEGIN IF EXISTS (SELECT FROM pg_roles WHERE rolname = '{ROLE}') THEN {words} END IF; END $$;"
    )


GRANTS = " ".join(f"GRANT SELECT (id) ON {view} TO {ROLE};" for view in VIEWS)
REVOKES = " ".join(f"REVOKE ALL ON {view} FROM {ROLE};" for view in VIEWS)


class Migration(migrations.Migration):
    """Matching may ask which vacancies and courses are shown, not why others are not."""

    dependencies = [
        ("matching", "0003_courses_follow_jobs"),
        ("employers", "0004_find_what_is_shown"),
        ("programmes", "0004_list_in_good_standing"),
    ]
    operations = [migrations.RunSQL(_for_the_role(GRANTS), _for_the_role(REVOKES))]
