from datetime import date

from django.db import migrations


def first_rule(apps, schema_editor):
    rule = apps.get_model("programmes", "ListingRule")
    rule.objects.get_or_create(
        valid_from=date(2026, 8, 1),
        defaults={"ask_after_days": 90, "hide_after_days": 14, "source": "The portal's own; to be confirmed by WMCA."},
    )


class Migration(migrations.Migration):
    dependencies = [("programmes", "0014_listing_checks")]

    operations = [migrations.RunPython(first_rule, migrations.RunPython.noop, elidable=False)]
