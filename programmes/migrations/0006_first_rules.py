from django.db import migrations

SOURCE = "'The portal''s own; to be confirmed by WMCA.'"
BEGINS = "'2026-08-01'"


class Migration(migrations.Migration):
    """The days that hold until somebody lays down others: after how many a listing is asked about and hidden, and
    a place that nobody takes up is warned of and released.
    """

    dependencies = [("programmes", "0005_freeze_curriculum")]

    operations = [
        migrations.RunSQL(
            f"INSERT INTO programmes_listingrule (valid_from, ask_after_days, hide_after_days, source) VALUES ({BEGINS}, 90, 14, {SOURCE})",
            migrations.RunSQL.noop,
        ),
        migrations.RunSQL(
            f"INSERT INTO programmes_placerule (valid_from, warn_after_days, release_after_days, source) VALUES ({BEGINS}, 7, 14, {SOURCE})",
            migrations.RunSQL.noop,
        ),
    ]
