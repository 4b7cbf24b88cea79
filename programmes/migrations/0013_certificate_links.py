import uuid

import django.db.models.deletion
import django.utils.timezone
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("learners", "0006_self_checks"),
        ("programmes", "0012_calendar_feeds"),
    ]

    operations = [
        migrations.CreateModel(
            name="CertificateLink",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("public_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                (
                    "label",
                    models.CharField(
                        blank=True, help_text="For whom, as the learner calls it.", max_length=80
                    ),
                ),
                ("key", models.CharField(max_length=43, unique=True)),
                ("made_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("revoked_at", models.DateTimeField(null=True)),
                (
                    "enrolment",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="certificate_links",
                        to="programmes.enrolment",
                    ),
                ),
                (
                    "learner",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="certificate_links",
                        to="learners.learner",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("key__regex", "^[A-Za-z0-9_-]{43}$")),
                        name="programmes_certificate_key_is_long",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="CertificateOpening",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("opened_at", models.DateTimeField(default=django.utils.timezone.now)),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("browser", "Somebody with a browser"),
                            ("program", "A program, such as the preview of a message"),
                            ("badge", "Read as a digital badge"),
                        ],
                        max_length=7,
                    ),
                ),
                (
                    "link",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="openings",
                        to="programmes.certificatelink",
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["link", "-opened_at"], name="programmes_openings_of_link")],
            },
        ),
    ]
