from django.db import migrations

# Django gives every text key a second index for LIKE. Postcodes are only looked up whole, and at 2.7 million rows it would double
# the time that loading takes.
NAME, COLUMNS = "places_postcode_postcode_a5f96544_like", '"places_postcode" ("postcode" varchar_pattern_ops)'


class Migration(migrations.Migration):
    dependencies = [("places", "0001_initial")]

    operations = [
        migrations.RunSQL(f'DROP INDEX "{NAME}"', reverse_sql=f'CREATE INDEX "{NAME}" ON {COLUMNS}'),
    ]
