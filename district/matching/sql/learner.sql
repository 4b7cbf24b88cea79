-- What matching asks of the matched, in whole decametres. any_kind: no kind of work was named, so all are looked for.
learner AS (
    SELECT
        l.id, l.version, l.remote_ok, l.least_salary, l.free_from, l.free_times, l.looking_for,
        NOT l.looking_for ?| ARRAY['job', 'apprenticeship', 'work_experience', 'placement'] AS any_kind,
        p.easting / 10 AS easting,
        p.northing / 10 AS northing,
        (coalesce(l.travel_miles, %(default_miles)s)::bigint * 1609344 + 5000) / 10000 AS reach
    FROM matched l
    LEFT JOIN places_postcode p ON p.postcode = l.postcode_id
)
