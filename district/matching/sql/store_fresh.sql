-- Writes the lists that a full run found for learners who are still matched and have not changed since: old rows that
-- differ, and new ones. The range is said to each table, for else each would be read whole.
WITH fresh AS (
    SELECT
        f.learner_id, f.version, f.vacancies[1:f.count] AS vacancies, f.scores[1:f.count] AS scores,
        f.courses[1:f.course_count] AS courses, f.course_scores[1:f.course_count] AS course_scores, f.from_scratch
    FROM matching_fresh f
    JOIN learners_learner l ON l.id = f.learner_id AND l.version = f.version AND l.matching_on
        AND l.id BETWEEN %(low)s AND %(high)s
), changed AS (
    UPDATE matching_learnermatch kept
    SET engine_id = %(engine)s, learner_version = fresh.version, vacancies = fresh.vacancies, scores = fresh.scores,
        courses = fresh.courses, course_scores = fresh.course_scores, courses_version = fresh.version,
        from_scratch = fresh.from_scratch, matched_at = statement_timestamp()
    FROM fresh
    WHERE kept.learner_id = fresh.learner_id
        AND kept.learner_id BETWEEN %(low)s AND %(high)s
        AND (
            kept.engine_id, kept.learner_version, kept.vacancies, kept.scores,
            kept.courses, kept.course_scores, kept.courses_version, kept.from_scratch
        ) IS DISTINCT FROM (
            %(engine)s, fresh.version, fresh.vacancies, fresh.scores,
            fresh.courses, fresh.course_scores, fresh.version, fresh.from_scratch
        )
    RETURNING kept.learner_id
), added AS (
    INSERT INTO matching_learnermatch (
        learner_id, engine_id, learner_version, vacancies, scores, courses, course_scores, courses_version,
        from_scratch, matched_at
    )
    SELECT
        learner_id, %(engine)s, version, vacancies, scores, courses, course_scores, version, from_scratch,
        statement_timestamp()
    FROM fresh
    WHERE NOT EXISTS (
        SELECT FROM matching_learnermatch kept
        WHERE kept.learner_id = fresh.learner_id AND kept.learner_id BETWEEN %(low)s AND %(high)s
    )
    RETURNING learner_id
)
SELECT learner_id FROM changed
UNION ALL
SELECT learner_id FROM added
