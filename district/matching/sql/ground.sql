-- What courses are weighed from, as lists: the lines of the vacancies in question, what each course that the learner can
-- join meets of them, what those courses teach, and their open runs. The engine says which of the runs fit the learner.
ground AS (
    SELECT
        (
            SELECT coalesce(json_agg(json_build_array(
                vacancy_id, skill_id, level, weight, credit, greatest(0, enough - fit)
            ) ORDER BY vacancy_id, skill_id), '[]')
            FROM wanted
        ) AS lines,
        (
            SELECT coalesce(json_agg(json_build_array(course_id, skill_id, level, credit)), '[]')
            FROM cover WHERE credit > 0
        ) AS covers,
        (SELECT coalesce(json_agg(json_build_array(course_id, skill_id, level)), '[]') FROM teaching) AS taught,
        (
            SELECT coalesce(json_agg(json_build_array(
                c.id, c.level, c.title, c.public_id, coalesce(p.is_free AND p.kind <> 'vendor', false)
            )), '[]')
            FROM programmes_course c
            LEFT JOIN programmes_programme p ON p.id = c.programme_id
            WHERE c.id IN (SELECT course_id FROM cover)
        ) AS courses,
        (
            SELECT coalesce(json_agg(json_build_array(
                r.id, r.course_id, r.pattern, r.starts_on, r.ends_on, r.duration, r.duration_unit,
                coalesce(r.cost, 0) > 0, r.mode <> 'online' AND r.venue_id IS NOT NULL,
                at.easting / 10, at.northing / 10
            )), '[]')
            FROM programmes_courserun r
            LEFT JOIN programmes_venue w ON w.id = r.venue_id
            LEFT JOIN places_postcode at ON at.postcode = w.postcode_id
            WHERE r.course_id IN (SELECT course_id FROM cover)
                AND r.state = 'open'
                AND (r.is_flexible OR r.starts_on >= %(day)s)
        ) AS runs
)
