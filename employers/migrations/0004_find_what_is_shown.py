from django.db import migrations

VIEW = """
CREATE VIEW employers_shownvacancy AS
SELECT vacancy.id
FROM employers_vacancy vacancy
JOIN partners_organisation organisation ON organisation.id = vacancy.organisation_id AND organisation.is_active
WHERE vacancy.state = 'open'
    AND NOT EXISTS (
        SELECT FROM partners_organisationrole withheld
        WHERE withheld.organisation_id = vacancy.organisation_id
            AND withheld.role = 'employer' AND withheld.state <> 'approved'
    )
    -- few repeat another: without the first half the planner takes all that repeat none for one row
    AND (vacancy.repeats_id IS NULL OR NOT EXISTS (
        SELECT FROM employers_vacancy original WHERE original.id = vacancy.repeats_id AND original.state = 'open'
    ));
"""
FOLLOW = """
CREATE OR REPLACE FUNCTION employers_refresh_entries(changed bigint[]) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    -- an advert is found again when the one that it repeats is over
    changed := changed || ARRAY(SELECT id FROM employers_vacancy WHERE repeats_id = ANY(changed));

    DELETE FROM employers_vacancyentry entry WHERE entry.vacancy_id = ANY(changed)
        AND NOT EXISTS (SELECT FROM employers_shownvacancy shown WHERE shown.id = entry.vacancy_id);

    INSERT INTO employers_vacancyentry AS entry (
        vacancy_id, heading, words, posted_on, closes_on, easting, northing,
        kind, mode, pattern, council_code, salary_step, level, skill_ids
    )
    SELECT
        vacancy.id,
        head.vector,
        head.vector || to_tsvector('english', concat_ws(' ',
            vacancy.summary, vacancy.description, vacancy.place_text, asked.labels)),
        vacancy.posted_on, vacancy.closes_on, vacancy.easting, vacancy.northing,
        vacancy.kind, vacancy.mode, vacancy.pattern, vacancy.council_id,
        width_bucket(vacancy.yearly_most, ARRAY[20000, 25000, 30000, 40000, 50000, 60000]),
        asked.level, coalesce(asked.ids, '{}')
    FROM employers_vacancy vacancy
    JOIN employers_shownvacancy shown ON shown.id = vacancy.id
    JOIN partners_organisation organisation ON organisation.id = vacancy.organisation_id
    CROSS JOIN LATERAL (
        SELECT setweight(to_tsvector('english', vacancy.title), 'A')
            || setweight(to_tsvector('english', organisation.name), 'B') AS vector
    ) head
    LEFT JOIN LATERAL (
        SELECT array_agg(link.skill_id ORDER BY link.skill_id) AS ids,
            max(link.level) FILTER (WHERE link.need = 'essential') AS level,
            string_agg(skill.label, '. ' ORDER BY link.skill_id) AS labels
        FROM employers_vacancyskill link JOIN skills_skill skill ON skill.id = link.skill_id
        WHERE link.vacancy_id = vacancy.id AND link.state <> 'refused'
    ) asked ON true
    WHERE vacancy.id = ANY(changed)
    ON CONFLICT (vacancy_id) DO UPDATE SET
        heading = excluded.heading, words = excluded.words, posted_on = excluded.posted_on,
        closes_on = excluded.closes_on, easting = excluded.easting, northing = excluded.northing,
        kind = excluded.kind, mode = excluded.mode, pattern = excluded.pattern,
        council_code = excluded.council_code, salary_step = excluded.salary_step,
        level = excluded.level, skill_ids = excluded.skill_ids;

    INSERT INTO employers_vacancyword (word, thing_count)
    SELECT DISTINCT word, 1 FROM employers_vacancy vacancy
    JOIN employers_shownvacancy shown ON shown.id = vacancy.id
    JOIN partners_organisation organisation ON organisation.id = vacancy.organisation_id
    LEFT JOIN LATERAL (
        SELECT string_agg(skill.label, ' ') AS labels
        FROM employers_vacancyskill link JOIN skills_skill skill ON skill.id = link.skill_id
        WHERE link.vacancy_id = vacancy.id AND link.state <> 'refused'
    ) asked ON true
    CROSS JOIN LATERAL unnest(tsvector_to_array(to_tsvector('simple',
        concat_ws(' ', vacancy.title, organisation.name, asked.labels)))) word
    WHERE vacancy.id = ANY(changed) AND word ~ '^[^0-9]{3,40}$'
    ORDER BY word
    ON CONFLICT (word) DO NOTHING;
END $$;

CREATE OR REPLACE FUNCTION employers_organisations_renamed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM employers_refresh_entries(ARRAY(
        SELECT vacancy.id FROM renamed JOIN before USING (id)
        JOIN employers_vacancy vacancy ON vacancy.organisation_id = renamed.id
        WHERE (renamed.name, renamed.is_active) IS DISTINCT FROM (before.name, before.is_active)
            AND vacancy.state = 'open'
    ));
    RETURN NULL;
END $$;

CREATE FUNCTION employers_roles_decided() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM employers_refresh_entries(ARRAY(
        SELECT id FROM employers_vacancy
        WHERE state = 'open' AND organisation_id IN (SELECT organisation_id FROM decided WHERE role = 'employer')
    ));
    RETURN NULL;
END $$;

CREATE TRIGGER employers_roles_added AFTER INSERT ON partners_organisationrole
    REFERENCING NEW TABLE AS decided FOR EACH STATEMENT EXECUTE FUNCTION employers_roles_decided();
CREATE TRIGGER employers_roles_decided AFTER UPDATE ON partners_organisationrole
    REFERENCING NEW TABLE AS decided FOR EACH STATEMENT EXECUTE FUNCTION employers_roles_decided();
CREATE TRIGGER employers_roles_removed AFTER DELETE ON partners_organisationrole
    REFERENCING OLD TABLE AS decided FOR EACH STATEMENT EXECUTE FUNCTION employers_roles_decided();

SELECT employers_refresh_entries(ARRAY(SELECT vacancy_id FROM employers_vacancyentry));
"""

REMOVE = """
DROP TRIGGER employers_roles_removed ON partners_organisationrole;
DROP TRIGGER employers_roles_decided ON partners_organisationrole;
DROP TRIGGER employers_roles_added ON partners_organisationrole;
DROP FUNCTION employers_roles_decided();

CREATE OR REPLACE FUNCTION employers_refresh_entries(changed bigint[]) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    DELETE FROM employers_vacancyentry entry USING employers_vacancy vacancy
    WHERE entry.vacancy_id = ANY(changed) AND vacancy.id = entry.vacancy_id AND vacancy.state <> 'open';

    INSERT INTO employers_vacancyentry AS entry (
        vacancy_id, heading, words, posted_on, closes_on, easting, northing,
        kind, mode, pattern, council_code, salary_step, level, skill_ids
    )
    SELECT
        vacancy.id,
        head.vector,
        head.vector || to_tsvector('english', concat_ws(' ',
            vacancy.summary, vacancy.description, vacancy.place_text, asked.labels)),
        vacancy.posted_on, vacancy.closes_on, vacancy.easting, vacancy.northing,
        vacancy.kind, vacancy.mode, vacancy.pattern, vacancy.council_id,
        width_bucket(vacancy.yearly_most, ARRAY[20000, 25000, 30000, 40000, 50000, 60000]),
        asked.level, coalesce(asked.ids, '{}')
    FROM employers_vacancy vacancy
    JOIN partners_organisation organisation ON organisation.id = vacancy.organisation_id
    CROSS JOIN LATERAL (
        SELECT setweight(to_tsvector('english', vacancy.title), 'A')
            || setweight(to_tsvector('english', organisation.name), 'B') AS vector
    ) head
    LEFT JOIN LATERAL (
        SELECT array_agg(link.skill_id ORDER BY link.skill_id) AS ids,
            max(link.level) FILTER (WHERE link.need = 'essential') AS level,
            string_agg(skill.label, '. ' ORDER BY link.skill_id) AS labels
        FROM employers_vacancyskill link JOIN skills_skill skill ON skill.id = link.skill_id
        WHERE link.vacancy_id = vacancy.id AND link.state <> 'refused'
    ) asked ON true
    WHERE vacancy.id = ANY(changed) AND vacancy.state = 'open'
    ON CONFLICT (vacancy_id) DO UPDATE SET
        heading = excluded.heading, words = excluded.words, posted_on = excluded.posted_on,
        closes_on = excluded.closes_on, easting = excluded.easting, northing = excluded.northing,
        kind = excluded.kind, mode = excluded.mode, pattern = excluded.pattern,
        council_code = excluded.council_code, salary_step = excluded.salary_step,
        level = excluded.level, skill_ids = excluded.skill_ids;

    INSERT INTO employers_vacancyword (word, thing_count)
    SELECT DISTINCT word, 1 FROM employers_vacancy vacancy
    JOIN partners_organisation organisation ON organisation.id = vacancy.organisation_id
    LEFT JOIN LATERAL (
        SELECT string_agg(skill.label, ' ') AS labels
        FROM employers_vacancyskill link JOIN skills_skill skill ON skill.id = link.skill_id
        WHERE link.vacancy_id = vacancy.id AND link.state <> 'refused'
    ) asked ON true
    CROSS JOIN LATERAL unnest(tsvector_to_array(to_tsvector('simple',
        concat_ws(' ', vacancy.title, organisation.name, asked.labels)))) word
    WHERE vacancy.id = ANY(changed) AND vacancy.state = 'open' AND word ~ '^[^0-9]{3,40}$'
    ORDER BY word
    ON CONFLICT (word) DO NOTHING;
END $$;
CREATE OR REPLACE FUNCTION employers_organisations_renamed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM employers_refresh_entries(ARRAY(
        SELECT vacancy.id FROM renamed JOIN before USING (id)
        JOIN employers_vacancy vacancy ON vacancy.organisation_id = renamed.id
        WHERE renamed.name <> before.name AND vacancy.state = 'open'
    ));
    RETURN NULL;
END $$;

SELECT employers_refresh_entries(ARRAY(SELECT id FROM employers_vacancy WHERE state = 'open'));

DROP VIEW employers_shownvacancy;
"""


class Migration(migrations.Migration):
    """Search and matching find open adverts of employers in good standing, and each opening once."""

    dependencies = [("employers", "0003_vacancy_own_opening"), ("partners", "0001_initial")]
    operations = [migrations.RunSQL(sql=VIEW + FOLLOW, reverse_sql=REMOVE)]
