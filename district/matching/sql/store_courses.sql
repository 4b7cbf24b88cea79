UPDATE matching_learnermatch kept
SET courses = fresh.courses, course_scores = fresh.scores, from_scratch = fresh.from_scratch,
    courses_version = fresh.version, matched_at = statement_timestamp()
FROM (
    SELECT
        l.id, l.version, coalesce(b.courses, '{}') AS courses, coalesce(b.scores, '{}') AS scores,
        coalesce(b.from_scratch, false) AS from_scratch
    FROM learner l
    LEFT JOIN best_courses b ON b.learner_id = l.id
) fresh
WHERE kept.learner_id = fresh.id
    AND kept.engine_id = %(engine)s
    AND (kept.courses, kept.course_scores, kept.from_scratch, kept.courses_version)
    IS DISTINCT FROM (fresh.courses, fresh.scores, fresh.from_scratch, fresh.version)
RETURNING kept.learner_id
