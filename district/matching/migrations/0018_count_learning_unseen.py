from django.db import migrations

ROLE = "district_matching"
READS = {
    "programmes_toldlearning": "run_id, course_id, organisation_id, planned_end_on, is_learning, has_completed, has_left",
    "employers_needvacancy": "need_id, vacancy_id",
}


def _for_the_role(words: str) -> str:
    """Skipped where the role could not be made."""
    return (
        f"DO $$ BEGIN IF EXISTS (SELECT FROM pg_roles WHERE rolname = '{ROLE}') THEN {words} END IF; END $$;"
    )


GRANTS = " ".join(f"GRANT SELECT ({columns}) ON {table} TO {ROLE};" for table, columns in READS.items())
REVOKES = " ".join(f"REVOKE SELECT ({columns}) ON {table} FROM {ROLE};" for table, columns in READS.items())  # noqa: S608


class Migration(migrations.Migration):
    """Counting gaps reads how it goes on courses, not who is on them, and which vacancies are for people of a need."""

    dependencies = [
        ("matching", "0017_training_in_gaps"),
        ("employers", "0012_need_vacancies"),
        ("programmes", "0030_learning_told"),
    ]
    operations = [migrations.RunSQL(_for_the_role(GRANTS), _for_the_role(REVOKES))]
