from django.db import migrations


class Migration(migrations.Migration):
    """The days that hold until somebody lays down others: what was begun on paper is warned of and deleted."""

    dependencies = [("community", "0001_initial")]

    operations = [
        migrations.RunSQL(
            "INSERT INTO community_paperrule (valid_from, warn_after_days, delete_after_days, source)"
            " VALUES ('2026-08-01', 180, 210, 'The portal''s own; to be confirmed by WMCA.')",
            migrations.RunSQL.noop,
        )
    ]
