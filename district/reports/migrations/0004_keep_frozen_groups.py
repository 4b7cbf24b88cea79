"""What was frozen of groups and of who was reached stays as it is, and so do the figures that were told of it."""

from django.db import migrations

OF_ROWS = """
CREATE TRIGGER reports_keep_row BEFORE UPDATE ON reports_{table}
    FOR EACH STATEMENT EXECUTE FUNCTION reports_keep_row();
CREATE TRIGGER reports_keep_removed AFTER DELETE ON reports_{table} REFERENCING OLD TABLE AS touched
    FOR EACH STATEMENT EXECUTE FUNCTION reports_keep_rows();
CREATE TRIGGER reports_keep_added AFTER INSERT ON reports_{table} REFERENCING NEW TABLE AS touched
    FOR EACH STATEMENT EXECUTE FUNCTION reports_keep_rows();
"""
OF_FIGURES = """
CREATE TRIGGER reports_keep_row BEFORE UPDATE OR DELETE ON reports_equityfigure
    FOR EACH STATEMENT EXECUTE FUNCTION reports_keep_row();
"""
REMOVAL = """
DROP TRIGGER reports_keep_row ON reports_equityfigure;
"""
REMOVAL_OF_ROWS = """
DROP TRIGGER reports_keep_row ON reports_{table};
DROP TRIGGER reports_keep_removed ON reports_{table};
DROP TRIGGER reports_keep_added ON reports_{table};
"""
ROWS = ("reachrow", "equitycount")


class Migration(migrations.Migration):
    dependencies = [("reports", "0003_groups_with_each_month")]

    operations = [
        migrations.RunSQL(
            OF_FIGURES + "".join(OF_ROWS.format(table=table) for table in ROWS),
            REMOVAL + "".join(REMOVAL_OF_ROWS.format(table=table) for table in ROWS),
        )
    ]
