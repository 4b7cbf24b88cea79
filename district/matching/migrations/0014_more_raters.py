from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("matching", "0013_few_indexes_of_lists")]

    operations = [migrations.RemoveConstraint(model_name="rater", name="matching_two_raters")]
