from django.db import migrations

ROLE = "district_matching"

# What matching and the counting of gaps may read, and nothing else: no name, no e-mail address, no equality answer, not whose
# need it is, not who is on a course, and of what is not shown not even why.
READS = {
    "places_postcode": "postcode, easting, northing, council_id",
    "places_council": "code, is_inside",
    "skills_skill": "id, public_id, replaced_by_id",
    "skills_occupation": "id, isco_group",
    "learners_learner": (
        "id, postcode_id, travel_miles, remote_ok, looking_for, free_from, free_times, least_salary, "
        "matching_on, version"
    ),
    "learners_learner_hopes": "learner_id, occupation_id",
    "learners_heldskill": "learner_id, skill_id, level, evidence",
    "employers_vacancy": (
        "id, state, kind, yearly_most, mode, easting, northing, starts_on, closes_on, occupation_id, "
        "positions, source, council_id, other_places"
    ),
    "employers_vacancyskill": "id, vacancy_id, skill_id, level, need, importance, state",
    "employers_shownvacancy": "id",
    "codesign_shownneed": "id, heads, council_id, expires_on, skill_id, level",
    "codesign_needvacancy": "need_id, vacancy_id",
    "programmes_course": "id, state",
    "programmes_courserun": (
        "id, course_id, venue_id, state, mode, pattern, is_flexible, starts_on, capacity, places_taken"
    ),
    "programmes_venue": "id, postcode_id",
    "programmes_taughtskill": "course_id, skill_id, level, state",
    "programmes_listedcourse": "id",
    "programmes_toldlearning": (
        "run_id, course_id, organisation_id, planned_end_on, is_learning, has_completed, has_left"
    ),
    "programmes_completedcourse": "learner_id, course_id",
    "matching_confirmedskill": "course_id, skill_id, can_do, hires, weight",
}
READS_OWN = ("engineversion", "skillweight", "skillcredit", "matchrun", "matchshard", "vacancyprice")
WRITES = ("learnermatch", "askedweight", "gapcell")
NUMBERS = ("askedweight", "gapcell")

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
    *(f"GRANT USAGE ON SEQUENCE matching_{table}_id_seq TO {ROLE};" for table in NUMBERS),
]
REVOKES = [
    *(f"REVOKE ALL ON {table} FROM {ROLE};" for table in READS),
    *(f"REVOKE ALL ON matching_{table} FROM {ROLE};" for table in (*READS_OWN, *WRITES)),
    *(f"REVOKE ALL ON SEQUENCE matching_{table}_id_seq FROM {ROLE};" for table in NUMBERS),
    f"REVOKE ALL ON SCHEMA public FROM {ROLE};",
]


class Migration(migrations.Migration):
    """The database role under which matching runs and gaps are counted. Roles belong to the server, so it stays when
    this is undone.
    """

    dependencies = [
        ("matching", "0001_initial"),
        ("employers", "0002_find_what_is_shown"),
        ("codesign", "0002_needs_shown"),
        ("programmes", "0004_show_what_is_listed"),
    ]
    operations = [
        migrations.RunSQL(CREATE, migrations.RunSQL.noop),
        migrations.RunSQL(_for_the_role(" ".join(GRANTS)), _for_the_role(" ".join(REVOKES))),
    ]
