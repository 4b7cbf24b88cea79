from django.contrib.postgres.indexes import GinIndex, OpClass
from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("skills", "0006_vocabulary")]

    operations = [
        migrations.AddIndex(
            model_name="occupationlabel",
            index=GinIndex(OpClass("phrase", name="gin_trgm_ops"), name="skills_occupation_trigram"),
        ),
    ]
