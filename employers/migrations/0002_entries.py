from django.db import migrations

from district.web.search import keep_version

REFRESH = """
CREATE FUNCTION employers_refresh_entries(changed bigint[]) RETURNS void LANGUAGE plpgsql AS $$
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
        WHERE renamed.name <> before.name AND vacancy.state = 'open'
    ));
    RETURN NULL;
END $$;

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
"""

REMOVE = """
DROP TRIGGER employers_organisations_renamed ON partners_organisation;
DROP TRIGGER employers_asked_removed ON employers_vacancyskill;
DROP TRIGGER employers_asked_changed ON employers_vacancyskill;
DROP TRIGGER employers_asked_added ON employers_vacancyskill;
DROP TRIGGER employers_vacancies_changed ON employers_vacancy;
DROP TRIGGER employers_vacancies_added ON employers_vacancy;
DROP FUNCTION employers_organisations_renamed();
DROP FUNCTION employers_asked_skills_changed();
DROP FUNCTION employers_vacancies_changed();
DROP FUNCTION employers_refresh_entries(bigint[]);
"""


class Migration(migrations.Migration):
    """Keep the search entries of open vacancies, and the words they are found by, in step whoever writes. A bulk writer may set
    `employers.entries_wait` to "yes" in its transaction and call employers_refresh_entries itself at the end."""

    dependencies = [("employers", "0001_initial")]
    operations = [
        migrations.RunSQL(sql=REFRESH, reverse_sql=REMOVE),
        keep_version("employers_vacancyentry"),
    ]
