from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("matching", "0012_frozen_receipts")]

    operations = [migrations.RemoveConstraint(model_name="rater", name="matching_two_raters")]
