import django.contrib.postgres.indexes
from django.db import migrations


class Migration(migrations.Migration):

    dependencies = [
        ('learners', '0001_initial'),
        ('matching', '0005_weigh_what_employers_confirm'),
    ]

    operations = [
        migrations.AddIndex(
            model_name='learnermatch',
            index=django.contrib.postgres.indexes.GinIndex(fields=['vacancies'], name='matching_in_whose_lists'),
        ),
    ]
