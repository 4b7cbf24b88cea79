-- Who is matched, in whole decametres. any_kind: no kind of work was named, so all are looked for.
learner AS (
    SELECT
        l.id, l.version, l.remote_ok, l.least_salary, l.free_from, l.free_times, l.looking_for,
        NOT l.looking_for ?| ARRAY['job', 'apprenticeship', 'work_experience', 'placement'] AS any_kind,
        p.easting / 10 AS easting,
        p.northing / 10 AS northing,
        (coalesce(l.travel_miles, %(default_miles)s)::bigint * 1609344 + 5000) / 10000 AS reach,
        ARRAY(
            SELECT coalesce(nullif(o.isco_group, ''), 'o' || o.id)
            FROM learners_learner_hopes h JOIN skills_occupation o ON o.id = h.occupation_id
            WHERE h.learner_id = l.id
        ) AS sectors
    FROM learners_learner l
    LEFT JOIN places_postcode p ON p.postcode = l.postcode_id
    WHERE l.matching_on
        AND (%(learners)s::bigint[] IS NULL OR l.id = ANY (%(learners)s::bigint[]))
        AND (%(low)s::bigint IS NULL OR l.id BETWEEN %(low)s::bigint AND %(high)s::bigint)
)
