-- Who is matched, of those named.
matched AS NOT MATERIALIZED (
    SELECT
        l.id, l.version, l.postcode_id, l.travel_miles, l.remote_ok, l.least_salary, l.free_from, l.free_times,
        l.looking_for
    FROM learners_learner l
    WHERE l.matching_on
        AND (%(learners)s::bigint[] IS NULL OR l.id = ANY (%(learners)s::bigint[]))
        AND (%(low)s::bigint IS NULL OR l.id BETWEEN %(low)s::bigint AND %(high)s::bigint)
)
