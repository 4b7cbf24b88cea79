from django.db import migrations

NEAREST = """
CREATE FUNCTION employers_nearest_place(eastings integer[], northings integer[], easting integer, northing integer)
RETURNS double precision LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT min(sqrt((x - easting)::float8 ^ 2 + (y - northing)::float8 ^ 2)) FROM unnest(eastings, northings) AS spot (x, y)
$$;
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

BEFORE = """
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
"""


class Migration(migrations.Migration):
    """A vacancy is found at each of its places, and by the councils they are in."""

    dependencies = [("employers", "0013_other_places")]
    operations = [
        migrations.RunSQL(sql=NEAREST, reverse_sql="DROP FUNCTION employers_nearest_place(integer[], integer[], integer, integer)"),
        migrations.RunSQL(sql=FOLLOW, reverse_sql=BEFORE),
        migrations.RunSQL(
            sql="SELECT employers_refresh_entries(ARRAY(SELECT vacancy_id FROM employers_vacancyentry))",
            reverse_sql=migrations.RunSQL.noop,
        ),
    ]
