import django.db.models.deletion
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
        ('places', '0001_initial'),
        ('programmes', '0001_initial'),
        ('skills', '0001_initial'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='NeedAnswer',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('public_id', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('organisation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='need_answers', to='partners.organisation')),
                ('skill', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='skills.skill')),
                ('area', models.CharField(choices=[('everywhere', 'All needs, wherever they are'), ('council', 'Needs in one council'), ('any', 'Needs that fit anywhere in the region')], default='everywhere', max_length=10)),
                ('council', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='places.council')),
                ('kind', models.CharField(choices=[('course', 'A course we teach'), ('planned', 'A course we plan'), ('offer', 'Another offer')], max_length=7)),
                ('course', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='need_answers', to='programmes.course')),
                ('words', models.TextField(blank=True, max_length=2000)),
                ('contact_name', models.CharField(help_text='Shared with an employer who accepts.', max_length=150)),
                ('contact_email', models.EmailField(help_text='Shared with an employer who accepts.', max_length=254)),
                ('state', models.CharField(choices=[('sent', 'Sent'), ('closed', 'Closed'), ('withdrawn', 'Withdrawn')], default='sent', max_length=9)),
                ('sent_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('sent_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('closes_on', models.DateField()),
                ('ended_at', models.DateTimeField(null=True)),
            ],
            options={
                'indexes': [models.Index(condition=models.Q(('state', 'sent')), fields=['closes_on'], name='codesign_answer_clock')],
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('course__isnull', False), ('kind', 'course')), models.Q(('course', None), ('kind__in', ['planned', 'offer']), models.Q(('words', ''), _negated=True)), _connector='OR'), name='codesign_need_answer_says_what'), models.CheckConstraint(condition=models.Q(models.Q(('area', 'council'), ('council__isnull', False)), models.Q(models.Q(('area', 'council'), _negated=True), ('council', None)), _connector='OR'), name='codesign_need_answer_council'), models.CheckConstraint(condition=models.Q(models.Q(('ended_at', None), ('state', 'sent')), models.Q(models.Q(('state', 'sent'), _negated=True), ('ended_at__isnull', False)), _connector='OR'), name='codesign_ended_answer_has_time'), models.UniqueConstraint(condition=models.Q(('state', 'sent')), fields=('organisation', 'skill', 'area', 'council'), name='codesign_one_live_answer', nulls_distinct=False, violation_error_message='You have answered this group already. Withdraw that answer first.')],
                'triggers': [pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "codesign_needanswerevent" ("area", "closes_on", "council_id", "course_id", "ended_at", "id", "kind", "organisation_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "public_id", "sent_at", "sent_by_id", "skill_id", "state", "words") VALUES (NEW."area", NEW."closes_on", NEW."council_id", NEW."course_id", NEW."ended_at", NEW."id", NEW."kind", NEW."organisation_id", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."public_id", NEW."sent_at", NEW."sent_by_id", NEW."skill_id", NEW."state", NEW."words"); RETURN NULL;', hash='840e4ed8ba2c4f7211c8189db7898a1774f1de01', operation='INSERT', pgid='pgtrigger_insert_insert_8e603', table='codesign_needanswer', when='AFTER')), pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."area" IS DISTINCT FROM (NEW."area") OR OLD."closes_on" IS DISTINCT FROM (NEW."closes_on") OR OLD."council_id" IS DISTINCT FROM (NEW."council_id") OR OLD."course_id" IS DISTINCT FROM (NEW."course_id") OR OLD."ended_at" IS DISTINCT FROM (NEW."ended_at") OR OLD."id" IS DISTINCT FROM (NEW."id") OR OLD."kind" IS DISTINCT FROM (NEW."kind") OR OLD."organisation_id" IS DISTINCT FROM (NEW."organisation_id") OR OLD."public_id" IS DISTINCT FROM (NEW."public_id") OR OLD."sent_at" IS DISTINCT FROM (NEW."sent_at") OR OLD."sent_by_id" IS DISTINCT FROM (NEW."sent_by_id") OR OLD."skill_id" IS DISTINCT FROM (NEW."skill_id") OR OLD."state" IS DISTINCT FROM (NEW."state") OR OLD."words" IS DISTINCT FROM (NEW."words"))', func='INSERT INTO "codesign_needanswerevent" ("area", "closes_on", "council_id", "course_id", "ended_at", "id", "kind", "organisation_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "public_id", "sent_at", "sent_by_id", "skill_id", "state", "words") VALUES (NEW."area", NEW."closes_on", NEW."council_id", NEW."course_id", NEW."ended_at", NEW."id", NEW."kind", NEW."organisation_id", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."public_id", NEW."sent_at", NEW."sent_by_id", NEW."skill_id", NEW."state", NEW."words"); RETURN NULL;', hash='a4790f103f77fdb925e167d46913ba846ba0830b', operation='UPDATE', pgid='pgtrigger_update_update_66407', table='codesign_needanswer', when='AFTER')), pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "codesign_needanswerevent" ("area", "closes_on", "council_id", "course_id", "ended_at", "id", "kind", "organisation_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "public_id", "sent_at", "sent_by_id", "skill_id", "state", "words") VALUES (OLD."area", OLD."closes_on", OLD."council_id", OLD."course_id", OLD."ended_at", OLD."id", OLD."kind", OLD."organisation_id", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."public_id", OLD."sent_at", OLD."sent_by_id", OLD."skill_id", OLD."state", OLD."words"); RETURN NULL;', hash='73e61f941eaeea69dbf17022fe1938952871c1a5', operation='DELETE', pgid='pgtrigger_delete_delete_d29f3', table='codesign_needanswer', when='AFTER'))],
            },
        ),
        migrations.CreateModel(
            name='NeedAnswerEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='codesign.needanswer')),
                ('pgh_context', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                ('id', models.BigIntegerField()),
                ('public_id', models.UUIDField(default=uuid.uuid4, editable=False)),
                ('organisation', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='partners.organisation')),
                ('skill', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='skills.skill')),
                ('area', models.CharField(choices=[('everywhere', 'All needs, wherever they are'), ('council', 'Needs in one council'), ('any', 'Needs that fit anywhere in the region')], default='everywhere', max_length=10)),
                ('council', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='places.council')),
                ('kind', models.CharField(choices=[('course', 'A course we teach'), ('planned', 'A course we plan'), ('offer', 'Another offer')], max_length=7)),
                ('course', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='programmes.course')),
                ('words', models.TextField(blank=True, max_length=2000)),
                ('state', models.CharField(choices=[('sent', 'Sent'), ('closed', 'Closed'), ('withdrawn', 'Withdrawn')], default='sent', max_length=9)),
                ('sent_by', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL)),
                ('sent_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('closes_on', models.DateField()),
                ('ended_at', models.DateTimeField(null=True)),
            ],
            options={
                'abstract': False,
                'triggers': [pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='0e0bb9cd22915a624e027e390eaacb01ebcd244b', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_46374', table='codesign_needanswerevent', when='BEFORE'))],
            },
        ),
        migrations.CreateModel(
            name='NeedReply',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('public_id', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('answer', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='replies', to='codesign.needanswer')),
                ('need', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='replies', to='employers.skillsneed')),
                ('state', models.CharField(choices=[('waiting', 'Waiting for your reply'), ('accepted', 'Accepted'), ('declined', 'Declined'), ('lapsed', 'Not replied to in time')], default='waiting', max_length=8)),
                ('reason', models.CharField(blank=True, choices=[('skills', 'It does not teach what we need'), ('level', 'The level does not fit'), ('time', 'The time does not fit'), ('place', 'It is too far away'), ('cost', 'It costs too much'), ('settled', 'We have found another way')], max_length=7)),
                ('words', models.CharField(blank=True, help_text='Read by WMCA staff alone.', max_length=500)),
                ('contact_name', models.CharField(blank=True, max_length=150)),
                ('contact_email', models.EmailField(blank=True, max_length=254)),
                ('has_met', models.BooleanField(default=False, help_text='The need was met by it.')),
                ('decided_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('decided_at', models.DateTimeField(null=True)),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('answer', 'need'), name='codesign_need_replies_once'), models.CheckConstraint(condition=models.Q(models.Q(('state', 'declined'), models.Q(('reason', ''), _negated=True)), models.Q(models.Q(('state', 'declined'), _negated=True), ('reason', '')), _connector='OR'), name='codesign_declined_says_why', violation_error_message='Say why you decline.'), models.CheckConstraint(condition=models.Q(models.Q(('state', 'accepted'), models.Q(('contact_email', ''), _negated=True)), models.Q(models.Q(('state', 'accepted'), _negated=True), ('contact_email', ''), ('contact_name', '')), _connector='OR'), name='codesign_contact_once_accepted'), models.CheckConstraint(condition=models.Q(('has_met', False), ('state', 'accepted'), _connector='OR'), name='codesign_only_accepted_meets'), models.CheckConstraint(condition=models.Q(models.Q(('decided_at', None), ('state', 'waiting')), models.Q(models.Q(('state', 'waiting'), _negated=True), ('decided_at__isnull', False)), _connector='OR'), name='codesign_need_reply_has_time')],
                'triggers': [pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "codesign_needreplyevent" ("answer_id", "decided_at", "decided_by_id", "has_met", "id", "need_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "public_id", "reason", "state", "words") VALUES (NEW."answer_id", NEW."decided_at", NEW."decided_by_id", NEW."has_met", NEW."id", NEW."need_id", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."public_id", NEW."reason", NEW."state", NEW."words"); RETURN NULL;', hash='409d680be0a89f94424791735e11377ff60c0656', operation='INSERT', pgid='pgtrigger_insert_insert_af085', table='codesign_needreply', when='AFTER')), pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."answer_id" IS DISTINCT FROM (NEW."answer_id") OR OLD."decided_at" IS DISTINCT FROM (NEW."decided_at") OR OLD."decided_by_id" IS DISTINCT FROM (NEW."decided_by_id") OR OLD."has_met" IS DISTINCT FROM (NEW."has_met") OR OLD."id" IS DISTINCT FROM (NEW."id") OR OLD."need_id" IS DISTINCT FROM (NEW."need_id") OR OLD."public_id" IS DISTINCT FROM (NEW."public_id") OR OLD."reason" IS DISTINCT FROM (NEW."reason") OR OLD."state" IS DISTINCT FROM (NEW."state") OR OLD."words" IS DISTINCT FROM (NEW."words"))', func='INSERT INTO "codesign_needreplyevent" ("answer_id", "decided_at", "decided_by_id", "has_met", "id", "need_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "public_id", "reason", "state", "words") VALUES (NEW."answer_id", NEW."decided_at", NEW."decided_by_id", NEW."has_met", NEW."id", NEW."need_id", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."public_id", NEW."reason", NEW."state", NEW."words"); RETURN NULL;', hash='f373da586aa7838a44c5225a50886b8977aba668', operation='UPDATE', pgid='pgtrigger_update_update_efc59', table='codesign_needreply', when='AFTER')), pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "codesign_needreplyevent" ("answer_id", "decided_at", "decided_by_id", "has_met", "id", "need_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "public_id", "reason", "state", "words") VALUES (OLD."answer_id", OLD."decided_at", OLD."decided_by_id", OLD."has_met", OLD."id", OLD."need_id", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."public_id", OLD."reason", OLD."state", OLD."words"); RETURN NULL;', hash='046c84b9df425d6b23a3b531f9172cb7f7ded7e2', operation='DELETE', pgid='pgtrigger_delete_delete_2cc17', table='codesign_needreply', when='AFTER'))],
            },
        ),
        migrations.CreateModel(
            name='NeedReplyEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='codesign.needreply')),
                ('pgh_context', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                ('id', models.BigIntegerField()),
                ('public_id', models.UUIDField(default=uuid.uuid4, editable=False)),
                ('answer', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='codesign.needanswer')),
                ('need', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='employers.skillsneed')),
                ('state', models.CharField(choices=[('waiting', 'Waiting for your reply'), ('accepted', 'Accepted'), ('declined', 'Declined'), ('lapsed', 'Not replied to in time')], default='waiting', max_length=8)),
                ('reason', models.CharField(blank=True, choices=[('skills', 'It does not teach what we need'), ('level', 'The level does not fit'), ('time', 'The time does not fit'), ('place', 'It is too far away'), ('cost', 'It costs too much'), ('settled', 'We have found another way')], max_length=7)),
                ('words', models.CharField(blank=True, help_text='Read by WMCA staff alone.', max_length=500)),
                ('has_met', models.BooleanField(default=False, help_text='The need was met by it.')),
                ('decided_by', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL)),
                ('decided_at', models.DateTimeField(null=True)),
            ],
            options={
                'abstract': False,
                'triggers': [pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='a29647f1677fea3e5899f6dc53fecfecb96fd248', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_c4019', table='codesign_needreplyevent', when='BEFORE'))],
            },
        ),
    ]
