import django.db.models.deletion
import django.utils.timezone
import pgtrigger.compiler
import uuid
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('partners', '0001_initial'),
        ('pghistory', '0007_auto_20250421_0444'),
        ('places', '0001_initial'),
        ('skills', '0001_initial'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
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
                'triggers': [pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "learners_learnerevent" ("answered", "changed_at", "created_at", "free_from", "free_times", "id", "is_fictional", "least_salary", "looking_for", "matching_on", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "public_id", "remote_ok", "travel_miles", "travel_modes", "user_id", "version") VALUES (NEW."answered", NEW."changed_at", NEW."created_at", NEW."free_from", NEW."free_times", NEW."id", NEW."is_fictional", NEW."least_salary", NEW."looking_for", NEW."matching_on", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."public_id", NEW."remote_ok", NEW."travel_miles", NEW."travel_modes", NEW."user_id", NEW."version"); RETURN NULL;', hash='4cddf7974ef1d8e83ddea69d55902bb7aaeb9f6b', operation='INSERT', pgid='pgtrigger_insert_insert_40c77', table='learners_learner', when='AFTER')), pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."answered" IS DISTINCT FROM (NEW."answered") OR OLD."changed_at" IS DISTINCT FROM (NEW."changed_at") OR OLD."created_at" IS DISTINCT FROM (NEW."created_at") OR OLD."free_from" IS DISTINCT FROM (NEW."free_from") OR OLD."free_times" IS DISTINCT FROM (NEW."free_times") OR OLD."id" IS DISTINCT FROM (NEW."id") OR OLD."is_fictional" IS DISTINCT FROM (NEW."is_fictional") OR OLD."least_salary" IS DISTINCT FROM (NEW."least_salary") OR OLD."looking_for" IS DISTINCT FROM (NEW."looking_for") OR OLD."matching_on" IS DISTINCT FROM (NEW."matching_on") OR OLD."public_id" IS DISTINCT FROM (NEW."public_id") OR OLD."remote_ok" IS DISTINCT FROM (NEW."remote_ok") OR OLD."travel_miles" IS DISTINCT FROM (NEW."travel_miles") OR OLD."travel_modes" IS DISTINCT FROM (NEW."travel_modes") OR OLD."user_id" IS DISTINCT FROM (NEW."user_id") OR OLD."version" IS DISTINCT FROM (NEW."version"))', func='INSERT INTO "learners_learnerevent" ("answered", "changed_at", "created_at", "free_from", "free_times", "id", "is_fictional", "least_salary", "looking_for", "matching_on", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "public_id", "remote_ok", "travel_miles", "travel_modes", "user_id", "version") VALUES (NEW."answered", NEW."changed_at", NEW."created_at", NEW."free_from", NEW."free_times", NEW."id", NEW."is_fictional", NEW."least_salary", NEW."looking_for", NEW."matching_on", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."public_id", NEW."remote_ok", NEW."travel_miles", NEW."travel_modes", NEW."user_id", NEW."version"); RETURN NULL;', hash='1e22f30d2612620ac0ff7d9a046be1b1978ea8d4', operation='UPDATE', pgid='pgtrigger_update_update_171cd', table='learners_learner', when='AFTER')), pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "learners_learnerevent" ("answered", "changed_at", "created_at", "free_from", "free_times", "id", "is_fictional", "least_salary", "looking_for", "matching_on", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "public_id", "remote_ok", "travel_miles", "travel_modes", "user_id", "version") VALUES (OLD."answered", OLD."changed_at", OLD."created_at", OLD."free_from", OLD."free_times", OLD."id", OLD."is_fictional", OLD."least_salary", OLD."looking_for", OLD."matching_on", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."public_id", OLD."remote_ok", OLD."travel_miles", OLD."travel_modes", OLD."user_id", OLD."version"); RETURN NULL;', hash='c4e87d36a632689fd8b7a44cc0b41e359f669182', operation='DELETE', pgid='pgtrigger_delete_delete_baf42', table='learners_learner', when='AFTER'))],
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
                ('text_digest', models.CharField(blank=True, db_default='', default='', help_text='Tells the same text of theirs again.', max_length=64)),
                ('state', models.CharField(choices=[('suggested', 'Suggested'), ('accepted', 'Accepted'), ('refused', 'Refused')], default='suggested', max_length=10)),
                ('made_at', models.DateTimeField(default=django.utils.timezone.now)),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('learner', 'skill'), name='learners_suggested_once')],
            },
        ),
        migrations.CreateModel(
            name='SelfCheck',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('public_id', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('learner', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='self_checks', to='learners.learner')),
                ('answers', models.JSONField(default=dict, help_text='Code of the statement: 1 to 4.')),
                ('started_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('finished_at', models.DateTimeField(null=True)),
            ],
            options={
                'constraints': [models.UniqueConstraint(condition=models.Q(('finished_at', None)), fields=('learner',), name='learners_one_self_check_at_a_time')],
                'triggers': [pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "learners_selfcheckevent" ("finished_at", "id", "learner_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "public_id", "started_at") VALUES (NEW."finished_at", NEW."id", NEW."learner_id", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."public_id", NEW."started_at"); RETURN NULL;', hash='b9c8f22d0811e6b1191889f67d2e540a100c7f7b', operation='INSERT', pgid='pgtrigger_insert_insert_0c5af', table='learners_selfcheck', when='AFTER')), pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."finished_at" IS DISTINCT FROM (NEW."finished_at") OR OLD."id" IS DISTINCT FROM (NEW."id") OR OLD."learner_id" IS DISTINCT FROM (NEW."learner_id") OR OLD."public_id" IS DISTINCT FROM (NEW."public_id") OR OLD."started_at" IS DISTINCT FROM (NEW."started_at"))', func='INSERT INTO "learners_selfcheckevent" ("finished_at", "id", "learner_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "public_id", "started_at") VALUES (NEW."finished_at", NEW."id", NEW."learner_id", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."public_id", NEW."started_at"); RETURN NULL;', hash='bbfae024eab6cee8982f49dc6062f4c13098f298', operation='UPDATE', pgid='pgtrigger_update_update_dc787', table='learners_selfcheck', when='AFTER')), pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "learners_selfcheckevent" ("finished_at", "id", "learner_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "public_id", "started_at") VALUES (OLD."finished_at", OLD."id", OLD."learner_id", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."public_id", OLD."started_at"); RETURN NULL;', hash='b4563f24aca4f0b85fac32d4235623dbf917ee42', operation='DELETE', pgid='pgtrigger_delete_delete_c31b7', table='learners_selfcheck', when='AFTER'))],
            },
        ),
        migrations.CreateModel(
            name='PlanStep',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('self_check', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='plan_steps', to='learners.selfcheck')),
                ('position', models.PositiveSmallIntegerField()),
                ('text', models.CharField(max_length=200)),
                ('due_on', models.DateField(null=True)),
                ('is_done', models.BooleanField(default=False)),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('self_check', 'position'), name='learners_plan_step_once'), models.CheckConstraint(condition=models.Q(('text', ''), _negated=True), name='learners_plan_step_says_something')],
                'triggers': [pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "learners_planstepevent" ("due_on", "id", "is_done", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "position", "self_check_id") VALUES (NEW."due_on", NEW."id", NEW."is_done", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."position", NEW."self_check_id"); RETURN NULL;', hash='7e60ac0d131a05723a75f64c31a8fad20cd8c3db', operation='INSERT', pgid='pgtrigger_insert_insert_44776', table='learners_planstep', when='AFTER')), pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."due_on" IS DISTINCT FROM (NEW."due_on") OR OLD."id" IS DISTINCT FROM (NEW."id") OR OLD."is_done" IS DISTINCT FROM (NEW."is_done") OR OLD."position" IS DISTINCT FROM (NEW."position") OR OLD."self_check_id" IS DISTINCT FROM (NEW."self_check_id"))', func='INSERT INTO "learners_planstepevent" ("due_on", "id", "is_done", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "position", "self_check_id") VALUES (NEW."due_on", NEW."id", NEW."is_done", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."position", NEW."self_check_id"); RETURN NULL;', hash='0dc9986391c85a55a463b352bc3799d83b8b594d', operation='UPDATE', pgid='pgtrigger_update_update_cc4f9', table='learners_planstep', when='AFTER')), pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "learners_planstepevent" ("due_on", "id", "is_done", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "position", "self_check_id") VALUES (OLD."due_on", OLD."id", OLD."is_done", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."position", OLD."self_check_id"); RETURN NULL;', hash='5912d60b13742fdecd592b7e02eea19a06f86148', operation='DELETE', pgid='pgtrigger_delete_delete_d3bf8', table='learners_planstep', when='AFTER'))],
            },
        ),
        migrations.CreateModel(
            name='SelfCheckEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='learners.selfcheck')),
                ('pgh_context', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                ('id', models.BigIntegerField()),
                ('public_id', models.UUIDField(default=uuid.uuid4, editable=False)),
                ('learner', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='learners.learner')),
                ('started_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('finished_at', models.DateTimeField(null=True)),
            ],
            options={
                'abstract': False,
                'triggers': [pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='f6c9649dbd371c8ca9da5216afed07bd998fe44b', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_59171', table='learners_selfcheckevent', when='BEFORE'))],
            },
        ),
        migrations.CreateModel(
            name='EmployerConsent',
            fields=[
                ('learner', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, primary_key=True, related_name='employer_consent', serialize=False, to='learners.learner')),
                ('agreed_at', models.DateTimeField(default=django.utils.timezone.now)),
            ],
        ),
        migrations.CreateModel(
            name='EqualityAnswers',
            fields=[
                ('learner', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, primary_key=True, related_name='+', serialize=False, to='learners.learner')),
                ('sex', models.CharField(blank=True, max_length=1)),
                ('ethnicity', models.CharField(blank=True, max_length=2)),
                ('has_disability', models.CharField(blank=True, max_length=1)),
                ('is_care_leaver', models.CharField(blank=True, max_length=1)),
                ('birth_year', models.PositiveSmallIntegerField(null=True)),
                ('may_count', models.BooleanField(db_default=False, default=False, help_text='They agreed that their answers are counted, in groups that nobody can be made out in.')),
                ('answered_at', models.DateTimeField(auto_now=True)),
            ],
        ),
        migrations.CreateModel(
            name='FundingFacts',
            fields=[
                ('learner', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, primary_key=True, related_name='funding_facts', serialize=False, to='learners.learner')),
                ('born_on', models.DateField()),
                ('work', models.CharField(choices=[('paid', 'I am in paid work'), ('looking', 'I am not in paid work and I am looking for it'), ('not_looking', 'I am not in paid work and I am not looking for it now'), ('unsure', 'I am not sure, or I would rather not say')], max_length=12)),
                ('pay', models.DecimalField(decimal_places=2, help_text='Pounds before tax.', max_digits=9, null=True)),
                ('pay_per', models.CharField(blank=True, choices=[('hour', 'An hour'), ('week', 'A week'), ('month', 'A month'), ('year', 'A year')], max_length=5)),
                ('hours', models.DecimalField(decimal_places=2, help_text='In a usual week.', max_digits=5, null=True)),
                ('prior_level', models.CharField(choices=[('none', 'No qualifications'), ('below_2', 'Entry level or Level 1'), ('part_2', 'Some Level 2, but not a full one'), ('full_2', 'A full Level 2'), ('part_3', 'Some Level 3, but not a full one'), ('full_3', 'A full Level 3'), ('higher', 'Level 4 or higher'), ('unsure', 'I am not sure, or it is from another country')], max_length=10)),
                ('kept_at', models.DateTimeField(default=django.utils.timezone.now)),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('pay', None), ('pay_per', '')), models.Q(('pay__gte', 0), ('pay_per__in', ['hour', 'week', 'month', 'year'])), _connector='OR'), name='learners_pay_says_for_how_long', violation_error_message='Say whether the pay is for an hour, a week, a month or a year.'), models.CheckConstraint(condition=models.Q(models.Q(('pay_per', 'hour'), _negated=True), ('hours__gt', 0), _connector='OR'), name='learners_pay_an_hour_has_hours', violation_error_message='Say how many hours you work in a usual week.')],
                'triggers': [pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "learners_fundingfactsevent" ("kept_at", "learner_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "prior_level", "work") VALUES (NEW."kept_at", NEW."learner_id", _pgh_attach_context(), NOW(), \'insert\', NEW."learner_id", NEW."prior_level", NEW."work"); RETURN NULL;', hash='a0378c8396eb6eafc720b1cc3a37e4ed0e66dbd9', operation='INSERT', pgid='pgtrigger_insert_insert_5aa6b', table='learners_fundingfacts', when='AFTER')), pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."kept_at" IS DISTINCT FROM (NEW."kept_at") OR OLD."learner_id" IS DISTINCT FROM (NEW."learner_id") OR OLD."prior_level" IS DISTINCT FROM (NEW."prior_level") OR OLD."work" IS DISTINCT FROM (NEW."work"))', func='INSERT INTO "learners_fundingfactsevent" ("kept_at", "learner_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "prior_level", "work") VALUES (NEW."kept_at", NEW."learner_id", _pgh_attach_context(), NOW(), \'update\', NEW."learner_id", NEW."prior_level", NEW."work"); RETURN NULL;', hash='d54746b6ba34a6ee96d63eeb6f344dc1844b6ab7', operation='UPDATE', pgid='pgtrigger_update_update_58538', table='learners_fundingfacts', when='AFTER')), pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "learners_fundingfactsevent" ("kept_at", "learner_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "prior_level", "work") VALUES (OLD."kept_at", OLD."learner_id", _pgh_attach_context(), NOW(), \'delete\', OLD."learner_id", OLD."prior_level", OLD."work"); RETURN NULL;', hash='34f1a9e62258a721b189eccf3999ec29e5da2dc1', operation='DELETE', pgid='pgtrigger_delete_delete_4c813', table='learners_fundingfacts', when='AFTER'))],
            },
        ),
        migrations.CreateModel(
            name='FundingFactsEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='learners.fundingfacts')),
                ('pgh_context', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                ('learner', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', serialize=False, to='learners.learner')),
                ('work', models.CharField(choices=[('paid', 'I am in paid work'), ('looking', 'I am not in paid work and I am looking for it'), ('not_looking', 'I am not in paid work and I am not looking for it now'), ('unsure', 'I am not sure, or I would rather not say')], max_length=12)),
                ('prior_level', models.CharField(choices=[('none', 'No qualifications'), ('below_2', 'Entry level or Level 1'), ('part_2', 'Some Level 2, but not a full one'), ('full_2', 'A full Level 2'), ('part_3', 'Some Level 3, but not a full one'), ('full_3', 'A full Level 3'), ('higher', 'Level 4 or higher'), ('unsure', 'I am not sure, or it is from another country')], max_length=10)),
                ('kept_at', models.DateTimeField(default=django.utils.timezone.now)),
            ],
            options={
                'abstract': False,
                'triggers': [pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='63d767644dff7610290ae19848d2e17848fa2152', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_f5fdf', table='learners_fundingfactsevent', when='BEFORE'))],
            },
        ),
        migrations.CreateModel(
            name='HeldSkill',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('learner', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='held_skills', to='learners.learner')),
                ('skill', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='skills.skill')),
                ('level', models.PositiveSmallIntegerField(choices=[(1, 'Foundation'), (2, 'Intermediate'), (3, 'Advanced'), (4, 'Expert')], default=1)),
                ('evidence', models.CharField(choices=[('said', 'I just know it'), ('work', 'From paid or unpaid work'), ('course', 'From a course or qualification'), ('home', 'From home, a hobby or volunteering'), ('completion', 'Confirmed by a course completed here'), ('employer', 'Confirmed by an employer at work')], default='said', max_length=10)),
                ('evidence_note', models.CharField(blank=True, max_length=200)),
                ('added_at', models.DateTimeField(default=django.utils.timezone.now)),
            ],
            options={
                'indexes': [models.Index(fields=['skill'], include=('learner', 'level'), name='learners_held_by_skill')],
                'constraints': [models.UniqueConstraint(fields=('learner', 'skill'), name='learners_skill_held_once', violation_error_message='This skill is on your list already.'), models.CheckConstraint(condition=models.Q(('level__range', (1, 4))), name='learners_held_level_1_to_4')],
                'triggers': [pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "learners_heldskillevent" ("added_at", "evidence", "evidence_note", "id", "learner_id", "level", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "skill_id") VALUES (NEW."added_at", NEW."evidence", NEW."evidence_note", NEW."id", NEW."learner_id", NEW."level", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."skill_id"); RETURN NULL;', hash='8d2564f0a12b9008e8276fb29422cdfaccb369e8', operation='INSERT', pgid='pgtrigger_insert_insert_38240', table='learners_heldskill', when='AFTER')), pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "learners_heldskillevent" ("added_at", "evidence", "evidence_note", "id", "learner_id", "level", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "skill_id") VALUES (NEW."added_at", NEW."evidence", NEW."evidence_note", NEW."id", NEW."learner_id", NEW."level", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."skill_id"); RETURN NULL;', hash='7ab6b8da038b4a0239b3eb65a7d1cf83729855e1', operation='UPDATE', pgid='pgtrigger_update_update_ee04e', table='learners_heldskill', when='AFTER')), pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "learners_heldskillevent" ("added_at", "evidence", "evidence_note", "id", "learner_id", "level", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "skill_id") VALUES (OLD."added_at", OLD."evidence", OLD."evidence_note", OLD."id", OLD."learner_id", OLD."level", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."skill_id"); RETURN NULL;', hash='509cf23fd878ed2a09bd7110333cfafaaf8c6036', operation='DELETE', pgid='pgtrigger_delete_delete_621ee', table='learners_heldskill', when='AFTER'))],
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
                ('evidence', models.CharField(choices=[('said', 'I just know it'), ('work', 'From paid or unpaid work'), ('course', 'From a course or qualification'), ('home', 'From home, a hobby or volunteering'), ('completion', 'Confirmed by a course completed here'), ('employer', 'Confirmed by an employer at work')], default='said', max_length=10)),
                ('evidence_note', models.CharField(blank=True, max_length=200)),
                ('added_at', models.DateTimeField(default=django.utils.timezone.now)),
            ],
            options={
                'abstract': False,
                'triggers': [pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='418b7875ff23fec49ad29350185bbcd7d4c0365b', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_13117', table='learners_heldskillevent', when='BEFORE'))],
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
                'triggers': [pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='b05236e73b91a03318ce3ba911eaf52a99577219', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_5d839', table='learners_learnerevent', when='BEFORE'))],
            },
        ),
        migrations.CreateModel(
            name='PlanStepEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='learners.planstep')),
                ('pgh_context', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                ('id', models.BigIntegerField()),
                ('self_check', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='learners.selfcheck')),
                ('position', models.PositiveSmallIntegerField()),
                ('due_on', models.DateField(null=True)),
                ('is_done', models.BooleanField(default=False)),
            ],
            options={
                'abstract': False,
                'triggers': [pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='4cb73868c16888206e3da8821ae6172486b67d57', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_12c4d', table='learners_planstepevent', when='BEFORE'))],
            },
        ),
        migrations.CreateModel(
            name='ProfileClaim',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('learner', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='claim', to='learners.learner')),
                ('organisation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='partners.organisation')),
                ('code_digest', models.CharField(editable=False, max_length=64, unique=True)),
                ('made_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('made_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('expires_at', models.DateTimeField()),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(('expires_at__gt', models.F('made_at'))), name='learners_claim_ends_later')],
            },
        ),
    ]
