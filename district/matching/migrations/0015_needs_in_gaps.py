from django.db import migrations, models


class Migration(migrations.Migration):
    """What employers need without a vacancy counts among what is asked; a need may fit anywhere in the region."""

    dependencies = [("matching", "0014_more_raters")]
    operations = [
        migrations.AddField(
            model_name="gapcell",
            name="needed",
            field=models.PositiveIntegerField(
                db_default=0,
                default=0,
                help_text="People of open skills needs among them: no vacancy yet.",
            ),
        ),
        migrations.AlterField(
            model_name="gapcell",
            name="demand",
            field=models.PositiveIntegerField(
                default=0,
                help_text="Openings in shown vacancies that ask it as essential, and people of open skills needs.",
            ),
        ),
        migrations.AlterField(
            model_name="gapcell",
            name="place",
            field=models.CharField(
                choices=[
                    ("council", "In one of the seven councils"),
                    ("remote", "From home or online"),
                    ("region", "Anywhere in the region"),
                    ("outside", "Outside the region"),
                    ("unknown", "Place not known"),
                ],
                max_length=7,
            ),
        ),
    ]
