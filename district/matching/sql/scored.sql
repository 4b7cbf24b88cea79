-- T, at the price of exposure.
scored AS (
    SELECT f.learner_id, f.vacancy_id, total.score
    FROM fit f
    LEFT JOIN extra x ON x.learner_id = f.learner_id AND x.vacancy_id = f.vacancy_id
    JOIN allowed a ON a.learner_id = f.learner_id AND a.vacancy_id = f.vacancy_id
    CROSS JOIN LATERAL (
        SELECT (((f.fit + coalesce(x.extra, 0)) * a.preference >> 10) * a.price >> 10)::integer AS score
    ) total
    WHERE total.score > 0
)
