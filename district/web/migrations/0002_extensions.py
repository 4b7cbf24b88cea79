from django.contrib.postgres.operations import BtreeGistExtension, TrigramExtension
from django.db import migrations


class Migration(migrations.Migration):
    """What PostgreSQL brings along and apps above build on: words that look alike are found by their trigrams, and a
    constraint refuses two ranges of the same person, contract or programme that overlap.
    """

    dependencies = [("web", "0001_cache_table")]
    operations = [TrigramExtension(), BtreeGistExtension()]
