-- The kinds of work that a learner hopes for.
hoped AS (
    SELECT DISTINCT h.learner_id, coalesce(nullif(o.isco_group, ''), 'o' || o.id) AS sector
    FROM learner l
    JOIN learners_learner_hopes h ON h.learner_id = l.id
    JOIN skills_occupation o ON o.id = h.occupation_id
)
