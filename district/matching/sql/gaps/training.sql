-- Who learns it now: one row a run and skill, at the highest level it teaches. How many of them will complete is told
-- by how many did before, in whole per cents: of the course, which leans on its provider's by ten people's weight, which
-- leans on the region's. Who should have ended three months ago is not counted on any more.
record AS (
    SELECT course_id, organisation_id, count(*) FILTER (WHERE has_completed) AS completed,
        count(*) FILTER (WHERE has_completed OR has_left) AS ended
    FROM programmes_toldlearning
    GROUP BY course_id, organisation_id
),
of_region AS (
    SELECT (coalesce(sum(completed), 0) + 1) / (coalesce(sum(ended), 0) + 2) AS share FROM record
),
of_provider AS (
    SELECT r.organisation_id, (sum(r.completed) + 10 * g.share) / (sum(r.ended) + 10) AS share
    FROM record r CROSS JOIN of_region g
    GROUP BY r.organisation_id, g.share
),
of_course AS (
    SELECT r.course_id, floor(100 * (r.completed + 10 * p.share) / (r.ended + 10) + 0.5)::int AS per_cent
    FROM record r JOIN of_provider p ON p.organisation_id = r.organisation_id
),
learning AS (
    SELECT run_id, course_id, count(*) AS people
    FROM programmes_toldlearning
    WHERE is_learning AND planned_end_on >= %(day)s::date - 91
    GROUP BY run_id, course_id
),
training AS (
    SELECT
        r.id, t.skill_id, max(a.level) AS level, l.people, o.per_cent,
        floor(l.people * o.per_cent / 100.0 + 0.5)::int AS heads,
        CASE
            WHEN r.mode = 'online' OR w.id IS NULL THEN 'remote'
            WHEN c.code IS NULL THEN 'outside'
            ELSE 'council'
        END AS place,
        CASE WHEN r.mode <> 'online' THEN c.code END AS council_id
    FROM learning l
    JOIN of_course o ON o.course_id = l.course_id
    JOIN programmes_courserun r ON r.id = l.run_id
    JOIN programmes_taughtskill a ON a.course_id = l.course_id AND a.state = 'accepted'
    JOIN term t ON t.id = a.skill_id
    LEFT JOIN programmes_venue w ON w.id = r.venue_id
    LEFT JOIN places_postcode p ON p.postcode = w.postcode_id
    LEFT JOIN places_council c ON c.code = p.council_id AND c.is_inside
    GROUP BY r.id, t.skill_id, l.people, o.per_cent, w.id, c.code
)
