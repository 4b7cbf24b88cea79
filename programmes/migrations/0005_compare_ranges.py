from django.contrib.postgres.operations import BtreeGistExtension
from django.db import migrations


class Migration(migrations.Migration):
    """Lets a constraint refuse two ranges of the same person that overlap."""

    dependencies = [("programmes", "0004_list_in_good_standing")]
    operations = [BtreeGistExtension()]
