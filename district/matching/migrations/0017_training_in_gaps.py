from django.db import migrations, models


class Migration(migrations.Migration):
    """Those who learn a skill now count beside those who hold it; cells keep the method they were counted by."""

    dependencies = [("matching", "0016_count_needs_unseen")]
    operations = [
        migrations.AddField(
            model_name="gapcell",
            name="in_training",
            field=models.PositiveIntegerField(
                db_default=0,
                default=0,
                help_text="Those who learn it now and will complete, as far as earlier learners tell.",
            ),
        ),
        migrations.AddField(
            model_name="gapcell",
            name="method",
            field=models.PositiveSmallIntegerField(
                db_default=1, default=2, help_text="How it was counted; see METHOD."
            ),
        ),
    ]
