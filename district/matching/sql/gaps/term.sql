-- Withdrawn skills that others replaced, with the one at the end of the chain.
renamed AS (
    SELECT id AS old_id, replaced_by_id AS new_id FROM skills_skill WHERE replaced_by_id IS NOT NULL
    UNION
    SELECT r.old_id, s.replaced_by_id
    FROM renamed r JOIN skills_skill s ON s.id = r.new_id
    WHERE s.replaced_by_id IS NOT NULL
),
term AS (
    SELECT s.id, coalesce(e.id, s.id) AS skill_id
    FROM skills_skill s
    LEFT JOIN renamed r ON r.old_id = s.id
        AND NOT EXISTS (SELECT FROM renamed further WHERE further.old_id = r.new_id)
    LEFT JOIN skills_skill e ON e.id = r.new_id
)
