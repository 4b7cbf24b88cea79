import django.contrib.postgres.fields
import django.contrib.postgres.indexes
import django.contrib.postgres.search
import django.db.models.deletion
import django.utils.timezone
import pgtrigger.compiler
import pgtrigger.migrations
import uuid
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('partners', '0001_initial'),
        ('pghistory', '0007_auto_20250421_0444'),
        ('places', '0001_initial'),
        ('skills', '0002_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='Vacancy',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('public_id', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('organisation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='vacancies', to='partners.organisation')),
                ('kind', models.CharField(choices=[('job', 'Job'), ('apprenticeship', 'Apprenticeship'), ('work_experience', 'Work experience'), ('placement', 'T Level placement')], default='job', max_length=20)),
                ('state', models.CharField(choices=[('draft', 'Draft'), ('open', 'Open'), ('closed', 'Closed'), ('withdrawn', 'Withdrawn')], default='draft', max_length=10)),
                ('title', models.CharField(max_length=200)),
                ('summary', models.CharField(blank=True, max_length=350)),
                ('description', models.TextField(max_length=20000)),
                ('occupation', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='skills.occupation')),
                ('positions', models.PositiveSmallIntegerField(default=1)),
                ('place_text', models.CharField(blank=True, help_text='Where, as the advert says it.', max_length=300)),
                ('postcode', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='places.postcode')),
                ('council', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='places.council')),
                ('easting', models.IntegerField(help_text='OSGB metres, of the postcode or else of the town.', null=True)),
                ('northing', models.IntegerField(help_text='OSGB metres, of the postcode or else of the town.', null=True)),
                ('mode', models.CharField(choices=[('on_site', 'At the workplace'), ('hybrid', 'Partly from home'), ('remote', 'From home')], default='on_site', max_length=10)),
                ('pattern', models.CharField(blank=True, choices=[('full_time', 'Full time'), ('part_time', 'Part time'), ('flexible', 'Flexible hours')], max_length=10)),
                ('weekly_hours', models.DecimalField(decimal_places=1, max_digits=4, null=True)),
                ('salary_text', models.CharField(blank=True, help_text='As the advert says it.', max_length=200)),
                ('salary_least', models.DecimalField(decimal_places=2, max_digits=9, null=True)),
                ('salary_most', models.DecimalField(decimal_places=2, max_digits=9, null=True)),
                ('salary_unit', models.CharField(blank=True, choices=[('year', 'a year'), ('hour', 'an hour')], max_length=5)),
                ('yearly_most', models.PositiveIntegerField(help_text='Top of the range in pounds a year, for filters and matching.', null=True)),
                ('posted_on', models.DateField(default=django.utils.timezone.localdate)),
                ('closes_on', models.DateField(null=True)),
                ('starts_on', models.DateField(null=True)),
                ('apply_url', models.URLField(blank=True, max_length=1000)),
                ('source', models.CharField(blank=True, help_text='Empty: posted here by the employer.', max_length=60)),
                ('source_reference', models.CharField(blank=True, max_length=200)),
                ('source_digest', models.CharField(blank=True, help_text='SHA-256 of what was read, to see changes.', max_length=64)),
                ('repeats', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='repeated_by', to='employers.vacancy')),
                ('is_fictional', models.BooleanField(default=False)),
                ('version', models.PositiveIntegerField(default=1)),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('opened_at', models.DateTimeField(null=True)),
            ],
            options={
                'indexes': [models.Index(fields=['state', '-posted_on', '-id'], name='employers_vacancy_newest'), models.Index(fields=['organisation', 'state'], name='employers_vacancy_of')],
                'constraints': [models.CheckConstraint(condition=models.Q(('salary_least', None), ('salary_most__gte', models.F('salary_least')), _connector='OR'), name='employers_salary_range', violation_error_message='The top of the salary range is below its bottom.'), models.CheckConstraint(condition=models.Q(models.Q(('salary_least', None), ('salary_most', None), ('salary_unit', '')), models.Q(('salary_least__gt', 0), ('salary_most__isnull', False), models.Q(('salary_unit', ''), _negated=True)), _connector='OR'), name='employers_salary_has_unit'), models.CheckConstraint(condition=models.Q(models.Q(('easting', None), ('northing', None)), models.Q(('easting__isnull', False), ('northing__isnull', False)), _connector='OR'), name='employers_place_has_both'), models.CheckConstraint(condition=models.Q(('positions__gte', 1)), name='employers_at_least_one_position'), models.CheckConstraint(condition=models.Q(('state', 'draft'), ('opened_at__isnull', False), ('state', 'withdrawn'), _connector='OR'), name='employers_open_has_time'), models.UniqueConstraint(condition=models.Q(('source_reference', ''), _negated=True), fields=('source', 'source_reference'), name='employers_once_per_source')],
            },
        ),
        migrations.CreateModel(
            name='VacancyEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='employers.vacancy')),
                ('pgh_context', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                ('id', models.BigIntegerField()),
                ('public_id', models.UUIDField(default=uuid.uuid4, editable=False)),
                ('organisation', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='partners.organisation')),
                ('kind', models.CharField(choices=[('job', 'Job'), ('apprenticeship', 'Apprenticeship'), ('work_experience', 'Work experience'), ('placement', 'T Level placement')], default='job', max_length=20)),
                ('state', models.CharField(choices=[('draft', 'Draft'), ('open', 'Open'), ('closed', 'Closed'), ('withdrawn', 'Withdrawn')], default='draft', max_length=10)),
                ('title', models.CharField(max_length=200)),
                ('summary', models.CharField(blank=True, max_length=350)),
                ('description', models.TextField(max_length=20000)),
                ('occupation', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='skills.occupation')),
                ('positions', models.PositiveSmallIntegerField(default=1)),
                ('place_text', models.CharField(blank=True, help_text='Where, as the advert says it.', max_length=300)),
                ('postcode', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='places.postcode')),
                ('council', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='places.council')),
                ('easting', models.IntegerField(help_text='OSGB metres, of the postcode or else of the town.', null=True)),
                ('northing', models.IntegerField(help_text='OSGB metres, of the postcode or else of the town.', null=True)),
                ('mode', models.CharField(choices=[('on_site', 'At the workplace'), ('hybrid', 'Partly from home'), ('remote', 'From home')], default='on_site', max_length=10)),
                ('pattern', models.CharField(blank=True, choices=[('full_time', 'Full time'), ('part_time', 'Part time'), ('flexible', 'Flexible hours')], max_length=10)),
                ('weekly_hours', models.DecimalField(decimal_places=1, max_digits=4, null=True)),
                ('salary_text', models.CharField(blank=True, help_text='As the advert says it.', max_length=200)),
                ('salary_least', models.DecimalField(decimal_places=2, max_digits=9, null=True)),
                ('salary_most', models.DecimalField(decimal_places=2, max_digits=9, null=True)),
                ('salary_unit', models.CharField(blank=True, choices=[('year', 'a year'), ('hour', 'an hour')], max_length=5)),
                ('yearly_most', models.PositiveIntegerField(help_text='Top of the range in pounds a year, for filters and matching.', null=True)),
                ('posted_on', models.DateField(default=django.utils.timezone.localdate)),
                ('closes_on', models.DateField(null=True)),
                ('starts_on', models.DateField(null=True)),
                ('apply_url', models.URLField(blank=True, max_length=1000)),
                ('source', models.CharField(blank=True, help_text='Empty: posted here by the employer.', max_length=60)),
                ('source_reference', models.CharField(blank=True, max_length=200)),
                ('source_digest', models.CharField(blank=True, help_text='SHA-256 of what was read, to see changes.', max_length=64)),
                ('repeats', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='employers.vacancy')),
                ('is_fictional', models.BooleanField(default=False)),
                ('version', models.PositiveIntegerField(default=1)),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('opened_at', models.DateTimeField(null=True)),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='VacancySkill',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('vacancy', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='asked_skills', to='employers.vacancy')),
                ('skill', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='skills.skill')),
                ('level', models.PositiveSmallIntegerField(choices=[(1, 'Foundation'), (2, 'Intermediate'), (3, 'Advanced'), (4, 'Expert')], default=2)),
                ('need', models.CharField(choices=[('essential', 'Essential'), ('desired', 'Desired')], default='essential', max_length=10)),
                ('importance', models.PositiveSmallIntegerField(default=3, help_text="The employer's weight, 1 to 5.")),
                ('state', models.CharField(choices=[('suggested', 'Suggested from the text'), ('accepted', 'Accepted'), ('refused', 'Refused')], default='accepted', max_length=10)),
                ('words', models.CharField(blank=True, help_text='The words of the text that suggested it.', max_length=300)),
            ],
            options={
                'indexes': [models.Index(condition=models.Q(('state', 'accepted')), fields=['skill', 'vacancy'], name='employers_accepted_skill')],
                'constraints': [models.UniqueConstraint(fields=('vacancy', 'skill'), name='employers_skill_asked_once'), models.CheckConstraint(condition=models.Q(('level__range', (1, 4))), name='employers_asked_level_1_to_4'), models.CheckConstraint(condition=models.Q(('importance__range', (1, 5))), name='employers_importance_1_to_5')],
            },
        ),
        migrations.CreateModel(
            name='VacancyWord',
            fields=[
                ('word', models.CharField(max_length=40, primary_key=True, serialize=False)),
                ('thing_count', models.PositiveIntegerField(default=1)),
            ],
            options={
                'abstract': False,
                'indexes': [django.contrib.postgres.indexes.GistIndex(django.contrib.postgres.indexes.OpClass('word', name='gist_trgm_ops'), name='employers_word_nearest')],
            },
        ),
        migrations.CreateModel(
            name='VacancyEntry',
            fields=[
                ('heading', django.contrib.postgres.search.SearchVectorField(help_text='Words of the title and the names: hits here come first.')),
                ('words', django.contrib.postgres.search.SearchVectorField(help_text="Every word, the heading's among them.")),
                ('posted_on', models.DateField()),
                ('easting', models.IntegerField(null=True)),
                ('northing', models.IntegerField(null=True)),
                ('vacancy', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, primary_key=True, related_name='entry', serialize=False, to='employers.vacancy')),
                ('kind', models.CharField(max_length=20)),
                ('mode', models.CharField(max_length=10)),
                ('pattern', models.CharField(blank=True, max_length=10)),
                ('council_code', models.CharField(max_length=9, null=True)),
                ('salary_step', models.PositiveSmallIntegerField(help_text='How many of SALARY_STEPS it reaches.', null=True)),
                ('level', models.PositiveSmallIntegerField(help_text='The highest level asked as essential.', null=True)),
                ('skill_ids', django.contrib.postgres.fields.ArrayField(base_field=models.BigIntegerField(), default=list)),
                ('closes_on', models.DateField(null=True)),
            ],
            options={
                'abstract': False,
                'indexes': [django.contrib.postgres.indexes.GinIndex(fields=['words'], name='employers_entry_words'), models.Index(fields=['-posted_on'], name='employers_entry_newest')],
            },
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='vacancy',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "employers_vacancyevent" ("apply_url", "closes_on", "council_id", "created_at", "description", "easting", "id", "is_fictional", "kind", "mode", "northing", "occupation_id", "opened_at", "organisation_id", "pattern", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "place_text", "positions", "postcode_id", "posted_on", "public_id", "repeats_id", "salary_least", "salary_most", "salary_text", "salary_unit", "source", "source_digest", "source_reference", "starts_on", "state", "summary", "title", "version", "weekly_hours", "yearly_most") VALUES (NEW."apply_url", NEW."closes_on", NEW."council_id", NEW."created_at", NEW."description", NEW."easting", NEW."id", NEW."is_fictional", NEW."kind", NEW."mode", NEW."northing", NEW."occupation_id", NEW."opened_at", NEW."organisation_id", NEW."pattern", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."place_text", NEW."positions", NEW."postcode_id", NEW."posted_on", NEW."public_id", NEW."repeats_id", NEW."salary_least", NEW."salary_most", NEW."salary_text", NEW."salary_unit", NEW."source", NEW."source_digest", NEW."source_reference", NEW."starts_on", NEW."state", NEW."summary", NEW."title", NEW."version", NEW."weekly_hours", NEW."yearly_most"); RETURN NULL;', hash='473a586ccdf47fba98bbe2dc2475625cef68e94c', operation='INSERT', pgid='pgtrigger_insert_insert_d93b8', table='employers_vacancy', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='vacancy',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "employers_vacancyevent" ("apply_url", "closes_on", "council_id", "created_at", "description", "easting", "id", "is_fictional", "kind", "mode", "northing", "occupation_id", "opened_at", "organisation_id", "pattern", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "place_text", "positions", "postcode_id", "posted_on", "public_id", "repeats_id", "salary_least", "salary_most", "salary_text", "salary_unit", "source", "source_digest", "source_reference", "starts_on", "state", "summary", "title", "version", "weekly_hours", "yearly_most") VALUES (NEW."apply_url", NEW."closes_on", NEW."council_id", NEW."created_at", NEW."description", NEW."easting", NEW."id", NEW."is_fictional", NEW."kind", NEW."mode", NEW."northing", NEW."occupation_id", NEW."opened_at", NEW."organisation_id", NEW."pattern", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."place_text", NEW."positions", NEW."postcode_id", NEW."posted_on", NEW."public_id", NEW."repeats_id", NEW."salary_least", NEW."salary_most", NEW."salary_text", NEW."salary_unit", NEW."source", NEW."source_digest", NEW."source_reference", NEW."starts_on", NEW."state", NEW."summary", NEW."title", NEW."version", NEW."weekly_hours", NEW."yearly_most"); RETURN NULL;', hash='776544c7b396b3acf9d226daca27c7c14c854ca9', operation='UPDATE', pgid='pgtrigger_update_update_f82e4', table='employers_vacancy', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='vacancy',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "employers_vacancyevent" ("apply_url", "closes_on", "council_id", "created_at", "description", "easting", "id", "is_fictional", "kind", "mode", "northing", "occupation_id", "opened_at", "organisation_id", "pattern", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "place_text", "positions", "postcode_id", "posted_on", "public_id", "repeats_id", "salary_least", "salary_most", "salary_text", "salary_unit", "source", "source_digest", "source_reference", "starts_on", "state", "summary", "title", "version", "weekly_hours", "yearly_most") VALUES (OLD."apply_url", OLD."closes_on", OLD."council_id", OLD."created_at", OLD."description", OLD."easting", OLD."id", OLD."is_fictional", OLD."kind", OLD."mode", OLD."northing", OLD."occupation_id", OLD."opened_at", OLD."organisation_id", OLD."pattern", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."place_text", OLD."positions", OLD."postcode_id", OLD."posted_on", OLD."public_id", OLD."repeats_id", OLD."salary_least", OLD."salary_most", OLD."salary_text", OLD."salary_unit", OLD."source", OLD."source_digest", OLD."source_reference", OLD."starts_on", OLD."state", OLD."summary", OLD."title", OLD."version", OLD."weekly_hours", OLD."yearly_most"); RETURN NULL;', hash='cca0217d33cc33751bf4ba6b0cf5bf45a90ed993', operation='DELETE', pgid='pgtrigger_delete_delete_b1359', table='employers_vacancy', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='vacancyevent',
            trigger=pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='1c1af578c6f80f6d9f7049338304e67395199fa2', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_9ff77', table='employers_vacancyevent', when='BEFORE')),
        ),
    ]
