from django.db import migrations

VIEW = """
CREATE VIEW programmes_toldlearning AS
SELECT enrolment.run_id, run.course_id, course.organisation_id, enrolment.planned_end_on,
    enrolment.state IN ('enrolled', 'in_learning') AS is_learning,
    enrolment.state IN ('completed', 'achieved', 'not_achieved') AS has_completed,
    enrolment.state = 'withdrawn' AND enrolment.withdrawal_reason NOT IN ('2', '7', '40', '41', '47') AS has_left
FROM programmes_enrolment enrolment
JOIN programmes_courserun run ON run.id = enrolment.run_id
JOIN programmes_course course ON course.id = run.course_id;
"""


class Migration(migrations.Migration):
    """How it goes on courses, as the table of gaps counts it: nobody's name or reasons. Who moved to another course or
    provider has not left, and who is on a break neither learns nor has ended.
    """

    dependencies = [("programmes", "0029_first_paper_rule")]
    operations = [migrations.RunSQL(VIEW, "DROP VIEW programmes_toldlearning")]
