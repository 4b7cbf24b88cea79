import django.db.models.deletion
import django.utils.timezone
import pgtrigger.compiler
import uuid
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('learners', '0001_initial'),
        ('pghistory', '0007_auto_20250421_0444'),
        ('programmes', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='BadgeKey',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('thumbprint', models.CharField(help_text='Of the public key, as RFC 7638 says.', max_length=43, unique=True)),
                ('public_key', models.JSONField(help_text='As a JSON Web Key.')),
                ('private_key', models.TextField(blank=True, help_text='Encrypted.')),
                ('made_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('retired_at', models.DateTimeField(null=True)),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('retired_at',), name='certificates_one_current_badge_key', nulls_distinct=False), models.CheckConstraint(condition=models.Q(('thumbprint__regex', '^[A-Za-z0-9_-]{43}$')), name='certificates_badge_key_thumbprint'), models.CheckConstraint(condition=models.Q(models.Q(('retired_at', None), models.Q(('private_key', ''), _negated=True)), models.Q(('private_key', ''), ('retired_at__isnull', False)), _connector='OR'), name='certificates_retired_badge_key_signs_nothing')],
                'triggers': [pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "certificates_badgekeyevent" ("id", "made_at", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "public_key", "retired_at", "thumbprint") VALUES (NEW."id", NEW."made_at", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."public_key", NEW."retired_at", NEW."thumbprint"); RETURN NULL;', hash='c781a7b8426f1a1ca6f1c607f738c03351efacfa', operation='INSERT', pgid='pgtrigger_insert_insert_2a720', table='certificates_badgekey', when='AFTER')), pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."id" IS DISTINCT FROM (NEW."id") OR OLD."made_at" IS DISTINCT FROM (NEW."made_at") OR OLD."public_key" IS DISTINCT FROM (NEW."public_key") OR OLD."retired_at" IS DISTINCT FROM (NEW."retired_at") OR OLD."thumbprint" IS DISTINCT FROM (NEW."thumbprint"))', func='INSERT INTO "certificates_badgekeyevent" ("id", "made_at", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "public_key", "retired_at", "thumbprint") VALUES (NEW."id", NEW."made_at", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."public_key", NEW."retired_at", NEW."thumbprint"); RETURN NULL;', hash='812500f1a55a4818413a58b0a920f9bd9da2a799', operation='UPDATE', pgid='pgtrigger_update_update_28996', table='certificates_badgekey', when='AFTER')), pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "certificates_badgekeyevent" ("id", "made_at", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "public_key", "retired_at", "thumbprint") VALUES (OLD."id", OLD."made_at", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."public_key", OLD."retired_at", OLD."thumbprint"); RETURN NULL;', hash='1e4084ae19ec58911bcf7947c1aa8d05c8997b00', operation='DELETE', pgid='pgtrigger_delete_delete_b389a', table='certificates_badgekey', when='AFTER'))],
            },
        ),
        migrations.CreateModel(
            name='BadgeKeyEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='certificates.badgekey')),
                ('pgh_context', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                ('id', models.BigIntegerField()),
                ('thumbprint', models.CharField(help_text='Of the public key, as RFC 7638 says.', max_length=43)),
                ('public_key', models.JSONField(help_text='As a JSON Web Key.')),
                ('made_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('retired_at', models.DateTimeField(null=True)),
            ],
            options={
                'abstract': False,
                'triggers': [pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='7df853ce77202b2ccb6e876c26d7dfbe489581d3', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_de35d', table='certificates_badgekeyevent', when='BEFORE'))],
            },
        ),
        migrations.CreateModel(
            name='CertificateLink',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('public_id', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('enrolment', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='certificate_links', to='programmes.enrolment')),
                ('learner', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='certificate_links', to='learners.learner')),
                ('label', models.CharField(blank=True, help_text='For whom, as the learner calls it.', max_length=80)),
                ('key', models.CharField(max_length=43, unique=True)),
                ('made_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('revoked_at', models.DateTimeField(null=True)),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(('key__regex', '^[A-Za-z0-9_-]{43}$')), name='certificates_certificate_key_is_long')],
            },
        ),
        migrations.CreateModel(
            name='CertificateOpening',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('link', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='openings', to='certificates.certificatelink')),
                ('opened_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('kind', models.CharField(choices=[('browser', 'Somebody with a browser'), ('program', 'A program, such as the preview of a message'), ('badge', 'Read as a digital badge')], max_length=7)),
            ],
            options={
                'indexes': [models.Index(fields=['link', '-opened_at'], name='certificates_openings_of_link')],
            },
        ),
    ]
