import django.db.models.functions.text
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("skills", "0004_skill_decision")]

    operations = [
        migrations.RemoveIndex(
            model_name='skill',
            name='skills_in_list_order',
        ),
        migrations.AddField(
            model_name='skilllabel',
            name='is_own',
            field=models.BooleanField(db_default=False, default=False, help_text='Given by the partnership: no import takes it away.'),
        ),
        migrations.AddIndex(
            model_name='skill',
            index=models.Index(models.OrderBy(models.F('is_digital'), descending=True), django.db.models.functions.text.Lower('label'), models.F('id'), condition=models.Q(('scheme__in', ('esco', 'esco-additions', 'district')), ('withdrawn_at', None), models.Q(('kind', 'group'), _negated=True)), name='skills_in_list_order'),
        ),
    ]
