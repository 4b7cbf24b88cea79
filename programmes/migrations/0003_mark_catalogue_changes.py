"""Statement triggers that mark a change of what the public catalogue shows, however it is written."""

from django.db import migrations

FUNCTION = """
CREATE FUNCTION programmes_mark_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO programmes_cataloguechange (made_at) VALUES (now());
    RETURN NULL;
END $$;
"""
RUN_COLUMNS = "course_id, venue_id, state, mode, study_mode, pattern, is_flexible, starts_on, cost, is_national, regions"
EVENTS = {
    "programmes_course": "INSERT OR UPDATE OR DELETE",
    "programmes_programme": "UPDATE OF kind, is_free OR DELETE",
    "programmes_courserun": f"INSERT OR UPDATE OF {RUN_COLUMNS} OR DELETE",
    "programmes_venue": "UPDATE OF postcode_id OR DELETE",
    "programmes_taughtskill": "INSERT OR UPDATE OR DELETE",
}
TRIGGERS = "".join(
    f"""
    CREATE TRIGGER mark_change AFTER {events} ON {table}
    FOR EACH STATEMENT EXECUTE FUNCTION programmes_mark_change();
    CREATE TRIGGER mark_truncation AFTER TRUNCATE ON {table}
    FOR EACH STATEMENT EXECUTE FUNCTION programmes_mark_change();
    """
    for table, events in EVENTS.items()
)
REMOVAL = "".join(
    f"DROP TRIGGER mark_change ON {table}; DROP TRIGGER mark_truncation ON {table};" for table in EVENTS
)


class Migration(migrations.Migration):
    dependencies = [("programmes", "0002_keep_search_in_step")]

    operations = [migrations.RunSQL(FUNCTION + TRIGGERS, REMOVAL + "DROP FUNCTION programmes_mark_change();")]
