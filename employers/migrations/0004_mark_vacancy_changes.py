"""Marks of what changes in the search of jobs, however it is written: of what can be found, and of the names of skills.

Drafts leave none, for the triggers of the search touch no row then.
"""

import django.utils.timezone
from django.db import migrations, models

MARKS = """
CREATE FUNCTION employers_mark_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO employers_vacancychange (made_at) VALUES (now());
    RETURN NULL;
END $$;
CREATE FUNCTION employers_mark_entries() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO employers_vacancychange (made_at) SELECT now() WHERE EXISTS (SELECT FROM touched);
    RETURN NULL;
END $$;
CREATE TRIGGER employers_mark_added AFTER INSERT ON employers_vacancyentry
    REFERENCING NEW TABLE AS touched FOR EACH STATEMENT EXECUTE FUNCTION employers_mark_entries();
CREATE TRIGGER employers_mark_changed AFTER UPDATE ON employers_vacancyentry
    REFERENCING NEW TABLE AS touched FOR EACH STATEMENT EXECUTE FUNCTION employers_mark_entries();
CREATE TRIGGER employers_mark_removed AFTER DELETE ON employers_vacancyentry
    REFERENCING OLD TABLE AS touched FOR EACH STATEMENT EXECUTE FUNCTION employers_mark_entries();
CREATE TRIGGER employers_mark_all AFTER TRUNCATE ON employers_vacancyentry
    FOR EACH STATEMENT EXECUTE FUNCTION employers_mark_change();
CREATE TRIGGER employers_mark_change AFTER UPDATE OF label, replaced_by_id ON skills_skill
    FOR EACH STATEMENT EXECUTE FUNCTION employers_mark_change();
"""
REMOVE = """
DROP TRIGGER employers_mark_change ON skills_skill;
DROP TRIGGER employers_mark_all ON employers_vacancyentry;
DROP TRIGGER employers_mark_removed ON employers_vacancyentry;
DROP TRIGGER employers_mark_changed ON employers_vacancyentry;
DROP TRIGGER employers_mark_added ON employers_vacancyentry;
DROP FUNCTION employers_mark_entries();
DROP FUNCTION employers_mark_change();
"""


class Migration(migrations.Migration):
    dependencies = [("employers", "0003_unlogged_visits"), ("skills", "0001_initial")]
    operations = [
        migrations.CreateModel(
            name="VacancyChange",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("made_at", models.DateTimeField(default=django.utils.timezone.now)),
            ],
        ),
        migrations.RunSQL(sql=MARKS, reverse_sql=REMOVE),
    ]
