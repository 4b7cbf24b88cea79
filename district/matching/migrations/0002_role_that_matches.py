from django.db import migrations

ROLE = "district_matching"

# What matching may read, and nothing else: no name, no e-mail address, no equality answer.
READS = {
    "learners_learner": (
        "id, postcode_id, travel_miles, remote_ok, looking_for, free_from, free_times, least_salary, "
        "matching_on, version"
    ),
    "learners_learner_hopes": "learner_id, occupation_id",
    "learners_heldskill": "learner_id, skill_id, level",
    "places_postcode": "postcode, easting, northing",
    "skills_occupation": "id, isco_group",
    "employers_vacancy": (
        "id, state, kind, yearly_most, mode, easting, northing, starts_on, closes_on, occupation_id"
    ),
    "employers_vacancyskill": "id, vacancy_id, skill_id, level, need, importance, state",
    "programmes_course": "id, state",
    "programmes_courserun": "id, course_id, venue_id, state, mode, pattern, is_flexible, starts_on",
    "programmes_venue": "id, postcode_id",
    "programmes_taughtskill": "course_id, skill_id, level, state",
}
READS_OWN = ("engineversion", "skillweight", "skillcredit", "matchrun", "matchshard")
WRITES = ("learnermatch", "askedweight")

CREATE = f"""
DO $$
BEGIN
    IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = '{ROLE}') THEN
        CREATE ROLE {ROLE} NOLOGIN NOINHERIT;
    END IF;
    IF NOT pg_has_role(current_user, '{ROLE}', 'MEMBER') THEN
        EXECUTE format('GRANT {ROLE} TO %I', current_user);
    END IF;
EXCEPTION WHEN insufficient_privilege THEN
    RAISE WARNING 'This login may not create the role {ROLE}. Matching works, but the database does not keep '
        'equality answers from it. Ask an administrator for: CREATE ROLE {ROLE} NOLOGIN; GRANT {ROLE} TO %; '
        'then run: manage.py migrate matching 0001 --fake, and manage.py migrate matching.', current_user;
END $$;
"""


def _for_the_role(words: str) -> str:
    """Grants are skipped where the role could not be made."""
    return (
        f"DO $$ BEGIN IF EXISTS (SELECT FROM pg_roles WHERE rolname = '{ROLE}') THEN {words} END IF; END $$;"
    )


GRANTS = [
    f"GRANT USAGE ON SCHEMA public TO {ROLE};",
    *(f"GRANT SELECT ({columns}) ON {table} TO {ROLE};" for table, columns in READS.items()),
    *(f"GRANT SELECT ON matching_{table} TO {ROLE};" for table in READS_OWN),
    *(f"GRANT SELECT, INSERT, UPDATE, DELETE ON matching_{table} TO {ROLE};" for table in WRITES),
    f"GRANT USAGE ON SEQUENCE matching_askedweight_id_seq TO {ROLE};",
]
REVOKES = [
    *(f"REVOKE ALL ON {table} FROM {ROLE};" for table in READS),
    *(f"REVOKE ALL ON matching_{table} FROM {ROLE};" for table in (*READS_OWN, *WRITES)),
    f"REVOKE ALL ON SEQUENCE matching_askedweight_id_seq FROM {ROLE};",
    f"REVOKE ALL ON SCHEMA public FROM {ROLE};",
]


class Migration(migrations.Migration):
    """The database role under which matching runs. Roles belong to the server, so it stays when this is
    undone.
    """

    dependencies = [
        ("matching", "0001_initial"),
        ("places", "0001_initial"),
        ("skills", "0002_initial"),
        ("learners", "0001_initial"),
        ("employers", "0001_initial"),
        ("programmes", "0001_initial"),
    ]
    operations = [
        migrations.RunSQL(CREATE, migrations.RunSQL.noop),
        migrations.RunSQL(_for_the_role(" ".join(GRANTS)), _for_the_role(" ".join(REVOKES))),
    ]
