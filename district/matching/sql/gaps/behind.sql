every AS (
    SELECT
        'opening' AS what, id, skill_id, level, place, council_id, is_posted, '' AS evidence,
        heads AS people, NULL::int AS per_cent, heads AS amount
    FROM opening
    UNION ALL
    SELECT 'lack', id, skill_id, level, place, council_id, NULL, '', people, NULL, heads
    FROM lack
    UNION ALL
    SELECT 'holding', NULL, skill_id, level, place, council_id, NULL, evidence, count(*), NULL, count(*)
    FROM holding
    GROUP BY skill_id, level, place, council_id, evidence
    UNION ALL
    SELECT 'training', id, skill_id, level, place, council_id, NULL, '', people, per_cent, heads
    FROM training
    UNION ALL
    SELECT 'seat', id, skill_id, level, place, council_id, NULL, '', seats, NULL, seats
    FROM seat
)
SELECT e.what, e.id, e.level, e.is_posted, e.evidence, e.people::int, e.per_cent, e.amount::int
FROM every e
JOIN skills_skill s ON s.id = e.skill_id
WHERE s.public_id = %(skill)s
    AND (%(level)s::int IS NULL OR e.level = %(level)s)
    AND (%(place)s::text IS NULL OR e.place = %(place)s)
    AND (%(council)s::text IS NULL OR e.council_id = %(council)s)
ORDER BY e.what, e.amount DESC NULLS LAST, e.level, e.evidence, e.id
