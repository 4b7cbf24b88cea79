-- c: the best single evidence for each asked skill, never a sum.
line AS (
    SELECT learner_id, vacancy_id, skill_id, weight, max(credit) AS credit
    FROM evidence
    GROUP BY learner_id, vacancy_id, skill_id, weight
)
