-- Writes the vacancies that were found once more, by arrays, for learners who have a list; their courses stay.
UPDATE matching_learnermatch kept
SET engine_id = %(engine)s, learner_version = fresh.version, vacancies = fresh.vacancies, scores = fresh.scores,
    matched_at = statement_timestamp()
FROM (
    SELECT learner_id, version, vacancies[1:count] AS vacancies, scores[1:count] AS scores FROM matching_again
) fresh
WHERE kept.learner_id = fresh.learner_id
    AND (kept.engine_id, kept.learner_version, kept.vacancies, kept.scores)
    IS DISTINCT FROM (%(engine)s, fresh.version, fresh.vacancies, fresh.scores)
RETURNING kept.learner_id
