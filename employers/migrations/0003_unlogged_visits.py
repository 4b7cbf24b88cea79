from django.db import migrations


class Migration(migrations.Migration):
    """Looking at a job writes a row: without the log of changes it costs the page next to nothing."""

    dependencies = [("employers", "0002_find_what_is_shown")]

    operations = [
        migrations.RunSQL(
            sql='ALTER TABLE "employers_vacancyvisit" SET UNLOGGED',
            reverse_sql='ALTER TABLE "employers_vacancyvisit" SET LOGGED',
        )
    ]
