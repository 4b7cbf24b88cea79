-- F.
fit AS (
    SELECT learner_id, vacancy_id, sum(weight * credit)::bigint AS fit
    FROM line
    GROUP BY learner_id, vacancy_id
)
