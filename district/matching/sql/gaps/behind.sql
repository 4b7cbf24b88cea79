every AS (
    SELECT 'opening' AS what, id, skill_id, level, place, council_id, is_posted, '' AS evidence, heads AS amount
    FROM opening
    UNION ALL
    SELECT 'lack', id, skill_id, level, place, council_id, NULL, '', heads
    FROM lack
    UNION ALL
    SELECT 'holding', NULL, skill_id, level, place, council_id, NULL, evidence, count(*)
    FROM holding
    GROUP BY skill_id, level, place, council_id, evidence
    UNION ALL
    SELECT 'seat', id, skill_id, level, place, council_id, NULL, '', seats
    FROM seat
)
SELECT e.what, e.id, e.level, e.is_posted, e.evidence, e.amount
FROM every e
JOIN skills_skill s ON s.id = e.skill_id
WHERE s.public_id = %(skill)s
    AND (%(level)s::int IS NULL OR e.level = %(level)s)
    AND (%(place)s::text IS NULL OR e.place = %(place)s)
    AND (%(council)s::text IS NULL OR e.council_id = %(council)s)
ORDER BY e.what, e.amount DESC NULLS LAST, e.level, e.evidence, e.id
