-- The best twenty of each learner, lower ids first among equals.
best AS (
    SELECT
        learner_id,
        array_agg(vacancy_id::integer ORDER BY score DESC, vacancy_id) AS vacancies,
        array_agg(score ORDER BY score DESC, vacancy_id) AS scores
    FROM (
        SELECT *, row_number() OVER (PARTITION BY learner_id ORDER BY score DESC, vacancy_id) AS place
        FROM scored
    ) ranked
    WHERE place <= %(most)s
    GROUP BY learner_id
)
