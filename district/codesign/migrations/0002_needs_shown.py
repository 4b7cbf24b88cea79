from django.db import migrations

VIEW = """
CREATE VIEW codesign_shownneed AS
SELECT need.id, need.heads, need.place, need.council_id, need.expires_on, needed.skill_id, needed.level
FROM codesign_skillsneed need
JOIN codesign_neededskill needed ON needed.need_id = need.id AND needed.state = 'accepted'
JOIN partners_organisation organisation ON organisation.id = need.organisation_id AND organisation.is_active
WHERE need.state = 'open'
    AND NOT EXISTS (
        SELECT FROM partners_organisationrole withheld
        WHERE withheld.organisation_id = need.organisation_id
            AND withheld.role = 'employer' AND withheld.state <> 'approved'
    );
"""


class Migration(migrations.Migration):
    """The skills of open needs of employers in good standing, as the table of gaps counts them: without employers."""

    dependencies = [("codesign", "0001_initial")]
    operations = [migrations.RunSQL(VIEW, "DROP VIEW codesign_shownneed")]
