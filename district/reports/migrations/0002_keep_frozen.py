"""What is frozen stays as it is, whoever writes: triggers refuse it.

A ready snapshot and its rows, the figures told of its groups, a finished report, a version of a definition, and a
publication that is out. Rows of a snapshot that is still being taken may be emptied, since its worker may die and
another begin again.
"""

from django.db import migrations

ROWS = ("enrolmentrow", "applicationrow", "reachrow", "equalitycount", "equitycount", "fact", "label")

REFUSE = """
CREATE FUNCTION reports_refuse(what text) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '% is frozen', what USING ERRCODE = 'check_violation', CONSTRAINT = 'reports_frozen';
END $$;

CREATE FUNCTION reports_keep_row() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM reports_refuse('a row of a snapshot');
    RETURN NULL;
END $$;

CREATE FUNCTION reports_keep_rows() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (
        SELECT FROM (SELECT DISTINCT snapshot_id FROM touched) snapshots
        JOIN reports_snapshot snapshot ON snapshot.id = snapshots.snapshot_id
        WHERE snapshot.state = 'ready')
    THEN
        PERFORM reports_refuse('a row of a snapshot');
    END IF;
    RETURN NULL;
END $$;

CREATE FUNCTION reports_keep_snapshot() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.state = 'ready' AND (TG_OP = 'DELETE'
        OR (OLD.public_id, OLD.month, OLD.number, OLD.reason, OLD.state, OLD.as_at, OLD.method, OLD.ready_at,
            OLD.row_counts, OLD.checksum)
        IS DISTINCT FROM (NEW.public_id, NEW.month, NEW.number, NEW.reason, NEW.state, NEW.as_at, NEW.method,
            NEW.ready_at, NEW.row_counts, NEW.checksum))
    THEN
        PERFORM reports_refuse('a snapshot');
    END IF;
    RETURN coalesce(NEW, OLD);
END $$;

CREATE FUNCTION reports_keep_run() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.state <> 'waiting' AND (TG_OP = 'DELETE'
        OR (OLD.public_id, OLD.definition_id, OLD.snapshot_id, OLD.scope, OLD.scope_words, OLD.state, OLD.asked_at,
            OLD.finished_at, OLD.as_at, OLD.row_counts, OLD.checksum, OLD.result)
        IS DISTINCT FROM (NEW.public_id, NEW.definition_id, NEW.snapshot_id, NEW.scope, NEW.scope_words, NEW.state,
            NEW.asked_at, NEW.finished_at, NEW.as_at, NEW.row_counts, NEW.checksum, NEW.result))
    THEN
        PERFORM reports_refuse('a finished report');
    END IF;
    RETURN coalesce(NEW, OLD);
END $$;

CREATE FUNCTION reports_keep_publication() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE'
        OR (OLD.public_id, OLD.series, OLD.number, OLD.run_id, OLD.profile, OLD.result, OLD.html, OLD.checksum,
            OLD.hidden_count, OLD.reason)
        IS DISTINCT FROM (NEW.public_id, NEW.series, NEW.number, NEW.run_id, NEW.profile, NEW.result, NEW.html,
            NEW.checksum, NEW.hidden_count, NEW.reason)
        OR OLD.publish_at <= clock_timestamp() AND (OLD.title, OLD.summary, OLD.publish_at, OLD.is_provisional, OLD.cancelled_at)
        IS DISTINCT FROM (NEW.title, NEW.summary, NEW.publish_at, NEW.is_provisional, NEW.cancelled_at)
    THEN
        PERFORM reports_refuse('a publication');
    END IF;
    RETURN coalesce(NEW, OLD);
END $$;
"""
TRIGGERS = """
CREATE TRIGGER reports_keep_definition BEFORE UPDATE OR DELETE ON reports_definitionversion
    FOR EACH STATEMENT EXECUTE FUNCTION reports_keep_row();
CREATE TRIGGER reports_keep_row BEFORE UPDATE OR DELETE ON reports_equityfigure
    FOR EACH STATEMENT EXECUTE FUNCTION reports_keep_row();
CREATE TRIGGER reports_keep_snapshot BEFORE UPDATE OR DELETE ON reports_snapshot
    FOR EACH ROW EXECUTE FUNCTION reports_keep_snapshot();
CREATE TRIGGER reports_keep_run BEFORE UPDATE OR DELETE ON reports_reportrun
    FOR EACH ROW EXECUTE FUNCTION reports_keep_run();
CREATE TRIGGER reports_keep_publication BEFORE UPDATE OR DELETE ON reports_publication
    FOR EACH ROW EXECUTE FUNCTION reports_keep_publication();
"""
OF_ROWS = """
CREATE TRIGGER reports_keep_row BEFORE UPDATE ON reports_{table}
    FOR EACH STATEMENT EXECUTE FUNCTION reports_keep_row();
CREATE TRIGGER reports_keep_removed AFTER DELETE ON reports_{table} REFERENCING OLD TABLE AS touched
    FOR EACH STATEMENT EXECUTE FUNCTION reports_keep_rows();
CREATE TRIGGER reports_keep_added AFTER INSERT ON reports_{table} REFERENCING NEW TABLE AS touched
    FOR EACH STATEMENT EXECUTE FUNCTION reports_keep_rows();
"""
REMOVAL = """
DROP FUNCTION reports_keep_publication() CASCADE;
DROP FUNCTION reports_keep_run() CASCADE;
DROP FUNCTION reports_keep_snapshot() CASCADE;
DROP FUNCTION reports_keep_rows() CASCADE;
DROP FUNCTION reports_keep_row() CASCADE;
DROP FUNCTION reports_refuse(text);
"""


class Migration(migrations.Migration):
    dependencies = [("reports", "0001_initial")]

    operations = [
        migrations.RunSQL(
            REFUSE + TRIGGERS + "".join(OF_ROWS.format(table=table) for table in ROWS), REMOVAL
        )
    ]
