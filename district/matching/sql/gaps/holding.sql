-- Learners with matching on: one row a learner and skill, at the highest level they hold, with its evidence.
holding AS (
    SELECT DISTINCT ON (l.id, t.skill_id)
        l.id, t.skill_id, h.level, h.evidence,
        CASE
            WHEN p.postcode IS NULL THEN 'unknown'
            WHEN c.code IS NULL THEN 'outside'
            ELSE 'council'
        END AS place,
        c.code AS council_id
    FROM learners_learner l
    JOIN learners_heldskill h ON h.learner_id = l.id
    JOIN term t ON t.id = h.skill_id
    LEFT JOIN places_postcode p ON p.postcode = l.postcode_id
    LEFT JOIN places_council c ON c.code = p.council_id AND c.is_inside
    WHERE l.matching_on
    ORDER BY l.id, t.skill_id, h.level DESC, h.evidence
)
