import django.contrib.postgres.indexes
import django.contrib.postgres.search
import django.db.models.deletion
import django.db.models.functions.text
import django.utils.timezone
import uuid
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('partners', '0001_initial'),
        ('places', '0002_without_pattern_index'),
        ('skills', '0002_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='CatalogueChange',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('made_at', models.DateTimeField(default=django.utils.timezone.now)),
            ],
        ),
        migrations.CreateModel(
            name='CourseWord',
            fields=[
                ('word', models.CharField(max_length=40, primary_key=True, serialize=False)),
                ('thing_count', models.PositiveIntegerField(default=1)),
            ],
            options={
                'abstract': False,
                'indexes': [django.contrib.postgres.indexes.GistIndex(django.contrib.postgres.indexes.OpClass('word', name='gist_trgm_ops'), name='programmes_word_nearest')],
            },
        ),
        migrations.CreateModel(
            name='LearningAim',
            fields=[
                ('reference', models.CharField(max_length=8, primary_key=True, serialize=False)),
                ('title', models.CharField(max_length=300)),
                ('level', models.CharField(blank=True, max_length=2)),
                ('last_start_on', models.DateField(help_text='Nobody may start on it after this day.', null=True)),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(('reference__regex', '^[0-9A-Z]{8}$')), name='programmes_aim_reference_form')],
            },
        ),
        migrations.CreateModel(
            name='Programme',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('public_id', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('name', models.CharField(max_length=200, unique=True)),
                ('kind', models.CharField(choices=[('skills_bootcamp', 'Skills Bootcamp'), ('adult_skills', 'Adult Skills Fund'), ('free_courses', 'Free Courses for Jobs'), ('vendor', 'Free course from a technology company'), ('community', 'Community learning'), ('other', 'Other')], max_length=20)),
                ('summary', models.CharField(blank=True, max_length=500)),
                ('funder', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='partners.organisation')),
                ('is_free', models.BooleanField(default=False, help_text='Free to those who are eligible.')),
                ('is_fictional', models.BooleanField(default=False)),
            ],
        ),
        migrations.CreateModel(
            name='Course',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('public_id', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('organisation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='courses', to='partners.organisation')),
                ('programme', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='courses', to='programmes.programme')),
                ('state', models.CharField(choices=[('draft', 'Draft'), ('live', 'Live'), ('archived', 'Archived')], default='draft', max_length=10)),
                ('title', models.CharField(max_length=255)),
                ('who_for', models.TextField(blank=True, max_length=2000)),
                ('entry_requirements', models.TextField(blank=True, max_length=2000)),
                ('what_you_learn', models.TextField(blank=True, max_length=4000)),
                ('how_you_learn', models.TextField(blank=True, max_length=2000)),
                ('what_to_bring', models.TextField(blank=True, max_length=2000)),
                ('how_assessed', models.TextField(blank=True, max_length=2000)),
                ('where_next', models.TextField(blank=True, max_length=2000)),
                ('level', models.CharField(blank=True, help_text='E, or 1 to 8, of the national framework.', max_length=2)),
                ('learning_aim', models.CharField(blank=True, max_length=8, verbose_name='LARS learning aim')),
                ('awarding_body', models.CharField(blank=True, max_length=255)),
                ('sector', models.CharField(blank=True, help_text='Course directory sector code, such as DIGITAL.', max_length=20)),
                ('course_type', models.CharField(blank=True, max_length=60)),
                ('version', models.PositiveIntegerField(default=1)),
                ('changed_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('source', models.CharField(blank=True, help_text='Empty: written here by the provider.', max_length=60)),
                ('source_reference', models.CharField(blank=True, max_length=200)),
                ('source_digest', models.CharField(blank=True, max_length=64)),
                ('gone_at', models.DateTimeField(help_text='When its source no longer held it.', null=True)),
                ('is_fictional', models.BooleanField(default=False)),
                ('search', django.contrib.postgres.search.SearchVectorField(editable=False, null=True)),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now)),
            ],
            options={
                'indexes': [django.contrib.postgres.indexes.GinIndex(fields=['search'], name='programmes_course_search'), models.Index(fields=['organisation', 'state'], name='programmes_course_of')],
                'constraints': [models.CheckConstraint(condition=models.Q(('level', ''), ('level__regex', '^(E|[1-8])$'), _connector='OR'), name='programmes_level_e_or_1_to_8', violation_error_message='A level is Entry or 1 to 8.'), models.CheckConstraint(condition=models.Q(('learning_aim', ''), ('learning_aim__regex', '^[0-9A-Z]{8}$'), _connector='OR'), name='programmes_learning_aim_form', violation_error_message='A LARS learning aim has 8 characters.'), models.UniqueConstraint(condition=models.Q(('source_reference', ''), _negated=True), fields=('source', 'source_reference'), name='programmes_course_once_per_source')],
            },
        ),
        migrations.CreateModel(
            name='TaughtSkill',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('course', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='taught_skills', to='programmes.course')),
                ('skill', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='skills.skill')),
                ('level', models.PositiveSmallIntegerField(choices=[(1, 'Foundation'), (2, 'Intermediate'), (3, 'Advanced'), (4, 'Expert')], default=1)),
                ('state', models.CharField(choices=[('suggested', 'Suggested from the text'), ('accepted', 'Accepted'), ('refused', 'Refused')], default='accepted', max_length=10)),
                ('words', models.CharField(blank=True, max_length=300)),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('course', 'skill'), name='programmes_skill_taught_once'), models.CheckConstraint(condition=models.Q(('level__range', (1, 4))), name='programmes_taught_level_1_to_4')],
            },
        ),
        migrations.CreateModel(
            name='Venue',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('public_id', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('organisation', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='venues', to='partners.organisation')),
                ('name', models.CharField(max_length=250)),
                ('reference', models.CharField(blank=True, max_length=255)),
                ('address', models.CharField(blank=True, max_length=300)),
                ('town', models.CharField(blank=True, max_length=75)),
                ('postcode', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='places.postcode')),
            ],
            options={
                'constraints': [models.UniqueConstraint(django.db.models.functions.text.Lower('name'), models.F('organisation'), name='programmes_venue_name_once', violation_error_message='You have a venue of this name already.'), models.UniqueConstraint(django.db.models.functions.text.Lower('reference'), models.F('organisation'), condition=models.Q(('reference', ''), _negated=True), name='programmes_venue_reference_once', violation_error_message='Another of your venues has this reference.')],
            },
        ),
        migrations.CreateModel(
            name='CourseRun',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('public_id', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('course', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='runs', to='programmes.course')),
                ('venue', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='runs', to='programmes.venue')),
                ('state', models.CharField(choices=[('draft', 'Draft'), ('open', 'Open'), ('closed', 'Closed'), ('cancelled', 'Cancelled')], default='draft', max_length=10)),
                ('name', models.CharField(blank=True, help_text='Empty: as the course.', max_length=255)),
                ('reference', models.CharField(blank=True, help_text="The provider's own.", max_length=255)),
                ('mode', models.CharField(choices=[('classroom', 'In a classroom'), ('online', 'Online'), ('blended', 'Classroom and online'), ('work_based', 'At work')], max_length=10)),
                ('study_mode', models.CharField(blank=True, choices=[('full_time', 'Full time'), ('part_time', 'Part time'), ('flexible', 'Flexible')], max_length=10)),
                ('pattern', models.CharField(blank=True, choices=[('daytime', 'Daytime'), ('evening', 'Evening'), ('weekend', 'Weekend'), ('block', 'Day or block release')], max_length=10)),
                ('is_flexible', models.BooleanField(default=False, help_text='Starts at any time.')),
                ('starts_on', models.DateField(null=True)),
                ('ends_on', models.DateField(null=True)),
                ('duration', models.PositiveSmallIntegerField(null=True)),
                ('duration_unit', models.CharField(blank=True, choices=[('minutes', 'minutes'), ('hours', 'hours'), ('days', 'days'), ('weeks', 'weeks'), ('months', 'months'), ('years', 'years')], max_length=10)),
                ('is_national', models.BooleanField(default=False, help_text='At work, anywhere in England.')),
                ('regions', models.CharField(blank=True, help_text='At work, in these; separated by ;', max_length=500)),
                ('cost', models.DecimalField(decimal_places=2, help_text='Pounds to the learner; 0 is free.', max_digits=8, null=True)),
                ('cost_note', models.CharField(blank=True, max_length=255)),
                ('webpage', models.URLField(blank=True, max_length=500)),
                ('capacity', models.PositiveSmallIntegerField(help_text='Empty: not limited, or not told.', null=True)),
                ('places_taken', models.PositiveSmallIntegerField(default=0)),
                ('version', models.PositiveIntegerField(default=1)),
                ('source_reference', models.CharField(blank=True, max_length=255)),
                ('gone_at', models.DateTimeField(help_text='When its source no longer held it.', null=True)),
            ],
            options={
                'indexes': [models.Index(fields=['course', 'state', 'starts_on'], name='programmes_run_of_course')],
                'constraints': [models.CheckConstraint(condition=models.Q(('capacity', None), ('places_taken__lte', models.F('capacity')), _connector='OR'), name='programmes_places_within_capacity', violation_error_message='There are fewer places than people who hold one.'), models.CheckConstraint(condition=models.Q(models.Q(('is_flexible', True), ('starts_on', None)), models.Q(('is_flexible', False), ('starts_on__isnull', False)), _connector='OR'), name='programmes_start_date_or_flexible', violation_error_message='Give a start date, or say that people can start at any time.'), models.CheckConstraint(condition=models.Q(('ends_on', None), ('ends_on__gte', models.F('starts_on')), _connector='OR'), name='programmes_ends_after_start', violation_error_message='The end date is before the start date.'), models.CheckConstraint(condition=models.Q(('mode__in', ['online', 'work_based']), ('venue__isnull', False), _connector='OR'), name='programmes_classroom_has_venue', violation_error_message='Say where the classroom is.'), models.CheckConstraint(condition=models.Q(models.Q(('duration', None), ('duration_unit', '')), models.Q(('duration__gte', 1), ('duration__isnull', False), models.Q(('duration_unit', ''), _negated=True)), _connector='OR'), name='programmes_duration_has_unit', violation_error_message='Give the duration as a number and its unit.'), models.CheckConstraint(condition=models.Q(('cost', None), ('cost__gte', 0), _connector='OR'), name='programmes_cost_not_negative', violation_error_message='A cost is £0 or more.'), models.UniqueConstraint(condition=models.Q(('source_reference', ''), _negated=True), fields=('course', 'source_reference'), name='programmes_run_once_per_source')],
            },
        ),
    ]
