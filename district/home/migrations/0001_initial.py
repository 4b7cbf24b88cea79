import django.db.models.deletion
import django.utils.timezone
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('matching', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='DeskFigures',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('taken_at', models.DateTimeField(db_index=True, default=django.utils.timezone.now)),
                ('figures', models.JSONField()),
            ],
        ),
        migrations.CreateModel(
            name='FairnessFigure',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('run', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='matching.matchrun')),
                ('question', models.CharField(choices=[('sex', 'Sex'), ('ethnicity', 'Ethnic group'), ('disability', 'Disability'), ('care', 'Been in care'), ('age', 'Age')], max_length=10)),
                ('group', models.CharField(max_length=10)),
                ('people', models.PositiveIntegerField(null=True)),
                ('listed', models.PositiveIntegerField(help_text='Those of them who have at least one job on their list.', null=True)),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('run', 'question', 'group'), name='home_fairness_told_once'), models.CheckConstraint(condition=models.Q(models.Q(('listed', None), ('people', None)), models.Q(('listed__isnull', False), ('people__gte', 10), ('people__isnull', False)), _connector='OR'), name='home_fairness_hides_small_groups')],
            },
        ),
        migrations.CreateModel(
            name='RegionSnapshot',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('taken_at', models.DateTimeField(db_index=True, default=django.utils.timezone.now)),
                ('definition', models.PositiveSmallIntegerField(default=1)),
                ('figures', models.JSONField()),
            ],
        ),
    ]
