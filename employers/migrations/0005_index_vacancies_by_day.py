from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("employers", "0004_mark_vacancy_changes")]
    operations = [
        migrations.AddIndex(
            model_name="vacancy",
            index=models.Index(fields=["-posted_on", "-id"], name="employers_vacancy_by_day"),
        ),
    ]
