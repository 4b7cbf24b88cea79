import django.db.models.deletion
import django.utils.timezone
import pgtrigger.compiler
import uuid
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('pghistory', '0007_auto_20250421_0444'),
        ('places', '0001_initial'),
        ('programmes', '0001_initial'),
        ('skills', '0001_initial'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Challenge',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('public_id', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('state', models.CharField(choices=[('draft', 'Draft'), ('open', 'Open'), ('answered', 'Answered'), ('closed', 'Closed'), ('withdrawn', 'Withdrawn')], default='draft', max_length=9)),
                ('title', models.CharField(max_length=120)),
                ('problem', models.TextField(max_length=2000)),
                ('skill', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='skills.skill')),
                ('level', models.PositiveSmallIntegerField(choices=[(1, 'Foundation'), (2, 'Intermediate'), (3, 'Advanced'), (4, 'Expert')], help_text='Empty: all levels.', null=True)),
                ('place', models.CharField(blank=True, choices=[('council', 'In one of the seven councils'), ('remote', 'From home or online'), ('region', 'Anywhere in the region'), ('outside', 'Outside the region'), ('unknown', 'Place not known')], help_text='Empty: everywhere.', max_length=7)),
                ('council', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='places.council')),
                ('owner', models.ForeignKey(help_text='Who answers for it.', null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('answer_by', models.DateField(help_text='Closed after this day if nobody has answered.')),
                ('counted_on', models.DateField(help_text='The day of the figures below, which stay as they were.')),
                ('demand', models.PositiveIntegerField()),
                ('posted', models.PositiveIntegerField()),
                ('needed', models.PositiveIntegerField()),
                ('supply', models.PositiveIntegerField()),
                ('in_training', models.PositiveIntegerField()),
                ('seats', models.PositiveIntegerField()),
                ('gap_at_end', models.IntegerField(help_text='As it was counted last when the challenge ended.', null=True)),
                ('raised_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('raised_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('opened_at', models.DateTimeField(null=True)),
                ('reminded_at', models.DateTimeField(null=True)),
                ('answer', models.TextField(blank=True, help_text='What is done about it.', max_length=2000)),
                ('programme', models.ForeignKey(help_text='That answers it.', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='programmes.programme')),
                ('answered_at', models.DateTimeField(null=True)),
                ('review_on', models.DateField(help_text='Closed on this day, when its answer has had time.', null=True)),
                ('ended_at', models.DateTimeField(null=True)),
                ('end_words', models.CharField(blank=True, max_length=500)),
                ('is_fictional', models.BooleanField(default=False)),
                ('version', models.PositiveIntegerField(default=1)),
                ('changed_at', models.DateTimeField(default=django.utils.timezone.now)),
            ],
            options={
                'indexes': [models.Index(fields=['state', 'answer_by'], name='taskforce_challenge_clock'), models.Index(fields=['skill'], name='taskforce_challenge_of_skill')],
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('council__isnull', False), ('place', 'council')), models.Q(models.Q(('place', 'council'), _negated=True), ('council', None)), _connector='OR'), name='taskforce_challenge_council_named'), models.CheckConstraint(condition=models.Q(('level', None), ('level__range', (1, 4)), _connector='OR'), name='taskforce_challenge_level_1_to_4'), models.CheckConstraint(condition=models.Q(('posted__lte', models.F('demand'))), name='taskforce_challenge_posted_is_part'), models.CheckConstraint(condition=models.Q(('state__in', ['draft', 'withdrawn']), ('opened_at__isnull', False), _connector='OR'), name='taskforce_open_challenge_has_time'), models.CheckConstraint(condition=models.Q(models.Q(('state', 'answered'), _negated=True), models.Q(('answered_at__isnull', False), ('review_on__isnull', False), models.Q(('answer', ''), _negated=True)), _connector='OR'), name='taskforce_answered_challenge_says_how'), models.CheckConstraint(condition=models.Q(models.Q(('ended_at', None), ('state__in', ['draft', 'open', 'answered'])), models.Q(('ended_at__isnull', False), ('state__in', ['closed', 'withdrawn']), models.Q(('end_words', ''), _negated=True)), _connector='OR'), name='taskforce_ended_challenge_says_why')],
                'triggers': [pgtrigger.compiler.Trigger(name='figures_stay', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."counted_on" IS DISTINCT FROM (NEW."counted_on") OR OLD."demand" IS DISTINCT FROM (NEW."demand") OR OLD."posted" IS DISTINCT FROM (NEW."posted") OR OLD."needed" IS DISTINCT FROM (NEW."needed") OR OLD."supply" IS DISTINCT FROM (NEW."supply") OR OLD."in_training" IS DISTINCT FROM (NEW."in_training") OR OLD."seats" IS DISTINCT FROM (NEW."seats"))', func="RAISE EXCEPTION 'pgtrigger: Cannot update rows from % table', TG_TABLE_NAME;", hash='ece064149abfc67595cf140e0a8a6eb1309988b9', operation='UPDATE', pgid='pgtrigger_figures_stay_e2dea', table='taskforce_challenge', when='BEFORE')), pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "taskforce_challengeevent" ("answer", "answer_by", "answered_at", "changed_at", "council_id", "counted_on", "demand", "end_words", "ended_at", "gap_at_end", "id", "in_training", "is_fictional", "level", "needed", "opened_at", "owner_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "place", "posted", "problem", "programme_id", "public_id", "raised_at", "raised_by_id", "reminded_at", "review_on", "seats", "skill_id", "state", "supply", "title", "version") VALUES (NEW."answer", NEW."answer_by", NEW."answered_at", NEW."changed_at", NEW."council_id", NEW."counted_on", NEW."demand", NEW."end_words", NEW."ended_at", NEW."gap_at_end", NEW."id", NEW."in_training", NEW."is_fictional", NEW."level", NEW."needed", NEW."opened_at", NEW."owner_id", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."place", NEW."posted", NEW."problem", NEW."programme_id", NEW."public_id", NEW."raised_at", NEW."raised_by_id", NEW."reminded_at", NEW."review_on", NEW."seats", NEW."skill_id", NEW."state", NEW."supply", NEW."title", NEW."version"); RETURN NULL;', hash='91cfd07e26d5d2b136e6762fd11296b529d466f1', operation='INSERT', pgid='pgtrigger_insert_insert_eac9e', table='taskforce_challenge', when='AFTER')), pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "taskforce_challengeevent" ("answer", "answer_by", "answered_at", "changed_at", "council_id", "counted_on", "demand", "end_words", "ended_at", "gap_at_end", "id", "in_training", "is_fictional", "level", "needed", "opened_at", "owner_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "place", "posted", "problem", "programme_id", "public_id", "raised_at", "raised_by_id", "reminded_at", "review_on", "seats", "skill_id", "state", "supply", "title", "version") VALUES (NEW."answer", NEW."answer_by", NEW."answered_at", NEW."changed_at", NEW."council_id", NEW."counted_on", NEW."demand", NEW."end_words", NEW."ended_at", NEW."gap_at_end", NEW."id", NEW."in_training", NEW."is_fictional", NEW."level", NEW."needed", NEW."opened_at", NEW."owner_id", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."place", NEW."posted", NEW."problem", NEW."programme_id", NEW."public_id", NEW."raised_at", NEW."raised_by_id", NEW."reminded_at", NEW."review_on", NEW."seats", NEW."skill_id", NEW."state", NEW."supply", NEW."title", NEW."version"); RETURN NULL;', hash='65ea9bd4e32d6675dd4f480b8fbfc7a6717bee3e', operation='UPDATE', pgid='pgtrigger_update_update_e9d42', table='taskforce_challenge', when='AFTER')), pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "taskforce_challengeevent" ("answer", "answer_by", "answered_at", "changed_at", "council_id", "counted_on", "demand", "end_words", "ended_at", "gap_at_end", "id", "in_training", "is_fictional", "level", "needed", "opened_at", "owner_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "place", "posted", "problem", "programme_id", "public_id", "raised_at", "raised_by_id", "reminded_at", "review_on", "seats", "skill_id", "state", "supply", "title", "version") VALUES (OLD."answer", OLD."answer_by", OLD."answered_at", OLD."changed_at", OLD."council_id", OLD."counted_on", OLD."demand", OLD."end_words", OLD."ended_at", OLD."gap_at_end", OLD."id", OLD."in_training", OLD."is_fictional", OLD."level", OLD."needed", OLD."opened_at", OLD."owner_id", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."place", OLD."posted", OLD."problem", OLD."programme_id", OLD."public_id", OLD."raised_at", OLD."raised_by_id", OLD."reminded_at", OLD."review_on", OLD."seats", OLD."skill_id", OLD."state", OLD."supply", OLD."title", OLD."version"); RETURN NULL;', hash='808e3a8e5a9d309ec6b8d6d07d2972496f21745f', operation='DELETE', pgid='pgtrigger_delete_delete_486c1', table='taskforce_challenge', when='AFTER'))],
            },
        ),
        migrations.CreateModel(
            name='ChallengeEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='taskforce.challenge')),
                ('pgh_context', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                ('id', models.BigIntegerField()),
                ('public_id', models.UUIDField(default=uuid.uuid4, editable=False)),
                ('state', models.CharField(choices=[('draft', 'Draft'), ('open', 'Open'), ('answered', 'Answered'), ('closed', 'Closed'), ('withdrawn', 'Withdrawn')], default='draft', max_length=9)),
                ('title', models.CharField(max_length=120)),
                ('problem', models.TextField(max_length=2000)),
                ('skill', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='skills.skill')),
                ('level', models.PositiveSmallIntegerField(choices=[(1, 'Foundation'), (2, 'Intermediate'), (3, 'Advanced'), (4, 'Expert')], help_text='Empty: all levels.', null=True)),
                ('place', models.CharField(blank=True, choices=[('council', 'In one of the seven councils'), ('remote', 'From home or online'), ('region', 'Anywhere in the region'), ('outside', 'Outside the region'), ('unknown', 'Place not known')], help_text='Empty: everywhere.', max_length=7)),
                ('council', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='places.council')),
                ('owner', models.ForeignKey(db_constraint=False, help_text='Who answers for it.', null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL)),
                ('answer_by', models.DateField(help_text='Closed after this day if nobody has answered.')),
                ('counted_on', models.DateField(help_text='The day of the figures below, which stay as they were.')),
                ('demand', models.PositiveIntegerField()),
                ('posted', models.PositiveIntegerField()),
                ('needed', models.PositiveIntegerField()),
                ('supply', models.PositiveIntegerField()),
                ('in_training', models.PositiveIntegerField()),
                ('seats', models.PositiveIntegerField()),
                ('gap_at_end', models.IntegerField(help_text='As it was counted last when the challenge ended.', null=True)),
                ('raised_by', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL)),
                ('raised_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('opened_at', models.DateTimeField(null=True)),
                ('reminded_at', models.DateTimeField(null=True)),
                ('answer', models.TextField(blank=True, help_text='What is done about it.', max_length=2000)),
                ('programme', models.ForeignKey(db_constraint=False, help_text='That answers it.', null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='programmes.programme')),
                ('answered_at', models.DateTimeField(null=True)),
                ('review_on', models.DateField(help_text='Closed on this day, when its answer has had time.', null=True)),
                ('ended_at', models.DateTimeField(null=True)),
                ('end_words', models.CharField(blank=True, max_length=500)),
                ('is_fictional', models.BooleanField(default=False)),
                ('version', models.PositiveIntegerField(default=1)),
                ('changed_at', models.DateTimeField(default=django.utils.timezone.now)),
            ],
            options={
                'abstract': False,
                'triggers': [pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='34a69bc51f1669308c2c5990d98c5383a599cef9', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_23ac3', table='taskforce_challengeevent', when='BEFORE'))],
            },
        ),
    ]
