import district.outbox.models.message
import django.db.models.deletion
import django.utils.timezone
import uuid
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
    ]

    operations = [
        migrations.CreateModel(
            name='ImportRun',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('public_id', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('kind', models.CharField(choices=[('skills', 'Skills'), ('places', 'Places'), ('vacancies', 'Vacancies'), ('courses', 'Courses')], max_length=20)),
                ('source', models.CharField(help_text='File names, for people.', max_length=300)),
                ('digest', models.CharField(help_text='SHA-256 of the bytes read.', max_length=64)),
                ('read_count', models.PositiveIntegerField(default=0)),
                ('added_count', models.PositiveIntegerField(default=0)),
                ('changed_count', models.PositiveIntegerField(default=0)),
                ('unchanged_count', models.PositiveIntegerField(default=0)),
                ('withdrawn_count', models.PositiveIntegerField(default=0)),
                ('repeat_count', models.PositiveIntegerField(default=0)),
                ('refused_count', models.PositiveIntegerField(default=0)),
                ('started_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('finished_at', models.DateTimeField(null=True)),
            ],
            options={
                'ordering': ['-started_at', '-id'],
            },
        ),
        migrations.CreateModel(
            name='Message',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('key', models.CharField(blank=True, help_text='The act: one act sends one message.', max_length=200)),
                ('to', models.EmailField(max_length=254)),
                ('subject', models.CharField(max_length=200)),
                ('text', models.TextField(blank=True)),
                ('html', models.TextField(blank=True)),
                ('message_id', models.CharField(default=district.outbox.models.message.message_id, max_length=100, unique=True)),
                ('is_secret', models.BooleanField(default=False)),
                ('stop_url', models.URLField(blank=True, db_default='', help_text='Where e-mail programs offer to stop messages of this kind, without signing in.', max_length=500)),
                ('created_at', models.DateTimeField(db_index=True, default=django.utils.timezone.now)),
                ('delivered_at', models.DateTimeField(null=True)),
            ],
            options={
                'constraints': [models.UniqueConstraint(condition=models.Q(('key', ''), _negated=True), fields=('key', 'to'), name='outbox_one_message_per_act')],
            },
        ),
        migrations.CreateModel(
            name='OutboxTask',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=100)),
                ('args', models.JSONField(default=dict)),
                ('key', models.CharField(blank=True, max_length=200)),
                ('promised_in', models.BigIntegerField(help_text='The transaction that wrote the row.')),
                ('state', models.CharField(choices=[('waiting', 'Waiting'), ('done', 'Done'), ('failed', 'Failed')], default='waiting', max_length=10)),
                ('attempts', models.PositiveSmallIntegerField(default=0, help_text='How often a worker began it.')),
                ('error', models.CharField(blank=True, max_length=300)),
                ('created_at', models.DateTimeField(db_index=True, default=django.utils.timezone.now)),
                ('not_before', models.DateTimeField(default=django.utils.timezone.now)),
                ('sent_at', models.DateTimeField(null=True)),
                ('done_at', models.DateTimeField(null=True)),
            ],
            options={
                'indexes': [models.Index(condition=models.Q(('state', 'waiting')), fields=['sent_at'], name='outbox_waiting'), models.Index(condition=models.Q(('state', 'waiting')), fields=['name', 'key'], name='outbox_waiting_for_key'), models.Index(condition=models.Q(('state', 'waiting'), _negated=True), fields=['done_at'], name='outbox_ended')],
                'constraints': [models.UniqueConstraint(condition=models.Q(('sent_at', None), ('state', 'waiting'), models.Q(('key', ''), _negated=True)), fields=('name', 'key', 'promised_in'), name='outbox_promised_once_in_transaction'), models.CheckConstraint(condition=models.Q(('state', 'waiting'), ('done_at__isnull', False), _connector='XOR'), name='outbox_ended_has_time'), models.CheckConstraint(condition=models.Q(('done_at', None), ('done_at__gte', models.F('created_at')), _connector='OR'), name='outbox_done_after_created')],
            },
        ),
        migrations.CreateModel(
            name='Progress',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('public_id', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('title', models.CharField(max_length=200)),
                ('state', models.CharField(choices=[('running', 'Running'), ('done', 'Done'), ('failed', 'Failed')], default='running', max_length=10)),
                ('done_count', models.PositiveIntegerField(default=0)),
                ('total_count', models.PositiveIntegerField(default=0)),
                ('note', models.CharField(blank=True, max_length=300)),
                ('started_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('beat_at', models.DateTimeField(default=django.utils.timezone.now, help_text='Last sign of life; a running piece of work without one has died.')),
                ('finished_at', models.DateTimeField(null=True)),
            ],
            options={
                'ordering': ['-started_at', '-id'],
                'constraints': [models.CheckConstraint(condition=models.Q(('done_count__lte', models.F('total_count'))), name='outbox_progress_within_total'), models.CheckConstraint(condition=models.Q(('state', 'running'), ('finished_at__isnull', False), _connector='XOR'), name='outbox_progress_ended_has_time')],
            },
        ),
        migrations.CreateModel(
            name='RefusedRow',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('run', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='refused_rows', to='outbox.importrun')),
                ('row', models.PositiveIntegerField(help_text='1 is the first row of data.')),
                ('field', models.CharField(blank=True, max_length=100)),
                ('code', models.CharField(max_length=60)),
                ('message', models.CharField(max_length=300)),
            ],
            options={
                'ordering': ['run', 'row', 'id'],
            },
        ),
        migrations.CreateModel(
            name='ScheduleSlot',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('job', models.CharField(max_length=100)),
                ('slot_at', models.DateTimeField()),
                ('taken_at', models.DateTimeField(auto_now_add=True)),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('job', 'slot_at'), name='outbox_slot_taken_once')],
            },
        ),
    ]
