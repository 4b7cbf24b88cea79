import django.db.models.deletion
import django.utils.timezone
import pgtrigger.compiler
import uuid
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('funding', '0001_initial'),
        ('pghistory', '0007_auto_20250421_0444'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='ReviewPoint',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('public_id', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('code', models.CharField(max_length=10)),
                ('year', models.PositiveSmallIntegerField(help_text='The academic year begins in it.')),
                ('covers_until', models.DateField(help_text='The last day that the reports tell of.')),
                ('opens_on', models.DateField()),
                ('due_on', models.DateField()),
                ('source', models.CharField(help_text='Where it is laid down.', max_length=300)),
                ('made_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('made_at', models.DateTimeField(default=django.utils.timezone.now)),
            ],
            options={
                'ordering': ['-covers_until', 'id'],
                'constraints': [models.UniqueConstraint(fields=('year', 'code'), name='returns_point_once_a_year', violation_error_message='There is a review point with this code in that year already.'), models.CheckConstraint(condition=models.Q(('due_on__gte', models.F('opens_on')), ('opens_on__gt', models.F('covers_until'))), name='returns_point_days_in_order', violation_error_message='It opens after the days it covers, and is due after it opens.')],
                'triggers': [pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "returns_reviewpointevent" ("code", "covers_until", "due_on", "id", "made_at", "made_by_id", "opens_on", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "public_id", "source", "year") VALUES (NEW."code", NEW."covers_until", NEW."due_on", NEW."id", NEW."made_at", NEW."made_by_id", NEW."opens_on", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."public_id", NEW."source", NEW."year"); RETURN NULL;', hash='69c5db4dd95d07948bf293aabdce447cbee07c38', operation='INSERT', pgid='pgtrigger_insert_insert_8b365', table='returns_reviewpoint', when='AFTER')), pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "returns_reviewpointevent" ("code", "covers_until", "due_on", "id", "made_at", "made_by_id", "opens_on", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "public_id", "source", "year") VALUES (NEW."code", NEW."covers_until", NEW."due_on", NEW."id", NEW."made_at", NEW."made_by_id", NEW."opens_on", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."public_id", NEW."source", NEW."year"); RETURN NULL;', hash='d32c68c76ed70202892431257be16595e8b0750a', operation='UPDATE', pgid='pgtrigger_update_update_ad6f4', table='returns_reviewpoint', when='AFTER')), pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "returns_reviewpointevent" ("code", "covers_until", "due_on", "id", "made_at", "made_by_id", "opens_on", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "public_id", "source", "year") VALUES (OLD."code", OLD."covers_until", OLD."due_on", OLD."id", OLD."made_at", OLD."made_by_id", OLD."opens_on", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."public_id", OLD."source", OLD."year"); RETURN NULL;', hash='646b3ffa87956fff2c753fbad987a5b3e33b9ef9', operation='DELETE', pgid='pgtrigger_delete_delete_b8e3d', table='returns_reviewpoint', when='AFTER'))],
            },
        ),
        migrations.CreateModel(
            name='PartnerReport',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('public_id', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('point', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='reports', to='returns.reviewpoint')),
                ('contract', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='reports', to='funding.contract')),
                ('state', models.CharField(choices=[('open', 'To be sent'), ('sent', 'With WMCA'), ('returned', 'To be mended'), ('final', 'Final')], default='open', max_length=8)),
                ('filled_at', models.DateTimeField(default=django.utils.timezone.now, help_text='When the portal worked the lines out.')),
                ('words', models.CharField(blank=True, help_text='What the provider adds.', max_length=1000)),
                ('sent_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('first_sent_at', models.DateTimeField(null=True)),
                ('sent_at', models.DateTimeField(null=True)),
                ('answer', models.CharField(blank=True, help_text='What WMCA says.', max_length=1000)),
                ('decided_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('decided_at', models.DateTimeField(null=True)),
                ('reminded_on', models.DateField(null=True)),
                ('version', models.PositiveIntegerField(default=1)),
            ],
            options={
                'indexes': [models.Index(fields=['state', 'point'], name='returns_reports_by_state')],
                'constraints': [models.UniqueConstraint(fields=('point', 'contract'), name='returns_report_once'), models.CheckConstraint(condition=models.Q(('state', 'open'), models.Q(('first_sent_at__isnull', False), ('sent_at__isnull', False)), _connector='OR'), name='returns_sent_has_time'), models.CheckConstraint(condition=models.Q(('decided_by', None), ('sent_by', None), models.Q(('decided_by', models.F('sent_by')), _negated=True), _connector='OR'), name='returns_two_people', violation_error_message='Somebody else decides on what you have sent.')],
                'triggers': [pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "returns_partnerreportevent" ("answer", "contract_id", "decided_at", "decided_by_id", "filled_at", "first_sent_at", "id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "point_id", "public_id", "sent_at", "sent_by_id", "state", "words") VALUES (NEW."answer", NEW."contract_id", NEW."decided_at", NEW."decided_by_id", NEW."filled_at", NEW."first_sent_at", NEW."id", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."point_id", NEW."public_id", NEW."sent_at", NEW."sent_by_id", NEW."state", NEW."words"); RETURN NULL;', hash='0c64e738c9762b4423f55aeceefa4baf1e8fc342', operation='INSERT', pgid='pgtrigger_insert_insert_8bef9', table='returns_partnerreport', when='AFTER')), pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."answer" IS DISTINCT FROM (NEW."answer") OR OLD."contract_id" IS DISTINCT FROM (NEW."contract_id") OR OLD."decided_at" IS DISTINCT FROM (NEW."decided_at") OR OLD."decided_by_id" IS DISTINCT FROM (NEW."decided_by_id") OR OLD."filled_at" IS DISTINCT FROM (NEW."filled_at") OR OLD."first_sent_at" IS DISTINCT FROM (NEW."first_sent_at") OR OLD."id" IS DISTINCT FROM (NEW."id") OR OLD."point_id" IS DISTINCT FROM (NEW."point_id") OR OLD."public_id" IS DISTINCT FROM (NEW."public_id") OR OLD."sent_at" IS DISTINCT FROM (NEW."sent_at") OR OLD."sent_by_id" IS DISTINCT FROM (NEW."sent_by_id") OR OLD."state" IS DISTINCT FROM (NEW."state") OR OLD."words" IS DISTINCT FROM (NEW."words"))', func='INSERT INTO "returns_partnerreportevent" ("answer", "contract_id", "decided_at", "decided_by_id", "filled_at", "first_sent_at", "id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "point_id", "public_id", "sent_at", "sent_by_id", "state", "words") VALUES (NEW."answer", NEW."contract_id", NEW."decided_at", NEW."decided_by_id", NEW."filled_at", NEW."first_sent_at", NEW."id", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."point_id", NEW."public_id", NEW."sent_at", NEW."sent_by_id", NEW."state", NEW."words"); RETURN NULL;', hash='846b214d7d78201c2f2c9b7eddecd5dd377cac08', operation='UPDATE', pgid='pgtrigger_update_update_0db29', table='returns_partnerreport', when='AFTER')), pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "returns_partnerreportevent" ("answer", "contract_id", "decided_at", "decided_by_id", "filled_at", "first_sent_at", "id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "point_id", "public_id", "sent_at", "sent_by_id", "state", "words") VALUES (OLD."answer", OLD."contract_id", OLD."decided_at", OLD."decided_by_id", OLD."filled_at", OLD."first_sent_at", OLD."id", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."point_id", OLD."public_id", OLD."sent_at", OLD."sent_by_id", OLD."state", OLD."words"); RETURN NULL;', hash='2a101ca914f2601524d6d678f7cb6bce5f013f19', operation='DELETE', pgid='pgtrigger_delete_delete_c622d', table='returns_partnerreport', when='AFTER'))],
            },
        ),
        migrations.CreateModel(
            name='ReportLine',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('report', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='lines', to='returns.partnerreport')),
                ('measure', models.CharField(choices=[('starts', 'People who became a start (M1)'), ('learning', 'People on their course on that day'), ('withdrawn', 'People who left before the end'), ('completed', 'People who completed'), ('evidenced', 'People who completed with an interview offer, new role or plan (M2)'), ('outcomes', 'People with an outcome that lasted (M3)'), ('delivered', 'What milestones with evidence are worth'), ('claimed', 'Claimed and not refused'), ('paid', 'Paid')], max_length=9)),
                ('value', models.DecimalField(decimal_places=2, help_text='As the portal worked it out.', max_digits=14)),
                ('said', models.CharField(blank=True, choices=[('', 'Not answered yet'), ('confirmed', 'It is right'), ('corrected', 'It should be something else')], default='', max_length=9)),
                ('corrected', models.DecimalField(decimal_places=2, max_digits=14, null=True)),
                ('reason', models.CharField(blank=True, max_length=300)),
                ('look', models.CharField(blank=True, choices=[('', 'Not looked at yet'), ('accepted', 'Accepted'), ('fix', 'To be mended')], default='', max_length=8)),
                ('look_note', models.CharField(blank=True, max_length=300)),
            ],
            options={
                'ordering': ['id'],
                'constraints': [models.UniqueConstraint(fields=('report', 'measure'), name='returns_line_once'), models.CheckConstraint(condition=models.Q(models.Q(('corrected__isnull', False), ('said', 'corrected'), models.Q(('reason', ''), _negated=True), models.Q(('corrected', models.F('value')), _negated=True)), models.Q(models.Q(('said', 'corrected'), _negated=True), ('corrected', None), ('reason', '')), _connector='OR'), name='returns_correction_has_reason', violation_error_message='Say what it should be, and why.'), models.CheckConstraint(condition=models.Q(('corrected', None), ('corrected__gte', 0), _connector='OR'), name='returns_not_negative'), models.CheckConstraint(condition=models.Q(models.Q(('look', 'fix'), _negated=True), models.Q(('look_note', ''), _negated=True), _connector='OR'), name='returns_fix_has_note', violation_error_message='Say what is to be mended.')],
                'triggers': [pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "returns_reportlineevent" ("corrected", "id", "look", "look_note", "measure", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "reason", "report_id", "said", "value") VALUES (NEW."corrected", NEW."id", NEW."look", NEW."look_note", NEW."measure", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."reason", NEW."report_id", NEW."said", NEW."value"); RETURN NULL;', hash='c44244487be8d8b200dd6dee0273badd71ff6321', operation='INSERT', pgid='pgtrigger_insert_insert_bfd95', table='returns_reportline', when='AFTER')), pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "returns_reportlineevent" ("corrected", "id", "look", "look_note", "measure", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "reason", "report_id", "said", "value") VALUES (NEW."corrected", NEW."id", NEW."look", NEW."look_note", NEW."measure", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."reason", NEW."report_id", NEW."said", NEW."value"); RETURN NULL;', hash='d45a0011c6fdd58a0256d974aca9f02ee067dd40', operation='UPDATE', pgid='pgtrigger_update_update_97123', table='returns_reportline', when='AFTER')), pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "returns_reportlineevent" ("corrected", "id", "look", "look_note", "measure", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "reason", "report_id", "said", "value") VALUES (OLD."corrected", OLD."id", OLD."look", OLD."look_note", OLD."measure", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."reason", OLD."report_id", OLD."said", OLD."value"); RETURN NULL;', hash='3e984fe9fb08791d6e583b133e26267f7c5b8bab', operation='DELETE', pgid='pgtrigger_delete_delete_65107', table='returns_reportline', when='AFTER'))],
            },
        ),
        migrations.CreateModel(
            name='ReportLineEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='returns.reportline')),
                ('pgh_context', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                ('id', models.BigIntegerField()),
                ('report', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='returns.partnerreport')),
                ('measure', models.CharField(choices=[('starts', 'People who became a start (M1)'), ('learning', 'People on their course on that day'), ('withdrawn', 'People who left before the end'), ('completed', 'People who completed'), ('evidenced', 'People who completed with an interview offer, new role or plan (M2)'), ('outcomes', 'People with an outcome that lasted (M3)'), ('delivered', 'What milestones with evidence are worth'), ('claimed', 'Claimed and not refused'), ('paid', 'Paid')], max_length=9)),
                ('value', models.DecimalField(decimal_places=2, help_text='As the portal worked it out.', max_digits=14)),
                ('said', models.CharField(blank=True, choices=[('', 'Not answered yet'), ('confirmed', 'It is right'), ('corrected', 'It should be something else')], default='', max_length=9)),
                ('corrected', models.DecimalField(decimal_places=2, max_digits=14, null=True)),
                ('reason', models.CharField(blank=True, max_length=300)),
                ('look', models.CharField(blank=True, choices=[('', 'Not looked at yet'), ('accepted', 'Accepted'), ('fix', 'To be mended')], default='', max_length=8)),
                ('look_note', models.CharField(blank=True, max_length=300)),
            ],
            options={
                'abstract': False,
                'triggers': [pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='332c206c0e1fc384e2e3933bd1ab463d3cdb7c80', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_e437f', table='returns_reportlineevent', when='BEFORE'))],
            },
        ),
        migrations.CreateModel(
            name='PartnerReportEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='returns.partnerreport')),
                ('pgh_context', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                ('id', models.BigIntegerField()),
                ('public_id', models.UUIDField(default=uuid.uuid4, editable=False)),
                ('point', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='returns.reviewpoint')),
                ('contract', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='funding.contract')),
                ('state', models.CharField(choices=[('open', 'To be sent'), ('sent', 'With WMCA'), ('returned', 'To be mended'), ('final', 'Final')], default='open', max_length=8)),
                ('filled_at', models.DateTimeField(default=django.utils.timezone.now, help_text='When the portal worked the lines out.')),
                ('words', models.CharField(blank=True, help_text='What the provider adds.', max_length=1000)),
                ('sent_by', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL)),
                ('first_sent_at', models.DateTimeField(null=True)),
                ('sent_at', models.DateTimeField(null=True)),
                ('answer', models.CharField(blank=True, help_text='What WMCA says.', max_length=1000)),
                ('decided_by', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL)),
                ('decided_at', models.DateTimeField(null=True)),
            ],
            options={
                'abstract': False,
                'triggers': [pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='d8a1501bad352704aa0c47f2800c2fc171b4aa67', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_76618', table='returns_partnerreportevent', when='BEFORE'))],
            },
        ),
        migrations.CreateModel(
            name='ReviewPointEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='returns.reviewpoint')),
                ('pgh_context', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                ('id', models.BigIntegerField()),
                ('public_id', models.UUIDField(default=uuid.uuid4, editable=False)),
                ('code', models.CharField(max_length=10)),
                ('year', models.PositiveSmallIntegerField(help_text='The academic year begins in it.')),
                ('covers_until', models.DateField(help_text='The last day that the reports tell of.')),
                ('opens_on', models.DateField()),
                ('due_on', models.DateField()),
                ('source', models.CharField(help_text='Where it is laid down.', max_length=300)),
                ('made_by', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL)),
                ('made_at', models.DateTimeField(default=django.utils.timezone.now)),
            ],
            options={
                'abstract': False,
                'triggers': [pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='14316684d03a47ee00c68929a1cdab04a731b74b', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_cd44e', table='returns_reviewpointevent', when='BEFORE'))],
            },
        ),
    ]
