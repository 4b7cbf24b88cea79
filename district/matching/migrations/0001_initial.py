import district.matching.models.news
import django.contrib.postgres.fields
import django.contrib.postgres.indexes
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
        ('learners', '0001_initial'),
        ('outbox', '0001_initial'),
        ('places', '0001_initial'),
        ('programmes', '0001_initial'),
        ('skills', '0001_initial'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='CheckConsent',
            fields=[
                ('learner', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, primary_key=True, related_name='+', serialize=False, to='learners.learner')),
                ('agreed_at', models.DateTimeField(default=django.utils.timezone.now)),
            ],
        ),
        migrations.CreateModel(
            name='ConfirmedSkill',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('course', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='programmes.course')),
                ('skill', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='skills.skill')),
                ('can_do', models.PositiveIntegerField()),
                ('hires', models.PositiveIntegerField()),
                ('weight', models.PositiveSmallIntegerField(help_text='Per cent, by the rule of `engine.evidence`.')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('course', 'skill'), name='matching_confirmed_once'), models.CheckConstraint(condition=models.Q(('can_do__lte', models.F('hires')), ('hires__gte', 5)), name='matching_confirmed_of_five'), models.CheckConstraint(condition=models.Q(('weight__range', (100, 125))), name='matching_confirmed_weight')],
            },
        ),
        migrations.CreateModel(
            name='EngineVersion',
            fields=[
                ('code', models.SlugField(max_length=40, primary_key=True, serialize=False)),
                ('number', models.PositiveIntegerField(unique=True)),
                ('made_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('is_current', models.BooleanField(default=False)),
                ('rules', models.PositiveSmallIntegerField(help_text='Version of the rules in code that the weights are for.')),
                ('mean_raw', models.PositiveBigIntegerField(help_text='Mean over open vacancies of the sum of raw weights; the pivot.')),
                ('default_weight', models.PositiveIntegerField(help_text='Of skills that no vacancy asked for when it was frozen.')),
                ('vacancy_count', models.PositiveIntegerField(help_text='Open vacancies with skills that it was frozen over.')),
                ('skill_count', models.PositiveIntegerField(help_text='Live skills that it was frozen over.')),
                ('credit_count', models.PositiveIntegerField(help_text='Pairs of skills of which one counts for the other.')),
            ],
            options={
                'ordering': ['-number'],
                'constraints': [models.UniqueConstraint(condition=models.Q(('is_current', True)), fields=('is_current',), name='matching_one_current_engine'), models.CheckConstraint(condition=models.Q(('mean_raw__gte', 1)), name='matching_pivot_is_positive')],
            },
        ),
        migrations.CreateModel(
            name='FrozenReceipt',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('application', models.UUIDField(help_text='The public id of what was applied with, to a course run or to a vacancy.', unique=True)),
                ('learner', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='learners.learner')),
                ('run', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='programmes.courserun')),
                ('vacancy', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='employers.vacancy')),
                ('engine', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='matching.engineversion')),
                ('learner_version', models.PositiveIntegerField(help_text='Of the profile.')),
                ('held', models.JSONField(help_text='[skill, level] of all that the learner held, and its weight where that adds to a line.')),
                ('lines', models.JSONField(help_text='One a skill that is asked or taught, in the order shown.')),
                ('sums', models.JSONField(help_text='How the lines became the total.')),
                ('total', models.BigIntegerField(help_text='The score by which the lists are ordered.')),
                ('taken_at', models.DateTimeField(default=django.utils.timezone.now)),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('run', None), ('vacancy__isnull', False)), models.Q(('run__isnull', False), ('vacancy', None)), _connector='OR'), name='matching_receipt_of_one_thing')],
                'triggers': [pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='d79a085c980bb4debc7c8b7374a56266bad1867e', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_1cc27', table='matching_frozenreceipt', when='BEFORE'))],
            },
        ),
        migrations.CreateModel(
            name='GapCell',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('day', models.DateField()),
                ('skill', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='skills.skill')),
                ('level', models.PositiveSmallIntegerField(choices=[(1, 'Foundation'), (2, 'Intermediate'), (3, 'Advanced'), (4, 'Expert')])),
                ('place', models.CharField(choices=[('council', 'In one of the seven councils'), ('remote', 'From home or online'), ('region', 'Anywhere in the region'), ('outside', 'Outside the region'), ('unknown', 'Place not known')], max_length=7)),
                ('council', models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='places.council')),
                ('demand', models.PositiveIntegerField(default=0, help_text='Openings in shown vacancies that ask it as essential, and people of open skills needs.')),
                ('posted', models.PositiveIntegerField(default=0, help_text='Those of them that employers posted here; the others were read from adverts.')),
                ('needed', models.PositiveIntegerField(db_default=0, default=0, help_text='People of open skills needs among them: no vacancy yet.')),
                ('supply', models.PositiveIntegerField(default=0, help_text='Learners with matching on whose level this is.')),
                ('in_training', models.PositiveIntegerField(db_default=0, default=0, help_text='Those who learn it now and will complete, as far as earlier learners tell.')),
                ('seats', models.PositiveIntegerField(default=0, help_text='Places left on runs that teach it to this level.')),
                ('unlimited_runs', models.PositiveIntegerField(default=0, help_text='Runs that teach it and tell no number of places.')),
                ('method', models.PositiveSmallIntegerField(db_default=1, default=2, help_text='How it was counted; see METHOD.')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('day', 'skill', 'level', 'place', 'council'), name='matching_gap_cell_once', nulls_distinct=False), models.CheckConstraint(condition=models.Q(('level__range', (1, 4))), name='matching_gap_level_1_to_4'), models.CheckConstraint(condition=models.Q(models.Q(('council__isnull', False), ('place', 'council')), models.Q(models.Q(('place', 'council'), _negated=True), ('council', None)), _connector='OR'), name='matching_gap_council_named'), models.CheckConstraint(condition=models.Q(('posted__lte', models.F('demand'))), name='matching_gap_posted_is_part')],
            },
        ),
        migrations.CreateModel(
            name='LearnerMatch',
            fields=[
                ('learner', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, primary_key=True, related_name='+', serialize=False, to='learners.learner')),
                ('engine', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='matching.engineversion')),
                ('learner_version', models.PositiveIntegerField(help_text='Of the profile that was matched.')),
                ('vacancies', django.contrib.postgres.fields.ArrayField(base_field=models.IntegerField(), default=list)),
                ('scores', django.contrib.postgres.fields.ArrayField(base_field=models.IntegerField(), default=list)),
                ('courses', django.contrib.postgres.fields.ArrayField(base_field=models.IntegerField(), default=list)),
                ('course_scores', django.contrib.postgres.fields.ArrayField(base_field=models.BigIntegerField(), default=list, help_text='A million million for each vacancy it opens, plus the rise of fit over all.')),
                ('courses_version', models.PositiveIntegerField(db_default=0, default=0, help_text='Of the profile for which the courses were worked out, just after the vacancies.')),
                ('from_scratch', models.BooleanField(default=False, help_text='The courses are foundation courses, for somebody who holds few skills.')),
                ('matched_at', models.DateTimeField(default=django.utils.timezone.now)),
            ],
            options={
                'indexes': [django.contrib.postgres.indexes.GinIndex(fields=['vacancies'], name='matching_in_whose_lists')],
            },
        ),
        migrations.CreateModel(
            name='MatchRun',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('public_id', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('engine', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='runs', to='matching.engineversion')),
                ('progress', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='outbox.progress')),
                ('day', models.DateField(help_text='The day on which adverts and runs have to be open.')),
                ('snapshot', models.CharField(blank=True, db_default='', help_text='The name of what its first worker read.', max_length=32)),
                ('changed_vacancies', django.contrib.postgres.fields.ArrayField(base_field=models.IntegerField(), db_default=[], default=list, help_text='Ids of vacancies put into the lists since the run began.')),
                ('are_courses_due', models.BooleanField(db_default=False, default=False, help_text='Courses have changed since: they are worked out after it.')),
                ('shard_count', models.PositiveIntegerField(db_default=0, default=0)),
                ('attempt_count', models.PositiveIntegerField(db_default=0, default=0, help_text='How often a shard was begun; more than shards if a worker died.')),
                ('worker_count', models.PositiveIntegerField(db_default=0, default=0)),
                ('changed_count', models.PositiveIntegerField(default=0, help_text='Learners whose lists changed.')),
                ('checksum', models.CharField(blank=True, help_text='Of all lists as its shards left them.', max_length=32)),
                ('started_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('finished_at', models.DateTimeField(null=True)),
            ],
            options={
                'ordering': ['-started_at', '-id'],
                'constraints': [models.UniqueConstraint(models.F('engine'), condition=models.Q(('finished_at', None)), name='matching_one_unfinished_run_per_engine')],
            },
        ),
        migrations.CreateModel(
            name='MatchShard',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('run', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='shards', to='matching.matchrun')),
                ('number', models.PositiveIntegerField()),
                ('low', models.IntegerField(db_default=0, default=0, help_text='The first learner id.')),
                ('high', models.IntegerField(db_default=0, default=0, help_text='The last one.')),
                ('learner_count', models.PositiveIntegerField(db_default=0, default=0)),
                ('is_done', models.BooleanField(default=False)),
                ('lease_until', models.DateTimeField(null=True)),
                ('attempts', models.PositiveSmallIntegerField(db_default=0, default=0)),
                ('worker', models.CharField(blank=True, db_default='', help_text='Machine and process.', max_length=100)),
                ('changed_count', models.PositiveIntegerField(db_default=0, default=0)),
                ('sum', models.BigIntegerField(db_default=0, default=0, help_text='Part of the checksum.')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('run', 'number'), name='matching_shard_once')],
            },
        ),
        migrations.CreateModel(
            name='NewsChoice',
            fields=[
                ('learner', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, primary_key=True, related_name='+', serialize=False, to='learners.learner')),
                ('often', models.CharField(choices=[('weekly', 'At most once a week'), ('daily', 'At most once a day'), ('never', 'Never')], default='never', max_length=10)),
                ('key', models.CharField(default=district.matching.models.news.stop_key, help_text='In the address that stops the e-mails.', max_length=64, unique=True)),
                ('chosen_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('told_on', models.DateField(help_text='The day of the last e-mail.', null=True)),
            ],
        ),
        migrations.CreateModel(
            name='RatedPair',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('public_id', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('engine', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='rated_pairs', to='matching.engineversion')),
                ('learner', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='learners.learner')),
                ('vacancy', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='employers.vacancy')),
                ('fit', models.PositiveIntegerField(help_text='F, by which the engine orders these jobs for this profile.')),
                ('title', models.CharField(max_length=200)),
                ('held', models.JSONField(help_text='Labels and levels, as drawn.')),
                ('asked', models.JSONField(help_text='Labels, levels and whether essential, as drawn.')),
                ('drawn_at', models.DateTimeField(default=django.utils.timezone.now)),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('engine', 'learner', 'vacancy'), name='matching_pair_drawn_once')],
            },
        ),
        migrations.CreateModel(
            name='Rater',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('engine', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='raters', to='matching.engineversion')),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('seat', models.PositiveSmallIntegerField()),
                ('named_at', models.DateTimeField(default=django.utils.timezone.now)),
            ],
            options={
                'ordering': ['seat'],
                'constraints': [models.UniqueConstraint(fields=('engine', 'user'), name='matching_rater_once'), models.UniqueConstraint(fields=('engine', 'seat'), name='matching_rater_has_own_seat')],
            },
        ),
        migrations.CreateModel(
            name='Rating',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('pair', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='ratings', to='matching.ratedpair')),
                ('rater', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='ratings', to='matching.rater')),
                ('value', models.PositiveSmallIntegerField(choices=[(0, 'No: not for this person'), (1, 'Possibly: with a lot of learning'), (2, 'Good: most of what is asked'), (3, 'Excellent: could start now')])),
                ('rated_at', models.DateTimeField(default=django.utils.timezone.now)),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('pair', 'rater'), name='matching_rated_once'), models.CheckConstraint(condition=models.Q(('value__range', (0, 3))), name='matching_rating_0_to_3')],
            },
        ),
        migrations.CreateModel(
            name='SharingSwitch',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('is_on', models.BooleanField()),
                ('reason', models.TextField(max_length=500)),
                ('by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('switched_at', models.DateTimeField(default=django.utils.timezone.now)),
            ],
            options={
                'ordering': ['-id'],
            },
        ),
        migrations.CreateModel(
            name='SkillCredit',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('engine', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='credits', to='matching.engineversion')),
                ('asked', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='skills.skill')),
                ('held', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='skills.skill')),
                ('percent', models.PositiveSmallIntegerField()),
                ('reason', models.CharField(choices=[('renamed', 'another name for it'), ('narrower', 'a special kind of it'), ('broader', 'the wider skill'), ('sibling', 'a skill of the same family'), ('builds_on', 'a skill that builds on it'), ('grounds', 'a skill it builds on'), ('related', 'a related skill'), ('together', 'often asked together with it')], max_length=10)),
            ],
            options={
                'indexes': [models.Index(fields=['engine', 'asked', 'held'], include=('percent',), name='matching_credit_by_asked')],
                'constraints': [models.UniqueConstraint(fields=('engine', 'held', 'asked'), name='matching_credit_once'), models.CheckConstraint(condition=models.Q(('percent__range', (1, 100))), name='matching_credit_1_to_100'), models.CheckConstraint(condition=models.Q(('asked', models.F('held')), _negated=True), name='matching_credit_between_two_skills')],
            },
        ),
        migrations.CreateModel(
            name='SkillWeight',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('engine', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='skill_weights', to='matching.engineversion')),
                ('skill', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='skills.skill')),
                ('weight', models.PositiveIntegerField()),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('engine', 'skill'), name='matching_weight_once'), models.CheckConstraint(condition=models.Q(('weight__gte', 1)), name='matching_weight_is_positive')],
            },
        ),
        migrations.CreateModel(
            name='Told',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('learner', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='learners.learner')),
                ('vacancy', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='employers.vacancy')),
                ('told_at', models.DateTimeField(default=django.utils.timezone.now)),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('learner', 'vacancy'), name='matching_told_once')],
            },
        ),
        migrations.CreateModel(
            name='VacancyPrice',
            fields=[
                ('vacancy', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, primary_key=True, related_name='+', serialize=False, to='employers.vacancy')),
                ('price', models.PositiveSmallIntegerField()),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(('price__gte', 615), ('price__lt', 1024)), name='matching_price_in_bounds')],
            },
        ),
        migrations.CreateModel(
            name='WrongMatch',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('learner', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='learners.learner')),
                ('vacancy', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='employers.vacancy')),
                ('course', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='programmes.course')),
                ('what', models.CharField(choices=[('skill', 'A skill of mine is missing or wrong'), ('place', 'The place or the distance is wrong'), ('advert', 'The advert asks for something else'), ('other', 'Something else')], max_length=10)),
                ('words', models.TextField(blank=True, max_length=1000)),
                ('receipt', models.JSONField(help_text='The lines as they were shown, kept as evidence.')),
                ('said_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('answered_at', models.DateTimeField(help_text='When staff had looked at it.', null=True)),
            ],
            options={
                'ordering': ['-said_at', '-id'],
                'constraints': [models.UniqueConstraint(condition=models.Q(('answered_at', None)), fields=('learner', 'vacancy', 'course', 'what'), name='matching_said_once_until_answered', nulls_distinct=False), models.CheckConstraint(condition=models.Q(('vacancy', None), ('course', None), _connector='OR'), name='matching_wrong_about_one_thing')],
            },
        ),
        migrations.CreateModel(
            name='AskedWeight',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('engine', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='matching.engineversion')),
                ('vacancy', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='employers.vacancy')),
                ('skill', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='skills.skill')),
                ('level', models.PositiveSmallIntegerField(choices=[(1, 'Foundation'), (2, 'Intermediate'), (3, 'Advanced'), (4, 'Expert')])),
                ('is_essential', models.BooleanField()),
                ('weight', models.PositiveIntegerField()),
            ],
            options={
                'indexes': [models.Index(fields=['engine', 'skill', 'level'], include=('vacancy', 'weight'), name='matching_asked_by_skill')],
                'constraints': [models.UniqueConstraint(fields=('engine', 'vacancy', 'skill'), name='matching_asked_once')],
            },
        ),
        migrations.CreateModel(
            name='RunExposure',
            fields=[
                ('run', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, primary_key=True, related_name='exposure', serialize=False, to='matching.matchrun')),
                ('is_on', models.BooleanField()),
                ('people_count', models.PositiveIntegerField(default=0)),
                ('gini_before', models.FloatField(null=True)),
                ('listed_before', models.PositiveIntegerField(null=True)),
                ('median_before', models.PositiveIntegerField(null=True)),
                ('tenths_before', django.contrib.postgres.fields.ArrayField(base_field=models.PositiveSmallIntegerField(), default=list)),
                ('score_lost', models.FloatField(help_text='The share of all scores that more even lists give up.', null=True)),
                ('gini', models.FloatField(null=True)),
                ('vacancy_count', models.PositiveIntegerField(null=True)),
                ('listed_count', models.PositiveIntegerField(help_text='Vacancies in at least one list.', null=True)),
                ('median', models.PositiveIntegerField(help_text='Lists that the vacancy in the middle is in.', null=True)),
                ('most', models.PositiveIntegerField(help_text='Lists that the most listed vacancy is in.', null=True)),
                ('tenths', django.contrib.postgres.fields.ArrayField(base_field=models.PositiveSmallIntegerField(), default=list, help_text='Of 1,000 places on lists, those of each tenth of vacancies, the least listed first.')),
                ('measured_at', models.DateTimeField(null=True)),
            ],
        ),
    ]
