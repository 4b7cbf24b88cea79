"""Triggers that keep what search finds of vacancies in step, whoever writes.

Found are open adverts of employers in good standing, each opening once, at each of its places and by the councils they are
in. A bulk writer may set `employers.entries_wait` to "yes" in its transaction and call employers_refresh_entries itself at
the end.
"""

from django.db import migrations

from district.web.search import keep_version

SHOWN = """
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
NEAREST = """
CREATE FUNCTION employers_nearest_place(eastings integer[], northings integer[], easting integer, northing integer)
RETURNS double precision LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT min(sqrt((x - easting)::float8 ^ 2 + (y - northing)::float8 ^ 2)) FROM unnest(eastings, northings) AS spot (x, y)
$$;
"""
REFRESH = """
CREATE FUNCTION employers_refresh_entries(changed bigint[]) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    -- an advert is found again when the one that it repeats is over
    changed := changed || ARRAY(SELECT id FROM employers_vacancy WHERE repeats_id = ANY(changed));

    DELETE FROM employers_vacancyentry entry WHERE entry.vacancy_id = ANY(changed)
        AND NOT EXISTS (SELECT FROM employers_shownvacancy shown WHERE shown.id = entry.vacancy_id);

    INSERT INTO employers_vacancyentry AS entry (
        vacancy_id, heading, words, posted_on, closes_on, easting, northing,
        kind, mode, pattern, council_code, council_codes, other_eastings, other_northings, salary_step, level, skill_ids
    )
    SELECT
        vacancy.id,
        head.vector,
        head.vector || to_tsvector('english', concat_ws(' ',
            vacancy.summary, vacancy.description, vacancy.place_text, others.names, asked.labels)),
        vacancy.posted_on, vacancy.closes_on, vacancy.easting, vacancy.northing,
        vacancy.kind, vacancy.mode, vacancy.pattern, vacancy.council_id,
        ARRAY(SELECT DISTINCT code FROM unnest(array_prepend(vacancy.council_id::text, others.councils)) code WHERE code IS NOT NULL ORDER BY code),
        others.eastings, others.northings,
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
    LEFT JOIN LATERAL (
        SELECT array_agg(place ->> 'council') AS councils, string_agg(place ->> 'name', '. ') AS names,
            array_agg((place ->> 'easting')::integer) AS eastings, array_agg((place ->> 'northing')::integer) AS northings
        FROM jsonb_array_elements(vacancy.other_places) place
    ) others ON true
    WHERE vacancy.id = ANY(changed)
    ON CONFLICT (vacancy_id) DO UPDATE SET
        heading = excluded.heading, words = excluded.words, posted_on = excluded.posted_on,
        closes_on = excluded.closes_on, easting = excluded.easting, northing = excluded.northing,
        kind = excluded.kind, mode = excluded.mode, pattern = excluded.pattern,
        council_code = excluded.council_code, council_codes = excluded.council_codes, other_eastings = excluded.other_eastings,
        other_northings = excluded.other_northings, salary_step = excluded.salary_step,
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
"""
WATCH = """
CREATE FUNCTION employers_vacancies_changed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF coalesce(current_setting('employers.entries_wait', true), '') <> 'yes' THEN
        PERFORM employers_refresh_entries(ARRAY(SELECT id FROM changed));
    END IF;
    RETURN NULL;
END $$;

CREATE FUNCTION employers_asked_skills_changed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF coalesce(current_setting('employers.entries_wait', true), '') <> 'yes' THEN
        PERFORM employers_refresh_entries(ARRAY(SELECT DISTINCT vacancy_id FROM changed));
    END IF;
    RETURN NULL;
END $$;

CREATE FUNCTION employers_organisations_renamed() RETURNS trigger LANGUAGE plpgsql AS $$
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
"""
TRIGGERS = """
CREATE TRIGGER employers_vacancies_added AFTER INSERT ON employers_vacancy
    REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION employers_vacancies_changed();
CREATE TRIGGER employers_vacancies_changed AFTER UPDATE ON employers_vacancy
    REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION employers_vacancies_changed();
CREATE TRIGGER employers_asked_added AFTER INSERT ON employers_vacancyskill
    REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION employers_asked_skills_changed();
CREATE TRIGGER employers_asked_changed AFTER UPDATE ON employers_vacancyskill
    REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION employers_asked_skills_changed();
CREATE TRIGGER employers_asked_removed AFTER DELETE ON employers_vacancyskill
    REFERENCING OLD TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION employers_asked_skills_changed();
CREATE TRIGGER employers_organisations_renamed AFTER UPDATE ON partners_organisation
    REFERENCING NEW TABLE AS renamed OLD TABLE AS before
    FOR EACH STATEMENT EXECUTE FUNCTION employers_organisations_renamed();
CREATE TRIGGER employers_roles_added AFTER INSERT ON partners_organisationrole
    REFERENCING NEW TABLE AS decided FOR EACH STATEMENT EXECUTE FUNCTION employers_roles_decided();
CREATE TRIGGER employers_roles_decided AFTER UPDATE ON partners_organisationrole
    REFERENCING NEW TABLE AS decided FOR EACH STATEMENT EXECUTE FUNCTION employers_roles_decided();
CREATE TRIGGER employers_roles_removed AFTER DELETE ON partners_organisationrole
    REFERENCING OLD TABLE AS decided FOR EACH STATEMENT EXECUTE FUNCTION employers_roles_decided();
"""
REMOVE = """
DROP TRIGGER employers_roles_removed ON partners_organisationrole;
DROP TRIGGER employers_roles_decided ON partners_organisationrole;
DROP TRIGGER employers_roles_added ON partners_organisationrole;
DROP TRIGGER employers_organisations_renamed ON partners_organisation;
DROP TRIGGER employers_asked_removed ON employers_vacancyskill;
DROP TRIGGER employers_asked_changed ON employers_vacancyskill;
DROP TRIGGER employers_asked_added ON employers_vacancyskill;
DROP TRIGGER employers_vacancies_changed ON employers_vacancy;
DROP TRIGGER employers_vacancies_added ON employers_vacancy;
DROP FUNCTION employers_roles_decided();
DROP FUNCTION employers_organisations_renamed();
DROP FUNCTION employers_asked_skills_changed();
DROP FUNCTION employers_vacancies_changed();
DROP FUNCTION employers_refresh_entries(bigint[]);
DROP FUNCTION employers_nearest_place(integer[], integer[], integer, integer);
DROP VIEW employers_shownvacancy;
"""


class Migration(migrations.Migration):
    dependencies = [("employers", "0001_initial"), ("partners", "0001_initial"), ("skills", "0001_initial")]
    operations = [
        migrations.RunSQL(sql=SHOWN + NEAREST + REFRESH + WATCH + TRIGGERS, reverse_sql=REMOVE),
        keep_version("employers_vacancyentry"),
    ]
