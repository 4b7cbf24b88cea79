from django.db import migrations

VIEW = """
CREATE VIEW employers_shownneed AS
SELECT need.id, need.heads, need.place, need.council_id, need.expires_on, needed.skill_id, needed.level
FROM employers_skillsneed need
JOIN employers_neededskill needed ON needed.need_id = need.id AND needed.state = 'accepted'
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

    dependencies = [("employers", "0003_unlogged_visits")]
    operations = [migrations.RunSQL(VIEW, "DROP VIEW employers_shownneed")]
