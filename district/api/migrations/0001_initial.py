import django.db.models.deletion
import django.db.models.functions.text
import django.utils.timezone
import pgtrigger.compiler
import uuid
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('employers', '0001_initial'),
        ('partners', '0001_initial'),
        ('pghistory', '0007_auto_20250421_0444'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='ApiToken',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('public_id', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('organisation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='api_tokens', to='partners.organisation')),
                ('name', models.CharField(max_length=60)),
                ('digest', models.CharField(help_text='SHA-256 of the secret.', max_length=64, unique=True)),
                ('ending', models.CharField(help_text='The last four characters, to tell tokens apart.', max_length=4)),
                ('expires_at', models.DateTimeField()),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('created_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('rotated_at', models.DateTimeField(null=True)),
                ('former_digest', models.CharField(max_length=64, null=True, unique=True)),
                ('former_until', models.DateTimeField(help_text='So long the former secret works.', null=True)),
                ('revoked_at', models.DateTimeField(null=True)),
                ('revoked_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('warned_at', models.DateTimeField(help_text='When its administrators heard that it ends soon.', null=True)),
            ],
            options={
                'verbose_name': 'API token',
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('former_digest', None), ('former_until', None)), models.Q(('former_digest__isnull', False), ('former_until__isnull', False)), _connector='OR'), name='api_former_has_end'), models.CheckConstraint(condition=models.Q(('expires_at__gt', models.F('created_at'))), name='api_token_ends'), models.UniqueConstraint(django.db.models.functions.text.Lower('name'), models.F('organisation'), condition=models.Q(('revoked_at', None)), name='api_token_name_once', violation_error_message='You have a token of this name already.')],
                'triggers': [pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "api_apitokenevent" ("created_at", "created_by_id", "ending", "expires_at", "former_until", "id", "name", "organisation_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "public_id", "revoked_at", "revoked_by_id", "rotated_at", "warned_at") VALUES (NEW."created_at", NEW."created_by_id", NEW."ending", NEW."expires_at", NEW."former_until", NEW."id", NEW."name", NEW."organisation_id", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."public_id", NEW."revoked_at", NEW."revoked_by_id", NEW."rotated_at", NEW."warned_at"); RETURN NULL;', hash='259af00b655261c5f330a2c0d505721c15cbe88d', operation='INSERT', pgid='pgtrigger_insert_insert_d7986', table='api_apitoken', when='AFTER')), pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."created_at" IS DISTINCT FROM (NEW."created_at") OR OLD."created_by_id" IS DISTINCT FROM (NEW."created_by_id") OR OLD."ending" IS DISTINCT FROM (NEW."ending") OR OLD."expires_at" IS DISTINCT FROM (NEW."expires_at") OR OLD."former_until" IS DISTINCT FROM (NEW."former_until") OR OLD."id" IS DISTINCT FROM (NEW."id") OR OLD."name" IS DISTINCT FROM (NEW."name") OR OLD."organisation_id" IS DISTINCT FROM (NEW."organisation_id") OR OLD."public_id" IS DISTINCT FROM (NEW."public_id") OR OLD."revoked_at" IS DISTINCT FROM (NEW."revoked_at") OR OLD."revoked_by_id" IS DISTINCT FROM (NEW."revoked_by_id") OR OLD."rotated_at" IS DISTINCT FROM (NEW."rotated_at") OR OLD."warned_at" IS DISTINCT FROM (NEW."warned_at"))', func='INSERT INTO "api_apitokenevent" ("created_at", "created_by_id", "ending", "expires_at", "former_until", "id", "name", "organisation_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "public_id", "revoked_at", "revoked_by_id", "rotated_at", "warned_at") VALUES (NEW."created_at", NEW."created_by_id", NEW."ending", NEW."expires_at", NEW."former_until", NEW."id", NEW."name", NEW."organisation_id", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."public_id", NEW."revoked_at", NEW."revoked_by_id", NEW."rotated_at", NEW."warned_at"); RETURN NULL;', hash='5e4efafd398f4b72e4d90ef47ab3302f18fcd782', operation='UPDATE', pgid='pgtrigger_update_update_55b1f', table='api_apitoken', when='AFTER')), pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "api_apitokenevent" ("created_at", "created_by_id", "ending", "expires_at", "former_until", "id", "name", "organisation_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "public_id", "revoked_at", "revoked_by_id", "rotated_at", "warned_at") VALUES (OLD."created_at", OLD."created_by_id", OLD."ending", OLD."expires_at", OLD."former_until", OLD."id", OLD."name", OLD."organisation_id", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."public_id", OLD."revoked_at", OLD."revoked_by_id", OLD."rotated_at", OLD."warned_at"); RETURN NULL;', hash='007f71574c0bff21e9d0d4af1cd01f0081de23b4', operation='DELETE', pgid='pgtrigger_delete_delete_c6793', table='api_apitoken', when='AFTER'))],
            },
        ),
        migrations.CreateModel(
            name='ApiTokenEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='api.apitoken')),
                ('pgh_context', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                ('id', models.BigIntegerField()),
                ('public_id', models.UUIDField(default=uuid.uuid4, editable=False)),
                ('organisation', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='partners.organisation')),
                ('name', models.CharField(max_length=60)),
                ('ending', models.CharField(help_text='The last four characters, to tell tokens apart.', max_length=4)),
                ('expires_at', models.DateTimeField()),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('created_by', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL)),
                ('rotated_at', models.DateTimeField(null=True)),
                ('former_until', models.DateTimeField(help_text='So long the former secret works.', null=True)),
                ('revoked_at', models.DateTimeField(null=True)),
                ('revoked_by', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL)),
                ('warned_at', models.DateTimeField(help_text='When its administrators heard that it ends soon.', null=True)),
            ],
            options={
                'abstract': False,
                'triggers': [pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='1df8a2cc41dd5a6607c1efbe89ab9e567748ccac', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_b8b46', table='api_apitokenevent', when='BEFORE'))],
            },
        ),
        migrations.CreateModel(
            name='PostedVacancy',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('organisation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='partners.organisation')),
                ('reference', models.CharField(max_length=100)),
                ('vacancy', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='posted', to='employers.vacancy')),
                ('digest', models.CharField(help_text='SHA-256 of what was last sent, to see changes.', max_length=64)),
                ('token', models.ForeignKey(help_text='That sent it last.', null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='api.apitoken')),
                ('posted_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('changed_at', models.DateTimeField(default=django.utils.timezone.now)),
            ],
            options={
                'verbose_name': 'vacancy posted by its own system',
                'verbose_name_plural': 'vacancies posted by their own systems',
                'constraints': [models.UniqueConstraint(fields=('organisation', 'reference'), name='api_reference_once'), models.CheckConstraint(condition=models.Q(('reference', ''), _negated=True), name='api_has_reference')],
                'triggers': [pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "api_postedvacancyevent" ("changed_at", "digest", "id", "organisation_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "posted_at", "reference", "token_id", "vacancy_id") VALUES (NEW."changed_at", NEW."digest", NEW."id", NEW."organisation_id", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."posted_at", NEW."reference", NEW."token_id", NEW."vacancy_id"); RETURN NULL;', hash='0fa50dec7b5634b7f99bd251e5591b0752c6ef9b', operation='INSERT', pgid='pgtrigger_insert_insert_62f9b', table='api_postedvacancy', when='AFTER')), pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "api_postedvacancyevent" ("changed_at", "digest", "id", "organisation_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "posted_at", "reference", "token_id", "vacancy_id") VALUES (NEW."changed_at", NEW."digest", NEW."id", NEW."organisation_id", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."posted_at", NEW."reference", NEW."token_id", NEW."vacancy_id"); RETURN NULL;', hash='aee9b099548fcc9a24f8750998aee171c6082c86', operation='UPDATE', pgid='pgtrigger_update_update_7cf66', table='api_postedvacancy', when='AFTER')), pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "api_postedvacancyevent" ("changed_at", "digest", "id", "organisation_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "posted_at", "reference", "token_id", "vacancy_id") VALUES (OLD."changed_at", OLD."digest", OLD."id", OLD."organisation_id", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."posted_at", OLD."reference", OLD."token_id", OLD."vacancy_id"); RETURN NULL;', hash='2f40ddac60040efc368eadbd2268fa51b5031367', operation='DELETE', pgid='pgtrigger_delete_delete_16c6f', table='api_postedvacancy', when='AFTER'))],
            },
        ),
        migrations.CreateModel(
            name='PostedVacancyEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='api.postedvacancy')),
                ('pgh_context', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                ('id', models.BigIntegerField()),
                ('organisation', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='partners.organisation')),
                ('reference', models.CharField(max_length=100)),
                ('vacancy', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='employers.vacancy')),
                ('digest', models.CharField(help_text='SHA-256 of what was last sent, to see changes.', max_length=64)),
                ('token', models.ForeignKey(db_constraint=False, help_text='That sent it last.', null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='api.apitoken')),
                ('posted_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('changed_at', models.DateTimeField(default=django.utils.timezone.now)),
            ],
            options={
                'abstract': False,
                'triggers': [pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='3ca0459117cd6e7138f4f19d0fd2f0f9b59faaf5', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_aef7d', table='api_postedvacancyevent', when='BEFORE'))],
            },
        ),
        migrations.CreateModel(
            name='ApiTokenUse',
            fields=[
                ('token', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, primary_key=True, related_name='use', serialize=False, to='api.apitoken')),
                ('last_used_at', models.DateTimeField()),
                ('minute_began_at', models.DateTimeField()),
                ('calls', models.PositiveIntegerField(default=0)),
            ],
        ),
    ]
