from django.db import migrations

from district.web.search import keep_version


class Migration(migrations.Migration):
    """Each publishing of skills advances their version, so that pages drawn before it are not shown after it."""

    dependencies = [("skills", "0001_initial")]
    operations = [keep_version("skills_skill")]
