-- Hard rules aside, to explain a vacancy that somebody looks at.
pair AS (
    SELECT l.id AS learner_id, v.id AS vacancy_id FROM learner l CROSS JOIN vacancy v
)
