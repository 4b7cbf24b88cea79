-- Puts newly scored vacancies into the lists in which they have a place. Exact for learners whose list does not hold
-- one of these vacancies yet; the others are matched afresh.
UPDATE matching_learnermatch kept
SET vacancies = fresh.vacancies, scores = fresh.scores, matched_at = statement_timestamp()
FROM (
    SELECT
        learner_id,
        array_agg(vacancy_id ORDER BY score DESC, vacancy_id) AS vacancies,
        array_agg(score ORDER BY score DESC, vacancy_id) AS scores
    FROM (
        SELECT *, row_number() OVER (PARTITION BY learner_id ORDER BY score DESC, vacancy_id) AS place
        FROM (
            SELECT s.learner_id, s.vacancy_id::integer, s.score
            FROM scored s
            UNION ALL
            SELECT m.learner_id, held.vacancy_id, held.score
            FROM matching_learnermatch m
            CROSS JOIN LATERAL unnest(m.vacancies, m.scores) AS held (vacancy_id, score)
            WHERE m.learner_id IN (SELECT s.learner_id FROM scored s)
        ) every
    ) ranked
    WHERE place <= %(most)s
    GROUP BY learner_id
) fresh
WHERE kept.learner_id = fresh.learner_id
    AND kept.engine_id = %(engine)s
    AND NOT kept.vacancies && %(vacancies)s::integer[]
    AND (kept.vacancies, kept.scores) IS DISTINCT FROM (fresh.vacancies, fresh.scores)
RETURNING kept.learner_id
