-- What is open on the day and shown to learners. Who looks for a job looks for a guaranteed interview too.
vacancy AS (
    SELECT
        v.id, v.yearly_most, v.starts_on,
        CASE v.kind WHEN 'guaranteed_interview' THEN 'job' ELSE v.kind::text END AS kind,
        v.mode = 'remote' AS is_remote,
        v.easting / 10 AS easting,
        v.northing / 10 AS northing,
        CASE WHEN v.other_places <> '[]' THEN ARRAY(
            SELECT (place ->> 'easting')::integer / 10
            FROM jsonb_array_elements(v.other_places) WITH ORDINALITY AS other (place, number) ORDER BY number
        ) END AS other_eastings,
        CASE WHEN v.other_places <> '[]' THEN ARRAY(
            SELECT (place ->> 'northing')::integer / 10
            FROM jsonb_array_elements(v.other_places) WITH ORDINALITY AS other (place, number) ORDER BY number
        ) END AS other_northings,
        coalesce(nullif(o.isco_group, ''), 'o' || o.id) AS sector,
        coalesce(c.price, 1024) AS price
    FROM employers_vacancy v
    JOIN employers_shownvacancy s ON s.id = v.id
    LEFT JOIN skills_occupation o ON o.id = v.occupation_id
    LEFT JOIN matching_vacancyprice c ON c.vacancy_id = v.id
    WHERE (v.closes_on IS NULL OR v.closes_on >= %(day)s)
        AND (%(vacancies)s::bigint[] IS NULL OR v.id = ANY (%(vacancies)s::bigint[]))
)
