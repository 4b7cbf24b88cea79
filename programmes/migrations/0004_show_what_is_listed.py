from django.db import migrations

# The catalogue lists live courses of providers in good standing.
LISTED = """
CREATE VIEW programmes_listedcourse AS
SELECT course.id
FROM programmes_course course
JOIN partners_organisation organisation ON organisation.id = course.organisation_id AND organisation.is_active
WHERE course.state = 'live'
    AND NOT EXISTS (
        SELECT FROM partners_organisationrole withheld
        WHERE withheld.organisation_id = course.organisation_id
            AND withheld.role = 'provider' AND withheld.state <> 'approved'
    );
"""
# How it goes on courses, as the table of gaps counts it: nobody's name or reasons. Who moved to another course or provider has
# not left, and who is on a break neither learns nor has ended.
TOLD = """
CREATE VIEW programmes_toldlearning AS
SELECT enrolment.run_id, run.course_id, course.organisation_id, enrolment.planned_end_on,
    enrolment.state IN ('enrolled', 'in_learning') AS is_learning,
    enrolment.state IN ('completed', 'achieved', 'not_achieved') AS has_completed,
    enrolment.state = 'withdrawn' AND enrolment.withdrawal_reason NOT IN ('2', '7', '40', '41', '47') AS has_left
FROM programmes_enrolment enrolment
JOIN programmes_courserun run ON run.id = enrolment.run_id
JOIN programmes_course course ON course.id = run.course_id;
"""
# Who has completed which course, and nothing else of it.
COMPLETED = """
CREATE VIEW programmes_completedcourse AS
SELECT enrolment.learner_id, run.course_id
FROM programmes_enrolment enrolment
JOIN programmes_courserun run ON run.id = enrolment.run_id
WHERE enrolment.state IN ('completed', 'achieved', 'not_achieved') AND enrolment.learner_id IS NOT NULL;
"""


class Migration(migrations.Migration):
    """What may be asked of courses and of learning without reading why, or who."""

    dependencies = [("programmes", "0003_mark_catalogue_changes"), ("partners", "0001_initial")]
    operations = [
        migrations.RunSQL(LISTED, "DROP VIEW programmes_listedcourse"),
        migrations.RunSQL(TOLD, "DROP VIEW programmes_toldlearning"),
        migrations.RunSQL(COMPLETED, "DROP VIEW programmes_completedcourse"),
    ]
