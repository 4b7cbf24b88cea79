"""Statement triggers that mark a change of what the public catalogue shows, however it is written."""

from django.db import migrations

FUNCTION = """
CREATE FUNCTION programmes_mark_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO programmes_cataloguechange (made_at) VALUES (now());
    RETURN NULL;
END $$;
"""
# Every column that a public page shows, but the places: those it reads each time.
RUN_COLUMNS = (
    "course_id, venue_id, state, name, mode, study_mode, pattern, is_flexible, starts_on, ends_on, duration, "
    "duration_unit, is_national, regions, cost, cost_note, webpage, gone_at"
)
OWN = {
    "programmes_course": "INSERT OR UPDATE OR DELETE",
    "programmes_programme": "INSERT OR UPDATE OR DELETE",
    "programmes_courserun": f"INSERT OR UPDATE OF {RUN_COLUMNS} OR DELETE",
    "programmes_venue": "UPDATE OR DELETE",
    "programmes_taughtskill": "INSERT OR UPDATE OR DELETE",
}
BELOW = {
    "partners_organisation": "UPDATE OF name, website, description",
    "skills_skill": "UPDATE OF label",
}
NAME = "programmes_mark_change"


def trigger(table: str, events: str, name: str = NAME) -> str:
    return f"""
    CREATE TRIGGER {name} AFTER {events} ON {table} FOR EACH STATEMENT EXECUTE FUNCTION programmes_mark_change();
    """


OF_STANDING = """
CREATE TRIGGER programmes_mark_decision AFTER INSERT OR UPDATE OR DELETE ON partners_organisationrole
    FOR EACH STATEMENT EXECUTE FUNCTION programmes_mark_change();
CREATE TRIGGER programmes_mark_end AFTER UPDATE OF is_active ON partners_organisation
    FOR EACH STATEMENT EXECUTE FUNCTION programmes_mark_change();
"""
OF_CURRICULUM = """
CREATE TRIGGER programmes_mark_curriculum AFTER UPDATE ON programmes_curriculumversion
    FOR EACH ROW WHEN (NEW.state <> 'draft') EXECUTE FUNCTION programmes_mark_change();
CREATE TRIGGER programmes_mark_comment AFTER INSERT OR UPDATE ON programmes_curriculumcomment
    FOR EACH ROW WHEN (NEW.state <> 'waiting') EXECUTE FUNCTION programmes_mark_change();
"""

TRIGGERS = "".join(trigger(table, events) for table, events in (OWN | BELOW).items())
TRUNCATIONS = "".join(trigger(table, "TRUNCATE", f"{NAME}_all") for table in OWN)
REMOVAL = (
    "".join(f"DROP TRIGGER {NAME} ON {table};" for table in OWN | BELOW)
    + "".join(f"DROP TRIGGER {NAME}_all ON {table};" for table in OWN)
    + """
    DROP TRIGGER programmes_mark_comment ON programmes_curriculumcomment;
    DROP TRIGGER programmes_mark_curriculum ON programmes_curriculumversion;
    DROP TRIGGER programmes_mark_end ON partners_organisation;
    DROP TRIGGER programmes_mark_decision ON partners_organisationrole;
    DROP FUNCTION programmes_mark_change();
    """
)


class Migration(migrations.Migration):
    dependencies = [("programmes", "0002_keep_search_in_step")]

    operations = [migrations.RunSQL(FUNCTION + TRIGGERS + TRUNCATIONS + OF_STANDING + OF_CURRICULUM, REMOVAL)]
