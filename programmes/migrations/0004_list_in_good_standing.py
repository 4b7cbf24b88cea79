from django.db import migrations

VIEW = """
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
MARK = """
CREATE TRIGGER programmes_mark_decision AFTER INSERT OR UPDATE OR DELETE ON partners_organisationrole
    FOR EACH STATEMENT EXECUTE FUNCTION programmes_mark_change();
CREATE TRIGGER programmes_mark_end AFTER UPDATE OF is_active ON partners_organisation
    FOR EACH STATEMENT EXECUTE FUNCTION programmes_mark_change();
"""
REMOVE = """
DROP TRIGGER programmes_mark_end ON partners_organisation;
DROP TRIGGER programmes_mark_decision ON partners_organisationrole;
DROP VIEW programmes_listedcourse;
"""


class Migration(migrations.Migration):
    """The catalogue lists live courses of providers in good standing."""

    dependencies = [("programmes", "0003_mark_catalogue_changes"), ("partners", "0001_initial")]
    operations = [migrations.RunSQL(sql=VIEW + MARK, reverse_sql=REMOVE)]
