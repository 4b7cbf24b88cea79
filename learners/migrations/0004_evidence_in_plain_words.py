from django.db import migrations, models

CHOICES = [
    ("said", "I just know it"),
    ("work", "From paid or unpaid work"),
    ("course", "From a course or qualification"),
    ("home", "From home, a hobby or volunteering"),
    ("completion", "Confirmed by a course completed here"),
]


class Migration(migrations.Migration):
    dependencies = [("learners", "0003_which_text_suggested")]

    operations = [
        migrations.AlterField(
            model_name=name,
            name="evidence",
            field=models.CharField(choices=CHOICES, default="said", max_length=10),
        )
        for name in ("heldskill", "heldskillevent")
    ]
