import district.imports.models.row
import django.db.models.deletion
import django.utils.timezone
import pgtrigger.compiler
import uuid
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('outbox', '0001_initial'),
        ('partners', '0001_initial'),
        ('pghistory', '0007_auto_20250421_0444'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Upload',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('public_id', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('organisation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='uploads', to='partners.organisation')),
                ('kind', models.CharField(choices=[('lars', 'Courses with a LARS number'), ('non-lars', 'Courses without a LARS number'), ('open-data', 'Live courses in the national open data'), ('venues', 'Venues'), ('progress', 'Progress of learners')], max_length=12)),
                ('state', models.CharField(choices=[('created', 'Waiting to be read'), ('processing', 'Being read'), ('processed_with_errors', 'Has errors'), ('processed_ok', 'Ready to publish'), ('published', 'Published'), ('abandoned', 'Abandoned')], default='created', max_length=22)),
                ('file_name', models.CharField(max_length=150)),
                ('digest', models.CharField(help_text='SHA-256 of the file.', max_length=64)),
                ('created_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('changed_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('progress', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='outbox.progress')),
                ('row_count', models.PositiveIntegerField(default=0)),
                ('refused_count', models.PositiveIntegerField(default=0)),
                ('deleted_count', models.PositiveIntegerField(default=0)),
                ('faults', models.JSONField(default=list, help_text='What is wrong with the file as a whole.')),
                ('warnings', models.JSONField(default=list)),
                ('outcome', models.JSONField(default=dict, help_text='What publishing changes, or has changed.')),
                ('signature', models.CharField(blank=True, help_text='Of the outcome that people were shown.', max_length=64)),
                ('publish_asked_at', models.DateTimeField(null=True)),
                ('published_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('ended_at', models.DateTimeField(null=True)),
            ],
            options={
                'indexes': [models.Index(fields=['organisation', '-created_at'], name='imports_upload_of')],
                'constraints': [models.UniqueConstraint(condition=models.Q(('state__in', ['published', 'abandoned']), _negated=True), fields=('organisation', 'kind'), name='imports_one_open_upload_of_a_kind', violation_error_message='A file of this kind is being worked on. Finish or abandon it first.'), models.CheckConstraint(condition=models.Q(('state__in', ['published', 'abandoned']), ('ended_at', None), _connector='XOR'), name='imports_ended_has_time'), models.CheckConstraint(condition=models.Q(('refused_count__lte', models.F('row_count')), ('deleted_count__lte', models.F('row_count'))), name='imports_counts_within_rows'), models.CheckConstraint(condition=models.Q(models.Q(('state__in', ['processed_ok', 'published']), _negated=True), ('refused_count', 0), _connector='OR'), name='imports_publish_without_errors')],
                'triggers': [pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "imports_uploadevent" ("changed_at", "created_at", "created_by_id", "deleted_count", "digest", "ended_at", "file_name", "id", "kind", "organisation_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "progress_id", "public_id", "publish_asked_at", "published_by_id", "refused_count", "row_count", "signature", "state") VALUES (NEW."changed_at", NEW."created_at", NEW."created_by_id", NEW."deleted_count", NEW."digest", NEW."ended_at", NEW."file_name", NEW."id", NEW."kind", NEW."organisation_id", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."progress_id", NEW."public_id", NEW."publish_asked_at", NEW."published_by_id", NEW."refused_count", NEW."row_count", NEW."signature", NEW."state"); RETURN NULL;', hash='f42d4e60a04accad1f6d89341f677d78e9773fd0', operation='INSERT', pgid='pgtrigger_insert_insert_2beeb', table='imports_upload', when='AFTER')), pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."changed_at" IS DISTINCT FROM (NEW."changed_at") OR OLD."created_at" IS DISTINCT FROM (NEW."created_at") OR OLD."created_by_id" IS DISTINCT FROM (NEW."created_by_id") OR OLD."deleted_count" IS DISTINCT FROM (NEW."deleted_count") OR OLD."digest" IS DISTINCT FROM (NEW."digest") OR OLD."ended_at" IS DISTINCT FROM (NEW."ended_at") OR OLD."file_name" IS DISTINCT FROM (NEW."file_name") OR OLD."id" IS DISTINCT FROM (NEW."id") OR OLD."kind" IS DISTINCT FROM (NEW."kind") OR OLD."organisation_id" IS DISTINCT FROM (NEW."organisation_id") OR OLD."progress_id" IS DISTINCT FROM (NEW."progress_id") OR OLD."public_id" IS DISTINCT FROM (NEW."public_id") OR OLD."publish_asked_at" IS DISTINCT FROM (NEW."publish_asked_at") OR OLD."published_by_id" IS DISTINCT FROM (NEW."published_by_id") OR OLD."refused_count" IS DISTINCT FROM (NEW."refused_count") OR OLD."row_count" IS DISTINCT FROM (NEW."row_count") OR OLD."signature" IS DISTINCT FROM (NEW."signature") OR OLD."state" IS DISTINCT FROM (NEW."state"))', func='INSERT INTO "imports_uploadevent" ("changed_at", "created_at", "created_by_id", "deleted_count", "digest", "ended_at", "file_name", "id", "kind", "organisation_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "progress_id", "public_id", "publish_asked_at", "published_by_id", "refused_count", "row_count", "signature", "state") VALUES (NEW."changed_at", NEW."created_at", NEW."created_by_id", NEW."deleted_count", NEW."digest", NEW."ended_at", NEW."file_name", NEW."id", NEW."kind", NEW."organisation_id", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."progress_id", NEW."public_id", NEW."publish_asked_at", NEW."published_by_id", NEW."refused_count", NEW."row_count", NEW."signature", NEW."state"); RETURN NULL;', hash='9482040ea27058f911a741b93b79cb83736d89e4', operation='UPDATE', pgid='pgtrigger_update_update_1e907', table='imports_upload', when='AFTER')), pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "imports_uploadevent" ("changed_at", "created_at", "created_by_id", "deleted_count", "digest", "ended_at", "file_name", "id", "kind", "organisation_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "progress_id", "public_id", "publish_asked_at", "published_by_id", "refused_count", "row_count", "signature", "state") VALUES (OLD."changed_at", OLD."created_at", OLD."created_by_id", OLD."deleted_count", OLD."digest", OLD."ended_at", OLD."file_name", OLD."id", OLD."kind", OLD."organisation_id", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."progress_id", OLD."public_id", OLD."publish_asked_at", OLD."published_by_id", OLD."refused_count", OLD."row_count", OLD."signature", OLD."state"); RETURN NULL;', hash='8edc8340cb511a1a506809fee25563ac1aee6171', operation='DELETE', pgid='pgtrigger_delete_delete_d0673', table='imports_upload', when='AFTER'))],
            },
        ),
        migrations.CreateModel(
            name='UploadEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='imports.upload')),
                ('pgh_context', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                ('id', models.BigIntegerField()),
                ('public_id', models.UUIDField(default=uuid.uuid4, editable=False)),
                ('organisation', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='partners.organisation')),
                ('kind', models.CharField(choices=[('lars', 'Courses with a LARS number'), ('non-lars', 'Courses without a LARS number'), ('open-data', 'Live courses in the national open data'), ('venues', 'Venues'), ('progress', 'Progress of learners')], max_length=12)),
                ('state', models.CharField(choices=[('created', 'Waiting to be read'), ('processing', 'Being read'), ('processed_with_errors', 'Has errors'), ('processed_ok', 'Ready to publish'), ('published', 'Published'), ('abandoned', 'Abandoned')], default='created', max_length=22)),
                ('file_name', models.CharField(max_length=150)),
                ('digest', models.CharField(help_text='SHA-256 of the file.', max_length=64)),
                ('created_by', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL)),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('changed_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('progress', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='outbox.progress')),
                ('row_count', models.PositiveIntegerField(default=0)),
                ('refused_count', models.PositiveIntegerField(default=0)),
                ('deleted_count', models.PositiveIntegerField(default=0)),
                ('signature', models.CharField(blank=True, help_text='Of the outcome that people were shown.', max_length=64)),
                ('publish_asked_at', models.DateTimeField(null=True)),
                ('published_by', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL)),
                ('ended_at', models.DateTimeField(null=True)),
            ],
            options={
                'abstract': False,
                'triggers': [pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='9e9a7281cc46c74c64ccd0f82940f11b7f1cc9ed', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_03342', table='imports_uploadevent', when='BEFORE'))],
            },
        ),
        migrations.CreateModel(
            name='UploadFile',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('upload', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='file', to='imports.upload')),
                ('content', models.BinaryField()),
            ],
        ),
        migrations.CreateModel(
            name='UploadRow',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('upload', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='rows', to='imports.upload')),
                ('number', models.PositiveIntegerField(help_text='1 is the first row below the header.')),
                ('cells', district.imports.models.row.CellsField(default=dict)),
                ('faults', models.JSONField(default=list, help_text='Column, code and message of each.')),
                ('is_deleted', models.BooleanField(default=False)),
                ('effect', models.CharField(blank=True, help_text='added, changed, unchanged or repeat', max_length=10)),
                ('changed_fields', models.JSONField(default=list)),
            ],
            options={
                'indexes': [models.Index(fields=['upload', 'effect', 'number'], name='imports_row_effect'), models.Index(condition=models.Q(('faults', []), _negated=True), fields=['upload', 'number'], name='imports_row_refused')],
                'constraints': [models.UniqueConstraint(fields=('upload', 'number'), name='imports_row_once'), models.CheckConstraint(condition=models.Q(('faults', []), ('effect', ''), _connector='OR'), name='imports_refused_row_has_no_effect')],
            },
        ),
    ]
