from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("matching", "0002_role_that_matches")]
    operations = [
        migrations.AddField(
            model_name="learnermatch",
            name="courses_version",
            field=models.PositiveIntegerField(
                default=0,
                db_default=0,
                help_text="Of the profile for which the courses were worked out, just after the vacancies.",
            ),
        ),
    ]
