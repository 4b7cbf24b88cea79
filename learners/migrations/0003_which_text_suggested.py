from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("learners", "0002_equality_answers")]

    operations = [
        migrations.AddField(
            model_name="profilesuggestion",
            name="text_digest",
            field=models.CharField(
                blank=True,
                db_default="",
                default="",
                help_text="Tells the same text of theirs again.",
                max_length=64,
            ),
        ),
    ]
