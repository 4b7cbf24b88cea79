-- Writes the vacancies of these learners: new rows, and old ones that differ (or, with touch, their time as well).
INSERT INTO matching_learnermatch AS kept (
    learner_id, engine_id, learner_version, vacancies, scores, courses, course_scores, courses_version,
    from_scratch, matched_at
)
SELECT
    l.id, %(engine)s, l.version, coalesce(b.vacancies, '{}'), coalesce(b.scores, '{}'), '{}', '{}', 0,
    false, statement_timestamp()
FROM learner l
LEFT JOIN best b ON b.learner_id = l.id
ON CONFLICT (learner_id) DO UPDATE SET
    engine_id = excluded.engine_id, learner_version = excluded.learner_version, vacancies = excluded.vacancies,
    scores = excluded.scores, matched_at = excluded.matched_at
WHERE %(touch)s
    OR (kept.engine_id, kept.learner_version, kept.vacancies, kept.scores)
    IS DISTINCT FROM (excluded.engine_id, excluded.learner_version, excluded.vacancies, excluded.scores)
RETURNING kept.learner_id
