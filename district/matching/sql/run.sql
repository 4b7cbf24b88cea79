-- Course runs that may still be joined. needs_place: one has to go there.
run AS (
    SELECT
        r.course_id, r.pattern, r.is_flexible, r.starts_on,
        r.mode <> 'online' AND r.venue_id IS NOT NULL AS needs_place,
        p.easting / 10 AS easting,
        p.northing / 10 AS northing
    FROM programmes_courserun r
    JOIN programmes_listedcourse c ON c.id = r.course_id
    LEFT JOIN programmes_venue w ON w.id = r.venue_id
    LEFT JOIN places_postcode p ON p.postcode = w.postcode_id
    WHERE r.state = 'open'
        AND (r.is_flexible OR r.starts_on >= %(day)s)
        AND (%(courses)s::bigint[] IS NULL OR r.course_id = ANY (%(courses)s::bigint[]))
)
