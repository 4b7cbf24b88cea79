-- Open skills needs: one row a need and skill, at the highest level it names. People of a need for whom its employer
-- has named a vacancy that is shown and asks the skill are counted in that vacancy.
lack AS (
    SELECT
        n.id, t.skill_id, max(n.level) AS level, n.heads AS people,
        greatest(0, n.heads - coalesce(posted.heads, 0)) AS heads,
        CASE
            WHEN n.council_id IS NULL THEN 'region'
            WHEN c.code IS NULL THEN 'outside'
            ELSE 'council'
        END AS place,
        c.code AS council_id
    FROM codesign_shownneed n
    JOIN term t ON t.id = n.skill_id
    LEFT JOIN places_council c ON c.code = n.council_id AND c.is_inside
    LEFT JOIN (
        SELECT named.need_id, o.skill_id, sum(o.heads) AS heads
        FROM codesign_needvacancy named JOIN opening o ON o.id = named.vacancy_id
        GROUP BY named.need_id, o.skill_id
    ) posted ON posted.need_id = n.id AND posted.skill_id = t.skill_id
    WHERE n.expires_on >= %(day)s
    GROUP BY n.id, t.skill_id, n.heads, posted.heads, n.council_id, c.code
)
