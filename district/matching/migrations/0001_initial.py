import django.contrib.postgres.fields
import django.db.models.deletion
import django.utils.timezone
import uuid
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('employers', '0001_initial'),
        ('learners', '0001_initial'),
        ('outbox', '0001_initial'),
        ('programmes', '0001_initial'),
        ('skills', '0002_initial'),
    ]

    operations = [
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
            name='LearnerMatch',
            fields=[
                ('learner', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, primary_key=True, related_name='+', serialize=False, to='learners.learner')),
                ('engine', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='matching.engineversion')),
                ('learner_version', models.PositiveIntegerField(help_text='Of the profile that was matched.')),
                ('vacancies', django.contrib.postgres.fields.ArrayField(base_field=models.IntegerField(), default=list)),
                ('scores', django.contrib.postgres.fields.ArrayField(base_field=models.IntegerField(), default=list)),
                ('courses', django.contrib.postgres.fields.ArrayField(base_field=models.IntegerField(), default=list)),
                ('course_scores', django.contrib.postgres.fields.ArrayField(base_field=models.BigIntegerField(), default=list, help_text='A million million for each vacancy it opens, plus the rise of fit over all.')),
                ('from_scratch', models.BooleanField(default=False, help_text='The courses are foundation courses, for somebody who holds few skills.')),
                ('matched_at', models.DateTimeField(default=django.utils.timezone.now)),
            ],
        ),
        migrations.CreateModel(
            name='MatchRun',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('public_id', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('engine', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='runs', to='matching.engineversion')),
                ('progress', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='outbox.progress')),
                ('day', models.DateField(help_text='The day on which adverts and runs have to be open.')),
                ('changed_count', models.PositiveIntegerField(default=0, help_text='Learners whose lists changed.')),
                ('checksum', models.CharField(blank=True, help_text='Of all lists when it ended.', max_length=32)),
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
                ('number', models.PositiveIntegerField(help_text='Learners from number x 100 on, 100 ids.')),
                ('is_done', models.BooleanField(default=False)),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('run', 'number'), name='matching_shard_once')],
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
    ]
