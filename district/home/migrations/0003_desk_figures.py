import django.utils.timezone
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("home", "0002_fairness")]

    operations = [
        migrations.CreateModel(
            name="DeskFigures",
            fields=[
                (
                    "id",
                    models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID"),
                ),
                ("taken_at", models.DateTimeField(db_index=True, default=django.utils.timezone.now)),
                ("figures", models.JSONField()),
            ],
        ),
    ]
