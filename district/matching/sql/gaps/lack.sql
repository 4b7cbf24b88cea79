-- Open skills needs without a vacancy: one row a need and skill, at the highest level it names.
lack AS (
    SELECT
        n.id, t.skill_id, max(n.level) AS level, n.heads,
        CASE
            WHEN n.council_id IS NULL THEN 'region'
            WHEN c.code IS NULL THEN 'outside'
            ELSE 'council'
        END AS place,
        c.code AS council_id
    FROM employers_shownneed n
    JOIN term t ON t.id = n.skill_id
    LEFT JOIN places_council c ON c.code = n.council_id AND c.is_inside
    WHERE n.expires_on >= %(day)s
    GROUP BY n.id, t.skill_id, n.heads, n.council_id, c.code
)
