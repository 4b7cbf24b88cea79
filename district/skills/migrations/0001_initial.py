import django.contrib.postgres.indexes
import django.db.models.deletion
import django.db.models.expressions
import django.db.models.functions.text
import django.utils.timezone
import uuid
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('web', '0002_extensions'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Scheme',
            fields=[
                ('code', models.SlugField(max_length=40, primary_key=True, serialize=False)),
                ('name', models.CharField(max_length=200)),
                ('version', models.CharField(max_length=20)),
                ('attribution', models.TextField(blank=True, help_text='The words its licence asks for.')),
                ('url', models.URLField(blank=True)),
            ],
        ),
        migrations.CreateModel(
            name='Crosswalk',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('from_scheme', models.CharField(max_length=40)),
                ('from_code', models.CharField(max_length=200)),
                ('to_scheme', models.CharField(max_length=40)),
                ('to_code', models.CharField(max_length=200)),
                ('relation', models.CharField(choices=[('exact', 'Exact'), ('close', 'Close'), ('broad', 'Broad'), ('narrow', 'Narrow')], max_length=10)),
                ('source', models.CharField(max_length=200)),
                ('version', models.CharField(max_length=20)),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('from_scheme', 'from_code', 'to_scheme', 'to_code', 'version'), name='skills_crosswalk_row_once')],
            },
        ),
        migrations.CreateModel(
            name='Occupation',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('public_id', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('scheme', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='occupations', to='skills.scheme')),
                ('uri', models.CharField(max_length=200, unique=True)),
                ('code', models.CharField(blank=True, max_length=20)),
                ('isco_group', models.CharField(blank=True, max_length=4)),
                ('label', models.CharField(max_length=300)),
                ('description', models.TextField(blank=True)),
                ('withdrawn_at', models.DateTimeField(null=True)),
            ],
        ),
        migrations.CreateModel(
            name='Skill',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('public_id', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('scheme', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='skills', to='skills.scheme')),
                ('uri', models.CharField(max_length=200, unique=True)),
                ('label', models.CharField(max_length=300)),
                ('description', models.TextField(blank=True)),
                ('kind', models.CharField(choices=[('skill', 'Skill'), ('knowledge', 'Knowledge'), ('group', 'Group')], max_length=10)),
                ('is_digital', models.BooleanField(default=False)),
                ('is_transversal', models.BooleanField(default=False)),
                ('withdrawn_at', models.DateTimeField(null=True)),
                ('replaced_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='replaces', to='skills.skill')),
            ],
            options={
                'indexes': [models.Index(models.OrderBy(models.F('is_digital'), descending=True), django.db.models.functions.text.Lower('label'), models.F('id'), condition=models.Q(('scheme__in', ('esco', 'esco-additions', 'district')), ('withdrawn_at', None), models.Q(('kind', 'group'), _negated=True)), name='skills_in_list_order')],
                'constraints': [models.CheckConstraint(condition=models.Q(('replaced_by', None), ('withdrawn_at__isnull', False), _connector='OR'), name='skills_replaced_is_withdrawn'), models.CheckConstraint(condition=models.Q(('replaced_by', models.F('id')), _negated=True), name='skills_not_replaced_by_itself')],
            },
        ),
        migrations.CreateModel(
            name='OccupationSkill',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('occupation', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='occupation_skills', to='skills.occupation')),
                ('skill', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='occupation_skills', to='skills.skill')),
                ('is_essential', models.BooleanField()),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('occupation', 'skill'), name='skills_occupation_asks_once')],
            },
        ),
        migrations.CreateModel(
            name='SkillDecision',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('text_digest', models.CharField(max_length=64)),
                ('skill', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='decisions', to='skills.skill')),
                ('words', models.CharField(help_text='Folded as SkillLabel.phrase is.', max_length=300)),
                ('is_accepted', models.BooleanField()),
                ('decided_at', models.DateTimeField(auto_now=True)),
            ],
            options={
                'indexes': [models.Index(fields=['skill', 'words'], name='skills_decision_words')],
                'constraints': [models.UniqueConstraint(fields=('text_digest', 'skill'), name='skills_decided_once_per_text')],
            },
        ),
        migrations.CreateModel(
            name='SkillLabel',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('skill', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='labels', to='skills.skill')),
                ('kind', models.CharField(choices=[('preferred', 'Preferred'), ('alternative', 'Alternative')], max_length=12)),
                ('text', models.CharField(max_length=300)),
                ('phrase', models.CharField(max_length=300)),
                ('is_own', models.BooleanField(db_default=False, default=False, help_text='Given by the partnership: no import takes it away.')),
            ],
            options={
                'indexes': [models.Index(django.contrib.postgres.indexes.OpClass('phrase', name='text_pattern_ops'), name='skills_label_prefix'), django.contrib.postgres.indexes.GinIndex(django.contrib.postgres.indexes.OpClass('phrase', name='gin_trgm_ops'), name='skills_label_trigram')],
                'constraints': [models.UniqueConstraint(fields=('skill', 'phrase'), name='skills_label_once_per_skill'), models.UniqueConstraint(condition=models.Q(('kind', 'preferred')), fields=('skill',), name='skills_one_preferred_label')],
            },
        ),
        migrations.CreateModel(
            name='SkillRelation',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('skill', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='relations', to='skills.skill')),
                ('other', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='reverse_relations', to='skills.skill')),
                ('kind', models.CharField(choices=[('broader', 'is narrower than'), ('essential', 'needs'), ('optional', 'goes with')], max_length=10)),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('skill', 'other', 'kind'), name='skills_relation_once'), models.CheckConstraint(condition=models.Q(('skill', models.F('other')), _negated=True), name='skills_not_related_to_itself')],
            },
        ),
        migrations.CreateModel(
            name='UnknownPhrase',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('public_id', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('phrase', models.CharField(help_text='Folded as SkillLabel.phrase is.', max_length=100, unique=True)),
                ('text', models.CharField(help_text='As it is written most often.', max_length=100)),
                ('state', models.CharField(choices=[('waiting', 'Waiting'), ('named', 'Now a name of a skill'), ('refused', 'Refused')], default='waiting', max_length=10)),
                ('advert_count', models.PositiveIntegerField(default=0)),
                ('course_count', models.PositiveIntegerField(default=0)),
                ('learner_count', models.PositiveIntegerField(default=0, help_text='Of texts that learners pasted.')),
                ('first_seen_at', models.DateTimeField(default=django.utils.timezone.now)),
            ],
            options={
                'indexes': [models.Index(models.F('state'), models.OrderBy(django.db.models.expressions.CombinedExpression(django.db.models.expressions.CombinedExpression(models.F('advert_count'), '+', models.F('course_count')), '+', models.F('learner_count')), descending=True), models.F('phrase'), name='skills_phrase_queue')],
            },
        ),
        migrations.CreateModel(
            name='PhraseSighting',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('phrase', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='sightings', to='skills.unknownphrase')),
                ('source', models.CharField(choices=[('advert', 'Advert'), ('course', 'Course')], max_length=10)),
                ('title', models.CharField(max_length=300)),
                ('address', models.CharField(help_text='Of its page.', max_length=200)),
                ('sentence', models.CharField(blank=True, help_text='Empty if it may name a person.', max_length=300)),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('phrase', 'address'), name='skills_phrase_seen_once_a_text')],
            },
        ),
        migrations.CreateModel(
            name='VocabularyDecision',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('public_id', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('kind', models.CharField(choices=[('add', 'Added'), ('alias', 'Another name'), ('merge', 'Merged'), ('refuse', 'Refused')], max_length=10)),
                ('phrase', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='decisions', to='skills.unknownphrase')),
                ('skill', models.ForeignKey(help_text='Added, named or merged away.', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='skills.skill')),
                ('other', models.ForeignKey(help_text='The broader one, or the one merged into.', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='skills.skill')),
                ('words', models.CharField(help_text='The name that was added, given, merged away or refused.', max_length=300)),
                ('reason', models.TextField(max_length=1000)),
                ('labels', models.JSONField(default=list, help_text='Ids of the names it added.')),
                ('effect', models.JSONField(default=dict, help_text='The counts of its preview.')),
                ('decided_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('decided_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('undone_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('undone_at', models.DateTimeField(null=True)),
                ('undone_reason', models.TextField(blank=True, max_length=1000)),
            ],
            options={
                'ordering': ['-decided_at', '-id'],
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('kind', 'refuse'), ('skill', None)), models.Q(models.Q(('kind', 'refuse'), _negated=True), ('skill__isnull', False)), _connector='OR'), name='skills_decision_about_a_skill'), models.CheckConstraint(condition=models.Q(models.Q(('kind', 'merge'), _negated=True), ('other__isnull', False), _connector='OR'), name='skills_merged_into_another'), models.CheckConstraint(condition=models.Q(models.Q(('undone_at', None), ('undone_reason', '')), models.Q(('undone_at__isnull', False), models.Q(('undone_reason', ''), _negated=True)), _connector='OR'), name='skills_undone_for_a_reason')],
            },
        ),
        migrations.CreateModel(
            name='VocabularyVersion',
            fields=[
                ('number', models.PositiveIntegerField(primary_key=True, serialize=False)),
                ('decision', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='versions', to='skills.vocabularydecision')),
                ('is_undoing', models.BooleanField(default=False)),
                ('published_at', models.DateTimeField(default=django.utils.timezone.now)),
            ],
            options={
                'ordering': ['-number'],
                'constraints': [models.UniqueConstraint(fields=('decision', 'is_undoing'), name='skills_version_once_a_change')],
            },
        ),
        migrations.CreateModel(
            name='OccupationLabel',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('occupation', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='labels', to='skills.occupation')),
                ('text', models.CharField(max_length=300)),
                ('phrase', models.CharField(db_index=True, max_length=300)),
            ],
            options={
                'indexes': [django.contrib.postgres.indexes.GinIndex(django.contrib.postgres.indexes.OpClass('phrase', name='gin_trgm_ops'), name='skills_occupation_trigram')],
                'constraints': [models.UniqueConstraint(fields=('occupation', 'phrase'), name='skills_occupation_label_once')],
            },
        ),
    ]
