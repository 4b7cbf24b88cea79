from django.db import migrations

ANSWERS, REPORTS = "district_answers", "district_reports"
FROZEN = ("enrolmentrow", "applicationrow", "reachrow", "equalitycount", "equitycount", "fact", "label")

# What each role may read and nothing else: no name, no e-mail address. Equality answers are for the first alone.
READS = {
    ANSWERS: {
        "learners_equalityanswers": (
            "learner_id, sex, ethnicity, has_disability, is_care_leaver, birth_year, may_count"
        ),
        "learners_learner": "id, postcode_id, matching_on, created_at",
        "places_postcode": "postcode, lsoa_id",
        "places_lsoa": "code, imd_decile",
        "programmes_application": "learner_id, submitted_at, offered_at",
        "programmes_enrolment": "id, learner_id, state, starts_on",
        "programmes_destination": "enrolment_id, kind, starts_on, ends_on",
        "interviews_interviewoffer": "enrolment_id, is_mock, state",
        "employers_jobapplication": "learner_id, state, submitted_at",
        "matching_learnermatch": "learner_id, vacancies",
    },
    REPORTS: {
        "learners_learner": "id, postcode_id, created_at",
        "places_postcode": "postcode, council_id",
        "programmes_application": (
            "id, learner_id, run_id, state, reason, created_at, submitted_at, offered_at, accepted_at, ended_at"
        ),
        "employers_jobapplication": "vacancy_id, state, moved_at",
        "matching_learnermatch": "learner_id, courses",
    },
}
READS_ALL = {
    ANSWERS: ("reports_enrolmentrow", "reports_snapshot"),
    REPORTS: (
        *("programmes_course", "programmes_courserun", "programmes_destination", "programmes_enrolment"),
        *("programmes_programme", "interviews_interviewcommitment", "interviews_interviewoffer"),
        *("interviews_interviewslot", "codesign_skillsneed", "employers_vacancy", "partners_employerfacts"),
        *("partners_organisation", "partners_organisationrole", "places_council", "places_ward"),
        *("matching_gapcell", "skills_skill", "funding_contract", "funding_milestoneclaim"),
        *("funding_milestonerule", "funding_profilemonth", "reports_snapshot"),
        *(f"reports_{table}" for table in FROZEN),
    ),
}
ADDS = {
    ANSWERS: ("equalitycount", "equitycount", "fact"),
    REPORTS: ("enrolmentrow", "applicationrow", "reachrow", "fact", "label"),
}

CREATE = """
DO $$
BEGIN
    IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = '{role}') THEN
        CREATE ROLE {role} NOLOGIN NOINHERIT;
    END IF;
    EXECUTE format('GRANT {role} TO %I', current_user);
EXCEPTION WHEN insufficient_privilege THEN
    RAISE WARNING 'This login may not create the role {role}. Reports are counted, but the database does not keep '
        'equality answers from what has no business with them. Ask an administrator for: CREATE ROLE {role} NOLOGIN; '
        'GRANT {role} TO %; then undo this migration and do it again.', current_user;
END $$;
"""


def _for_the_role(role: str, words: str) -> str:
    """Skipped where the role could not be made."""
    return (
        f"DO $$ BEGIN IF EXISTS (SELECT FROM pg_roles WHERE rolname = '{role}') THEN {words} END IF; END $$;"
    )


def _grants(role: str) -> str:
    return " ".join(
        [
            f"GRANT USAGE ON SCHEMA public TO {role};",
            *(f"GRANT SELECT ({columns}) ON {table} TO {role};" for table, columns in READS[role].items()),
            *(f"GRANT SELECT ON {table} TO {role};" for table in READS_ALL[role]),
            *(f"GRANT INSERT ON reports_{table} TO {role};" for table in ADDS[role]),
            f"GRANT USAGE ON SEQUENCE reports_fact_id_seq TO {role};",
        ]
    )


def _revokes(role: str) -> str:
    tables = {*READS[role], *READS_ALL[role], *(f"reports_{table}" for table in ADDS[role])}
    return " ".join(
        [
            *(f"REVOKE ALL ON {table} FROM {role};" for table in sorted(tables)),
            f"REVOKE ALL ON SEQUENCE reports_fact_id_seq FROM {role};",
            f"REVOKE ALL ON SCHEMA public FROM {role};",
        ]
    )


class Migration(migrations.Migration):
    """The database roles that count: one may read equality answers, to group them; the other may not. Roles belong to
    the server, so they stay when this is undone.
    """

    dependencies = [
        ("reports", "0002_keep_frozen"),
        ("learners", "0001_initial"),
        ("places", "0001_initial"),
        ("skills", "0001_initial"),
        ("partners", "0001_initial"),
        ("employers", "0001_initial"),
        ("codesign", "0001_initial"),
        ("programmes", "0001_initial"),
        ("interviews", "0001_initial"),
        ("matching", "0001_initial"),
        ("funding", "0001_initial"),
    ]
    operations = [
        operation
        for role in (ANSWERS, REPORTS)
        for operation in (
            migrations.RunSQL(CREATE.format(role=role), migrations.RunSQL.noop),
            migrations.RunSQL(_for_the_role(role, _grants(role)), _for_the_role(role, _revokes(role))),
        )
    ]
