-- Openings that ask a skill as essential: one row a vacancy and skill, at the highest level it asks.
opening AS (
    SELECT
        v.id, t.skill_id, max(a.level) AS level, v.positions AS heads, v.source = '' AS is_posted,
        CASE
            WHEN v.mode = 'remote' THEN 'remote'
            WHEN v.council_id IS NULL THEN 'unknown'
            WHEN c.code IS NULL THEN 'outside'
            ELSE 'council'
        END AS place,
        CASE WHEN v.mode <> 'remote' THEN c.code END AS council_id
    FROM employers_vacancy v
    JOIN employers_shownvacancy s ON s.id = v.id
    JOIN employers_vacancyskill a ON a.vacancy_id = v.id AND a.state = 'accepted' AND a.need = 'essential'
    JOIN term t ON t.id = a.skill_id
    LEFT JOIN places_council c ON c.code = v.council_id AND c.is_inside
    WHERE v.closes_on IS NULL OR v.closes_on >= %(day)s
    GROUP BY v.id, t.skill_id, c.code
)
