import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("matching", "0003_match_each_place"),
        ("programmes", "0001_initial"),
        ("skills", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="ConfirmedSkill",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("can_do", models.PositiveIntegerField()),
                ("hires", models.PositiveIntegerField()),
                (
                    "weight",
                    models.PositiveSmallIntegerField(help_text="Per cent, by the rule of `engine.evidence`."),
                ),
                (
                    "course",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="programmes.course",
                    ),
                ),
                (
                    "skill",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="skills.skill",
                    ),
                ),
            ],
        ),
        migrations.AddConstraint(
            model_name="confirmedskill",
            constraint=models.UniqueConstraint(fields=("course", "skill"), name="matching_confirmed_once"),
        ),
        migrations.AddConstraint(
            model_name="confirmedskill",
            constraint=models.CheckConstraint(
                condition=models.Q(("can_do__lte", models.F("hires")), ("hires__gte", 5)),
                name="matching_confirmed_of_five",
            ),
        ),
        migrations.AddConstraint(
            model_name="confirmedskill",
            constraint=models.CheckConstraint(
                condition=models.Q(("weight__range", (100, 125))), name="matching_confirmed_weight"
            ),
        ),
        migrations.AlterField(
            model_name="frozenreceipt",
            name="held",
            field=models.JSONField(
                help_text="[skill, level] of all that the learner held, and its weight where that adds to a line."
            ),
        ),
    ]
