-- Courses of which a learner can join a run: at a time and a place that they can manage.
joinable AS (
    SELECT DISTINCT l.id AS learner_id, r.course_id
    FROM learner l
    JOIN run r
        ON (r.is_flexible OR l.free_from IS NULL OR r.starts_on >= l.free_from)
        AND (r.pattern = '' OR l.free_times = '[]' OR l.free_times ? r.pattern)
        AND (
            NOT r.needs_place
            OR (l.easting - r.easting)::bigint * (l.easting - r.easting)
            + (l.northing - r.northing)::bigint * (l.northing - r.northing) <= l.reach * l.reach
        )
)
