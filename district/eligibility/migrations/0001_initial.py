import django.contrib.postgres.constraints
import django.contrib.postgres.fields
import django.contrib.postgres.fields.ranges
import django.db.models.deletion
import pgtrigger.compiler
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('web', '0002_extensions'),
        ('pghistory', '0007_auto_20250421_0444'),
    ]

    operations = [
        migrations.CreateModel(
            name='FundingStream',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code', models.SlugField(max_length=40, unique=True)),
                ('kind', models.CharField(choices=[('skills_bootcamp', 'Skills Bootcamp'), ('adult_skills', 'Adult Skills Fund'), ('free_courses', 'Free Courses for Jobs'), ('vendor', 'Free course from a technology company'), ('community', 'Community learning'), ('other', 'Other')], max_length=20)),
                ('levels', models.CharField(help_text='Of the courses it pays for, as 3 or E,1.', max_length=40)),
                ('name', models.CharField(max_length=100)),
                ('summary', models.CharField(max_length=300)),
                ('position', models.PositiveSmallIntegerField()),
            ],
        ),
        migrations.CreateModel(
            name='FundingRule',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('stream', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='rules', to='eligibility.fundingstream')),
                ('code', models.SlugField(help_text='The same for all versions of the rule.', max_length=60)),
                ('name', models.CharField(max_length=120)),
                ('one_of', models.SlugField(blank=True, max_length=40)),
                ('least_age', models.PositiveSmallIntegerField(blank=True, help_text='On 31 August of the funding year.', null=True)),
                ('most_age', models.PositiveSmallIntegerField(blank=True, null=True)),
                ('councils', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=9), blank=True, default=list, help_text='Where people must live.')),
                ('work', models.CharField(blank=True, choices=[('paid', 'I am in paid work'), ('looking', 'I am not in paid work and I am looking for it'), ('not_looking', 'I am not in paid work and I am not looking for it now'), ('unsure', 'I am not sure, or I would rather not say')], max_length=12)),
                ('pay_below', models.DecimalField(blank=True, decimal_places=2, help_text='Pounds a year before tax: less than this.', max_digits=9, null=True)),
                ('without_level', models.PositiveSmallIntegerField(blank=True, help_text='People who have no full qualification at this level or above.', null=True)),
                ('is_confirmed', models.BooleanField(default=True, help_text='False: shown as to be confirmed.')),
                ('note', models.CharField(blank=True, max_length=300)),
                ('source_title', models.CharField(max_length=200)),
                ('source_url', models.URLField(max_length=400)),
                ('valid_from', models.DateField()),
                ('valid_to', models.DateField(blank=True, help_text='The last day; empty while it goes on.', null=True)),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(('valid_to', None), ('valid_to__gte', models.F('valid_from')), _connector='OR'), name='eligibility_rule_ends_after_start', violation_error_message='The rule ends before it starts.'), models.CheckConstraint(condition=models.Q(('least_age__isnull', False), ('most_age__isnull', False), models.Q(('councils', []), _negated=True), models.Q(('work', ''), _negated=True), ('pay_below__isnull', False), ('without_level__isnull', False), _connector='OR'), name='eligibility_rule_has_a_condition', violation_error_message='A rule needs a condition.'), django.contrib.postgres.constraints.ExclusionConstraint(expressions=[(models.F('code'), '='), (models.Func(models.F('valid_from'), models.F('valid_to'), django.contrib.postgres.fields.ranges.RangeBoundary(inclusive_upper=True), function='DATERANGE', output_field=django.contrib.postgres.fields.ranges.DateRangeField()), '&&')], name='eligibility_rule_one_version_a_day', violation_error_message='Two versions of a rule are in force on the same day.')],
                'triggers': [pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "eligibility_fundingruleevent" ("code", "councils", "id", "is_confirmed", "least_age", "most_age", "name", "note", "one_of", "pay_below", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "source_title", "source_url", "stream_id", "valid_from", "valid_to", "without_level", "work") VALUES (NEW."code", NEW."councils", NEW."id", NEW."is_confirmed", NEW."least_age", NEW."most_age", NEW."name", NEW."note", NEW."one_of", NEW."pay_below", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."source_title", NEW."source_url", NEW."stream_id", NEW."valid_from", NEW."valid_to", NEW."without_level", NEW."work"); RETURN NULL;', hash='6c0314f22750d41d869954644a88cc8c2fb6abbf', operation='INSERT', pgid='pgtrigger_insert_insert_9e6b7', table='eligibility_fundingrule', when='AFTER')), pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "eligibility_fundingruleevent" ("code", "councils", "id", "is_confirmed", "least_age", "most_age", "name", "note", "one_of", "pay_below", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "source_title", "source_url", "stream_id", "valid_from", "valid_to", "without_level", "work") VALUES (NEW."code", NEW."councils", NEW."id", NEW."is_confirmed", NEW."least_age", NEW."most_age", NEW."name", NEW."note", NEW."one_of", NEW."pay_below", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."source_title", NEW."source_url", NEW."stream_id", NEW."valid_from", NEW."valid_to", NEW."without_level", NEW."work"); RETURN NULL;', hash='bcf5b1886e594460ec0274484067a75f27169a7c', operation='UPDATE', pgid='pgtrigger_update_update_f805e', table='eligibility_fundingrule', when='AFTER')), pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "eligibility_fundingruleevent" ("code", "councils", "id", "is_confirmed", "least_age", "most_age", "name", "note", "one_of", "pay_below", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "source_title", "source_url", "stream_id", "valid_from", "valid_to", "without_level", "work") VALUES (OLD."code", OLD."councils", OLD."id", OLD."is_confirmed", OLD."least_age", OLD."most_age", OLD."name", OLD."note", OLD."one_of", OLD."pay_below", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."source_title", OLD."source_url", OLD."stream_id", OLD."valid_from", OLD."valid_to", OLD."without_level", OLD."work"); RETURN NULL;', hash='ac7e5afc1b4890ed4aa005c0cbde99e1a05880ec', operation='DELETE', pgid='pgtrigger_delete_delete_acc2a', table='eligibility_fundingrule', when='AFTER'))],
            },
        ),
        migrations.CreateModel(
            name='FundingRuleEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='eligibility.fundingrule')),
                ('pgh_context', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                ('id', models.BigIntegerField()),
                ('stream', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='eligibility.fundingstream')),
                ('code', models.SlugField(db_index=False, help_text='The same for all versions of the rule.', max_length=60)),
                ('name', models.CharField(max_length=120)),
                ('one_of', models.SlugField(blank=True, db_index=False, max_length=40)),
                ('least_age', models.PositiveSmallIntegerField(blank=True, help_text='On 31 August of the funding year.', null=True)),
                ('most_age', models.PositiveSmallIntegerField(blank=True, null=True)),
                ('councils', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=9), blank=True, default=list, help_text='Where people must live.')),
                ('work', models.CharField(blank=True, choices=[('paid', 'I am in paid work'), ('looking', 'I am not in paid work and I am looking for it'), ('not_looking', 'I am not in paid work and I am not looking for it now'), ('unsure', 'I am not sure, or I would rather not say')], max_length=12)),
                ('pay_below', models.DecimalField(blank=True, decimal_places=2, help_text='Pounds a year before tax: less than this.', max_digits=9, null=True)),
                ('without_level', models.PositiveSmallIntegerField(blank=True, help_text='People who have no full qualification at this level or above.', null=True)),
                ('is_confirmed', models.BooleanField(default=True, help_text='False: shown as to be confirmed.')),
                ('note', models.CharField(blank=True, max_length=300)),
                ('source_title', models.CharField(max_length=200)),
                ('source_url', models.URLField(max_length=400)),
                ('valid_from', models.DateField()),
                ('valid_to', models.DateField(blank=True, help_text='The last day; empty while it goes on.', null=True)),
            ],
            options={
                'abstract': False,
                'triggers': [pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='da5ca48228d14f82a6a3cf6094b643a2a50d0493', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_0a9b4', table='eligibility_fundingruleevent', when='BEFORE'))],
            },
        ),
    ]
