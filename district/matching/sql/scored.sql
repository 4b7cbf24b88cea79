-- T, at the price of exposure.
scored AS (
    SELECT f.learner_id, f.vacancy_id, ((f.fit * a.preference >> 10) * a.price >> 10)::integer AS score
    FROM fit f
    JOIN allowed a ON a.learner_id = f.learner_id AND a.vacancy_id = f.vacancy_id
    WHERE (f.fit * a.preference >> 10) * a.price >> 10 > 0
)
