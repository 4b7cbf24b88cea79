from django.db import migrations

ROLE = "district_matching"

# What counting gaps reads beyond what matching does, and nothing else: places and numbers, and kinds of evidence.
READS = {
    "skills_skill": "id, public_id, replaced_by_id",
    "learners_heldskill": "evidence",
    "places_postcode": "council_id",
    "places_council": "code, is_inside",
    "employers_vacancy": "positions, source, council_id",
    "programmes_courserun": "capacity, places_taken",
}


def _for_the_role(words: str) -> str:
    """Grants are skipped where the role could not be made."""
    return (
        f"DO $$ BEGIN IF EXISTS (SELECT FROM pg_roles WHERE rolname = '{ROLE}') THEN {words} END IF; END $$;"
    )


GRANTS = [
    *(f"GRANT SELECT ({columns}) ON {table} TO {ROLE};" for table, columns in READS.items()),
    f"GRANT SELECT, INSERT, UPDATE, DELETE ON matching_gapcell TO {ROLE};",
    f"GRANT USAGE ON SEQUENCE matching_gapcell_id_seq TO {ROLE};",
]
REVOKES = [
    *(f"REVOKE SELECT ({columns}) ON {table} FROM {ROLE};" for table, columns in READS.items()),  # noqa: S608
    f"REVOKE ALL ON matching_gapcell FROM {ROLE};",
    f"REVOKE ALL ON SEQUENCE matching_gapcell_id_seq FROM {ROLE};",
]


class Migration(migrations.Migration):
    """Gaps are counted under the role of matching, which cannot read who people are."""

    dependencies = [("matching", "0006_gap_cells")]
    operations = [migrations.RunSQL(_for_the_role(" ".join(GRANTS)), _for_the_role(" ".join(REVOKES)))]
