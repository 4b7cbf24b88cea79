pair AS (
    SELECT learner_id, vacancy_id FROM allowed
)
