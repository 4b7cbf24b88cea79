import django.db.models.deletion
import django.utils.timezone
import pgtrigger.compiler
import pgtrigger.migrations
import uuid
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('accounts', '__first__'),
        ('pghistory', '0007_auto_20250421_0444'),
        ('places', '0002_without_pattern_index'),
        ('skills', '0002_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='Learner',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('public_id', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('user', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='learner', to=settings.AUTH_USER_MODEL)),
                ('postcode', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='places.postcode')),
                ('travel_miles', models.PositiveSmallIntegerField(help_text='Empty means the regional default.', null=True)),
                ('travel_modes', models.JSONField(default=list)),
                ('remote_ok', models.BooleanField(default=True)),
                ('looking_for', models.JSONField(default=list)),
                ('free_from', models.DateField(null=True)),
                ('free_times', models.JSONField(default=list)),
                ('least_salary', models.PositiveIntegerField(help_text='Pounds a year; empty means no limit.', null=True)),
                ('answered', models.JSONField(default=list, help_text='Names of the questions answered.')),
                ('matching_on', models.BooleanField(default=True, help_text='Off: no matches are computed or kept.')),
                ('is_fictional', models.BooleanField(default=False)),
                ('version', models.PositiveIntegerField(default=1, help_text='Goes up by one with each saved change.')),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('changed_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('hopes', models.ManyToManyField(blank=True, related_name='+', to='skills.occupation')),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(('travel_miles', None), ('travel_miles__range', (0, 200)), _connector='OR'), name='learners_travel_0_to_200_miles', violation_error_message='Enter a distance from 0 to 200 miles.')],
            },
        ),
        migrations.CreateModel(
            name='HeldSkill',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('learner', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='held_skills', to='learners.learner')),
                ('skill', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='skills.skill')),
                ('level', models.PositiveSmallIntegerField(choices=[(1, 'Foundation'), (2, 'Intermediate'), (3, 'Advanced'), (4, 'Expert')], default=1)),
                ('evidence', models.CharField(choices=[('said', 'I say so'), ('work', 'From paid or unpaid work'), ('course', 'From a course or qualification'), ('home', 'From home, a hobby or volunteering'), ('completion', 'Confirmed by a course completed here')], default='said', max_length=10)),
                ('evidence_note', models.CharField(blank=True, max_length=200)),
                ('added_at', models.DateTimeField(default=django.utils.timezone.now)),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('learner', 'skill'), name='learners_skill_held_once', violation_error_message='This skill is on your list already.'), models.CheckConstraint(condition=models.Q(('level__range', (1, 4))), name='learners_held_level_1_to_4')],
            },
        ),
        migrations.CreateModel(
            name='HeldSkillEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='learners.heldskill')),
                ('pgh_context', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                ('id', models.BigIntegerField()),
                ('learner', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='learners.learner')),
                ('skill', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='skills.skill')),
                ('level', models.PositiveSmallIntegerField(choices=[(1, 'Foundation'), (2, 'Intermediate'), (3, 'Advanced'), (4, 'Expert')], default=1)),
                ('evidence', models.CharField(choices=[('said', 'I say so'), ('work', 'From paid or unpaid work'), ('course', 'From a course or qualification'), ('home', 'From home, a hobby or volunteering'), ('completion', 'Confirmed by a course completed here')], default='said', max_length=10)),
                ('evidence_note', models.CharField(blank=True, max_length=200)),
                ('added_at', models.DateTimeField(default=django.utils.timezone.now)),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='LearnerEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='learners.learner')),
                ('pgh_context', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                ('id', models.BigIntegerField()),
                ('public_id', models.UUIDField(default=uuid.uuid4, editable=False)),
                ('user', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL)),
                ('travel_miles', models.PositiveSmallIntegerField(help_text='Empty means the regional default.', null=True)),
                ('travel_modes', models.JSONField(default=list)),
                ('remote_ok', models.BooleanField(default=True)),
                ('looking_for', models.JSONField(default=list)),
                ('free_from', models.DateField(null=True)),
                ('free_times', models.JSONField(default=list)),
                ('least_salary', models.PositiveIntegerField(help_text='Pounds a year; empty means no limit.', null=True)),
                ('answered', models.JSONField(default=list, help_text='Names of the questions answered.')),
                ('matching_on', models.BooleanField(default=True, help_text='Off: no matches are computed or kept.')),
                ('is_fictional', models.BooleanField(default=False)),
                ('version', models.PositiveIntegerField(default=1, help_text='Goes up by one with each saved change.')),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('changed_at', models.DateTimeField(default=django.utils.timezone.now)),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='ProfileSuggestion',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('learner', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='suggestions', to='learners.learner')),
                ('skill', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='skills.skill')),
                ('words', models.CharField(help_text='The words that gave it.', max_length=300)),
                ('source', models.CharField(help_text="For people: 'your text', or the occupation it is typical of.", max_length=300)),
                ('state', models.CharField(choices=[('suggested', 'Suggested'), ('accepted', 'Accepted'), ('refused', 'Refused')], default='suggested', max_length=10)),
                ('made_at', models.DateTimeField(default=django.utils.timezone.now)),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('learner', 'skill'), name='learners_suggested_once')],
            },
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='learner',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "learners_learnerevent" ("answered", "changed_at", "created_at", "free_from", "free_times", "id", "is_fictional", "least_salary", "looking_for", "matching_on", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "public_id", "remote_ok", "travel_miles", "travel_modes", "user_id", "version") VALUES (NEW."answered", NEW."changed_at", NEW."created_at", NEW."free_from", NEW."free_times", NEW."id", NEW."is_fictional", NEW."least_salary", NEW."looking_for", NEW."matching_on", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."public_id", NEW."remote_ok", NEW."travel_miles", NEW."travel_modes", NEW."user_id", NEW."version"); RETURN NULL;', hash='4cddf7974ef1d8e83ddea69d55902bb7aaeb9f6b', operation='INSERT', pgid='pgtrigger_insert_insert_40c77', table='learners_learner', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='learner',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."answered" IS DISTINCT FROM (NEW."answered") OR OLD."changed_at" IS DISTINCT FROM (NEW."changed_at") OR OLD."created_at" IS DISTINCT FROM (NEW."created_at") OR OLD."free_from" IS DISTINCT FROM (NEW."free_from") OR OLD."free_times" IS DISTINCT FROM (NEW."free_times") OR OLD."id" IS DISTINCT FROM (NEW."id") OR OLD."is_fictional" IS DISTINCT FROM (NEW."is_fictional") OR OLD."least_salary" IS DISTINCT FROM (NEW."least_salary") OR OLD."looking_for" IS DISTINCT FROM (NEW."looking_for") OR OLD."matching_on" IS DISTINCT FROM (NEW."matching_on") OR OLD."public_id" IS DISTINCT FROM (NEW."public_id") OR OLD."remote_ok" IS DISTINCT FROM (NEW."remote_ok") OR OLD."travel_miles" IS DISTINCT FROM (NEW."travel_miles") OR OLD."travel_modes" IS DISTINCT FROM (NEW."travel_modes") OR OLD."user_id" IS DISTINCT FROM (NEW."user_id") OR OLD."version" IS DISTINCT FROM (NEW."version"))', func='INSERT INTO "learners_learnerevent" ("answered", "changed_at", "created_at", "free_from", "free_times", "id", "is_fictional", "least_salary", "looking_for", "matching_on", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "public_id", "remote_ok", "travel_miles", "travel_modes", "user_id", "version") VALUES (NEW."answered", NEW."changed_at", NEW."created_at", NEW."free_from", NEW."free_times", NEW."id", NEW."is_fictional", NEW."least_salary", NEW."looking_for", NEW."matching_on", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."public_id", NEW."remote_ok", NEW."travel_miles", NEW."travel_modes", NEW."user_id", NEW."version"); RETURN NULL;', hash='1e22f30d2612620ac0ff7d9a046be1b1978ea8d4', operation='UPDATE', pgid='pgtrigger_update_update_171cd', table='learners_learner', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='learner',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "learners_learnerevent" ("answered", "changed_at", "created_at", "free_from", "free_times", "id", "is_fictional", "least_salary", "looking_for", "matching_on", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "public_id", "remote_ok", "travel_miles", "travel_modes", "user_id", "version") VALUES (OLD."answered", OLD."changed_at", OLD."created_at", OLD."free_from", OLD."free_times", OLD."id", OLD."is_fictional", OLD."least_salary", OLD."looking_for", OLD."matching_on", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."public_id", OLD."remote_ok", OLD."travel_miles", OLD."travel_modes", OLD."user_id", OLD."version"); RETURN NULL;', hash='c4e87d36a632689fd8b7a44cc0b41e359f669182', operation='DELETE', pgid='pgtrigger_delete_delete_baf42', table='learners_learner', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='heldskillevent',
            trigger=pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='418b7875ff23fec49ad29350185bbcd7d4c0365b', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_13117', table='learners_heldskillevent', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='heldskill',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "learners_heldskillevent" ("added_at", "evidence", "evidence_note", "id", "learner_id", "level", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "skill_id") VALUES (NEW."added_at", NEW."evidence", NEW."evidence_note", NEW."id", NEW."learner_id", NEW."level", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."skill_id"); RETURN NULL;', hash='8d2564f0a12b9008e8276fb29422cdfaccb369e8', operation='INSERT', pgid='pgtrigger_insert_insert_38240', table='learners_heldskill', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='heldskill',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "learners_heldskillevent" ("added_at", "evidence", "evidence_note", "id", "learner_id", "level", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "skill_id") VALUES (NEW."added_at", NEW."evidence", NEW."evidence_note", NEW."id", NEW."learner_id", NEW."level", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."skill_id"); RETURN NULL;', hash='7ab6b8da038b4a0239b3eb65a7d1cf83729855e1', operation='UPDATE', pgid='pgtrigger_update_update_ee04e', table='learners_heldskill', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='heldskill',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "learners_heldskillevent" ("added_at", "evidence", "evidence_note", "id", "learner_id", "level", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "skill_id") VALUES (OLD."added_at", OLD."evidence", OLD."evidence_note", OLD."id", OLD."learner_id", OLD."level", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."skill_id"); RETURN NULL;', hash='509cf23fd878ed2a09bd7110333cfafaaf8c6036', operation='DELETE', pgid='pgtrigger_delete_delete_621ee', table='learners_heldskill', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='learnerevent',
            trigger=pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='b05236e73b91a03318ce3ba911eaf52a99577219', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_5d839', table='learners_learnerevent', when='BEFORE')),
        ),
    ]
