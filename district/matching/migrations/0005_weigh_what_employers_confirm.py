from django.db import migrations

ROLE = "district_matching"
READS = {
    "matching_confirmedskill": "course_id, skill_id, can_do, hires, weight",
    "programmes_completedcourse": "learner_id, course_id",
}


def _for_the_role(words: str) -> str:
    """Skipped where the role could not be made."""
    return (
        f"DO $$ BEGIN IF EXISTS (SELECT FROM pg_roles WHERE rolname = '{ROLE}') THEN {words} END IF; END $$;"
    )


GRANTS = " ".join(f"GRANT SELECT ({columns}) ON {table} TO {ROLE};" for table, columns in READS.items())
REVOKES = " ".join(f"REVOKE SELECT ({columns}) ON {table} FROM {ROLE};" for table, columns in READS.items())  # noqa: S608


class Migration(migrations.Migration):
    """Matching reads which courses people have completed, and what employers find of all of them together."""

    dependencies = [("matching", "0004_confirmed_skills"), ("programmes", "0007_completed_courses")]
    operations = [migrations.RunSQL(_for_the_role(GRANTS), _for_the_role(REVOKES))]
