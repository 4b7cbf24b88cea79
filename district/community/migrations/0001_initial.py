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
        ('learners', '0001_initial'),
        ('partners', '0001_initial'),
        ('pghistory', '0007_auto_20250421_0444'),
        ('programmes', '0001_initial'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='PaperRule',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('valid_from', models.DateField(unique=True)),
                ('warn_after_days', models.PositiveSmallIntegerField(help_text='Since anything last happened.')),
                ('delete_after_days', models.PositiveSmallIntegerField(help_text='Since the same day.')),
                ('source', models.CharField(blank=True, help_text='Who decided it.', max_length=200)),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(('delete_after_days__gt', models.F('warn_after_days')), ('warn_after_days__gte', 1)), name='community_paper_rule_warns_first')],
            },
        ),
        migrations.CreateModel(
            name='Referral',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('public_id', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('organisation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='referrals', to='partners.organisation')),
                ('made_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('made_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('run', models.ForeignKey(help_text='None: to the portal.', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='programmes.courserun')),
                ('name', models.CharField(blank=True, max_length=100)),
                ('email', models.EmailField(blank=True, max_length=254)),
                ('token_digest', models.CharField(editable=False, max_length=64, unique=True)),
                ('state', models.CharField(choices=[('sent', 'Waiting for their answer'), ('accepted', 'Accepted'), ('declined', 'Declined'), ('expired', 'Ran out')], default='sent', max_length=8)),
                ('expires_at', models.DateTimeField()),
                ('ended_at', models.DateTimeField(help_text='When they answered, or it ran out.', null=True)),
                ('learner', models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='referrals', to='learners.learner')),
                ('may_follow', models.CharField(choices=[('nothing', 'Nothing'), ('applied', 'Whether I have applied'), ('started', 'Whether I have applied and started'), ('completed', 'Whether I have applied, started and completed')], default='nothing', max_length=9)),
                ('agreed_how', models.CharField(help_text='How they agreed to be referred.', max_length=200)),
                ('agreed_on', models.DateField(help_text='When they agreed to be referred.')),
                ('consented_at', models.DateTimeField(help_text='When they said themselves what may be followed.', null=True)),
                ('consent_ended_at', models.DateTimeField(null=True)),
            ],
            options={
                'indexes': [models.Index(fields=['organisation', '-made_at'], name='community_referrals_of')],
                'constraints': [models.UniqueConstraint(models.F('organisation'), django.db.models.functions.text.Lower('email'), models.F('run'), condition=models.Q(('state', 'sent')), name='community_one_open_referral', nulls_distinct=False), models.CheckConstraint(condition=models.Q(models.Q(('state', 'accepted'), ('consented_at__isnull', False), ('learner__isnull', False)), models.Q(models.Q(('state', 'accepted'), _negated=True), ('consented_at', None), ('learner', None)), _connector='OR'), name='community_referral_accepted_by_somebody'), models.CheckConstraint(condition=models.Q(models.Q(('ended_at', None), ('state', 'sent')), models.Q(models.Q(('state', 'sent'), _negated=True), ('ended_at__isnull', False)), _connector='OR'), name='community_referral_end_has_time'), models.CheckConstraint(condition=models.Q(models.Q(('state__in', ['declined', 'expired']), _negated=True), models.Q(('email', ''), ('name', '')), _connector='OR'), name='community_referral_wiped'), models.CheckConstraint(condition=models.Q(('consent_ended_at', None), ('consented_at__isnull', False), _connector='OR'), name='community_consent_ends_after_it_began')],
                'triggers': [pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "community_referralevent" ("agreed_on", "consent_ended_at", "consented_at", "ended_at", "expires_at", "id", "learner_id", "made_at", "made_by_id", "may_follow", "organisation_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "public_id", "run_id", "state") VALUES (NEW."agreed_on", NEW."consent_ended_at", NEW."consented_at", NEW."ended_at", NEW."expires_at", NEW."id", NEW."learner_id", NEW."made_at", NEW."made_by_id", NEW."may_follow", NEW."organisation_id", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."public_id", NEW."run_id", NEW."state"); RETURN NULL;', hash='ce45b441ba104b7d6f57525e78328b0bd25f37bc', operation='INSERT', pgid='pgtrigger_insert_insert_29a32', table='community_referral', when='AFTER')), pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."agreed_on" IS DISTINCT FROM (NEW."agreed_on") OR OLD."consent_ended_at" IS DISTINCT FROM (NEW."consent_ended_at") OR OLD."consented_at" IS DISTINCT FROM (NEW."consented_at") OR OLD."ended_at" IS DISTINCT FROM (NEW."ended_at") OR OLD."expires_at" IS DISTINCT FROM (NEW."expires_at") OR OLD."id" IS DISTINCT FROM (NEW."id") OR OLD."learner_id" IS DISTINCT FROM (NEW."learner_id") OR OLD."made_at" IS DISTINCT FROM (NEW."made_at") OR OLD."made_by_id" IS DISTINCT FROM (NEW."made_by_id") OR OLD."may_follow" IS DISTINCT FROM (NEW."may_follow") OR OLD."organisation_id" IS DISTINCT FROM (NEW."organisation_id") OR OLD."public_id" IS DISTINCT FROM (NEW."public_id") OR OLD."run_id" IS DISTINCT FROM (NEW."run_id") OR OLD."state" IS DISTINCT FROM (NEW."state"))', func='INSERT INTO "community_referralevent" ("agreed_on", "consent_ended_at", "consented_at", "ended_at", "expires_at", "id", "learner_id", "made_at", "made_by_id", "may_follow", "organisation_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "public_id", "run_id", "state") VALUES (NEW."agreed_on", NEW."consent_ended_at", NEW."consented_at", NEW."ended_at", NEW."expires_at", NEW."id", NEW."learner_id", NEW."made_at", NEW."made_by_id", NEW."may_follow", NEW."organisation_id", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."public_id", NEW."run_id", NEW."state"); RETURN NULL;', hash='f98c3d99a9b4210a2cd4e4c9d4857ec9670e7707', operation='UPDATE', pgid='pgtrigger_update_update_970c7', table='community_referral', when='AFTER')), pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "community_referralevent" ("agreed_on", "consent_ended_at", "consented_at", "ended_at", "expires_at", "id", "learner_id", "made_at", "made_by_id", "may_follow", "organisation_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "public_id", "run_id", "state") VALUES (OLD."agreed_on", OLD."consent_ended_at", OLD."consented_at", OLD."ended_at", OLD."expires_at", OLD."id", OLD."learner_id", OLD."made_at", OLD."made_by_id", OLD."may_follow", OLD."organisation_id", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."public_id", OLD."run_id", OLD."state"); RETURN NULL;', hash='9676936c3e530ba70c9043504f630cbebf6ce1b5', operation='DELETE', pgid='pgtrigger_delete_delete_bed0c', table='community_referral', when='AFTER'))],
            },
        ),
        migrations.CreateModel(
            name='ReferralEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='community.referral')),
                ('pgh_context', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                ('id', models.BigIntegerField()),
                ('public_id', models.UUIDField(default=uuid.uuid4, editable=False)),
                ('organisation', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='partners.organisation')),
                ('made_by', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL)),
                ('made_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('run', models.ForeignKey(db_constraint=False, help_text='None: to the portal.', null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='programmes.courserun')),
                ('state', models.CharField(choices=[('sent', 'Waiting for their answer'), ('accepted', 'Accepted'), ('declined', 'Declined'), ('expired', 'Ran out')], default='sent', max_length=8)),
                ('expires_at', models.DateTimeField()),
                ('ended_at', models.DateTimeField(help_text='When they answered, or it ran out.', null=True)),
                ('learner', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='learners.learner')),
                ('may_follow', models.CharField(choices=[('nothing', 'Nothing'), ('applied', 'Whether I have applied'), ('started', 'Whether I have applied and started'), ('completed', 'Whether I have applied, started and completed')], default='nothing', max_length=9)),
                ('agreed_on', models.DateField(help_text='When they agreed to be referred.')),
                ('consented_at', models.DateTimeField(help_text='When they said themselves what may be followed.', null=True)),
                ('consent_ended_at', models.DateTimeField(null=True)),
            ],
            options={
                'abstract': False,
                'triggers': [pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='8c5e7787f966eed5701ecc0dd410646c8e2ace4b', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_c57f8', table='community_referralevent', when='BEFORE'))],
            },
        ),
        migrations.CreateModel(
            name='PaperEnd',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('organisation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='partners.organisation')),
                ('learner', models.OneToOneField(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='paper_end', to='learners.learner')),
                ('warned_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('ends_on', models.DateField()),
                ('deleted_at', models.DateTimeField(null=True)),
            ],
            options={
                'indexes': [models.Index(condition=models.Q(('deleted_at', None)), fields=['ends_on'], name='community_paper_ends_to_come')],
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('deleted_at__isnull', False), ('learner', None)), models.Q(('deleted_at', None), ('learner__isnull', False)), _connector='OR'), name='community_paper_end_forgets_who')],
            },
        ),
    ]
