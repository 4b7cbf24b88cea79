-- Runs that can be joined: one row a run and skill, at the highest level it teaches. No seats: no limit is told.
seat AS (
    SELECT
        r.id, t.skill_id, max(a.level) AS level, r.capacity - r.places_taken AS seats,
        CASE
            WHEN r.mode = 'online' OR w.id IS NULL THEN 'remote'
            WHEN c.code IS NULL THEN 'outside'
            ELSE 'council'
        END AS place,
        CASE WHEN r.mode <> 'online' THEN c.code END AS council_id
    FROM programmes_courserun r
    JOIN programmes_listedcourse listed ON listed.id = r.course_id
    JOIN programmes_taughtskill a ON a.course_id = r.course_id AND a.state = 'accepted'
    JOIN term t ON t.id = a.skill_id
    LEFT JOIN programmes_venue w ON w.id = r.venue_id
    LEFT JOIN places_postcode p ON p.postcode = w.postcode_id
    LEFT JOIN places_council c ON c.code = p.council_id AND c.is_inside
    WHERE r.state = 'open' AND (r.is_flexible OR r.starts_on >= %(day)s)
    GROUP BY r.id, t.skill_id, w.id, c.code
)
