from django.db import migrations

VIEW = """
CREATE VIEW programmes_completedcourse AS
SELECT enrolment.learner_id, run.course_id
FROM programmes_enrolment enrolment
JOIN programmes_courserun run ON run.id = enrolment.run_id
WHERE enrolment.state IN ('completed', 'achieved', 'not_achieved') AND enrolment.learner_id IS NOT NULL;
"""


class Migration(migrations.Migration):
    """Who has completed which course, and nothing else of it."""

    dependencies = [("programmes", "0006_first_rules")]
    operations = [migrations.RunSQL(VIEW, "DROP VIEW programmes_completedcourse")]
