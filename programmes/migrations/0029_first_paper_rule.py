from datetime import date

from django.db import migrations


def first_rule(apps, schema_editor):
    rule = apps.get_model("programmes", "PaperRule")
    rule.objects.get_or_create(
        valid_from=date(2026, 8, 1),
        defaults={
            "warn_after_days": 180,
            "delete_after_days": 210,
            "source": "The portal's own; to be confirmed by WMCA.",
        },
    )


class Migration(migrations.Migration):
    dependencies = [("programmes", "0028_paper_rules")]

    operations = [migrations.RunPython(first_rule, migrations.RunPython.noop, elidable=False)]
