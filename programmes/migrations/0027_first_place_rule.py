from datetime import date

from django.db import migrations


def first_rule(apps, schema_editor):
    rule = apps.get_model("programmes", "PlaceRule")
    rule.objects.get_or_create(
        valid_from=date(2026, 8, 1),
        defaults={
            "warn_after_days": 7,
            "release_after_days": 14,
            "source": "The portal's own; to be confirmed by WMCA.",
        },
    )


class Migration(migrations.Migration):
    dependencies = [("programmes", "0026_place_rules")]

    operations = [migrations.RunPython(first_rule, migrations.RunPython.noop, elidable=False)]
