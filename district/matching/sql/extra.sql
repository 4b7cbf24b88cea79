-- What sure evidence adds to F.
extra AS (
    SELECT b.learner_id, b.vacancy_id, sum(b.weight * (b.sure - l.credit))::bigint AS extra
    FROM (
        SELECT learner_id, vacancy_id, skill_id, weight, max(sure) AS sure
        FROM backed
        GROUP BY learner_id, vacancy_id, skill_id, weight
    ) b
    JOIN line l ON l.learner_id = b.learner_id AND l.vacancy_id = b.vacancy_id AND l.skill_id = b.skill_id
    WHERE b.sure > l.credit
    GROUP BY b.learner_id, b.vacancy_id
)
