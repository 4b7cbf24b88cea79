import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
    ]

    operations = [
        migrations.CreateModel(
            name='Council',
            fields=[
                ('code', models.CharField(max_length=9, primary_key=True, serialize=False)),
                ('name', models.CharField(blank=True, max_length=100)),
                ('slug', models.SlugField(blank=True, max_length=100)),
                ('is_inside', models.BooleanField(default=False)),
                ('easting', models.IntegerField(help_text='Centre, OSGB metres.', null=True)),
                ('northing', models.IntegerField(help_text='Centre, OSGB metres.', null=True)),
                ('outline', models.JSONField(help_text='Simplified outline for maps: list of rings of [easting, northing] in metres.', null=True)),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(('code__regex', '^[EKNSWLM]\\d{8}$')), name='places_council_code_is_gss'), models.CheckConstraint(condition=models.Q(('is_inside', False), models.Q(('name', ''), _negated=True), _connector='OR'), name='places_inside_council_has_name')],
            },
        ),
        migrations.CreateModel(
            name='Lsoa',
            fields=[
                ('code', models.CharField(max_length=9, primary_key=True, serialize=False)),
                ('council', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='lsoas', to='places.council')),
                ('imd_decile', models.PositiveSmallIntegerField(help_text='Indices of Deprivation 2025.', null=True)),
                ('imd_rank', models.PositiveIntegerField(null=True)),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(('imd_decile', None), ('imd_decile__range', (1, 10)), _connector='OR'), name='places_imd_decile_1_to_10')],
            },
        ),
        migrations.CreateModel(
            name='Ward',
            fields=[
                ('code', models.CharField(max_length=9, primary_key=True, serialize=False)),
                ('name', models.CharField(max_length=100)),
                ('council', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='wards', to='places.council')),
            ],
        ),
        migrations.CreateModel(
            name='Postcode',
            fields=[
                ('postcode', models.CharField(max_length=8, primary_key=True, serialize=False)),
                ('council', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='places.council')),
                ('easting', models.IntegerField(help_text='OSGB metres.')),
                ('northing', models.IntegerField(help_text='OSGB metres.')),
                ('ward', models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='places.ward')),
                ('lsoa', models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='places.lsoa')),
            ],
        ),
    ]
