from django.db import migrations, models

CHOICES = [
    ("said", "I just know it"),
    ("work", "From paid or unpaid work"),
    ("course", "From a course or qualification"),
    ("home", "From home, a hobby or volunteering"),
    ("completion", "Confirmed by a course completed here"),
    ("employer", "Confirmed by an employer at work"),
]


class Migration(migrations.Migration):
    dependencies = [("learners", "0010_profile_claims")]

    operations = [
        migrations.AlterField(
            model_name=name,
            name="evidence",
            field=models.CharField(choices=CHOICES, default="said", max_length=10),
        )
        for name in ("heldskill", "heldskillevent")
    ]
