-- Each course's score: a million million for each vacancy it opens, and the rise over all. Whoever holds few skills is
-- shown foundation courses, where one can be joined.
best_courses AS (
    SELECT
        learner_id,
        array_agg(course_id::integer ORDER BY score DESC, course_id) AS courses,
        array_agg(score ORDER BY score DESC, course_id) AS scores,
        bool_or(from_scratch) AS from_scratch
    FROM (
        SELECT *, row_number() OVER (PARTITION BY learner_id ORDER BY score DESC, course_id) AS place
        FROM (
            SELECT
                s.learner_id, s.course_id, s.score, t.is_foundation,
                bool_or(t.is_foundation) OVER (PARTITION BY s.learner_id) AND (
                    SELECT count(*) FROM learners_heldskill h WHERE h.learner_id = s.learner_id
                ) < %(few)s AS from_scratch
            FROM (
                SELECT learner_id, course_id, sum(score)::bigint AS score
                FROM (
                    SELECT learner_id, course_id, 0 AS score, true AS can_join FROM joinable
                    UNION ALL
                    SELECT learner_id, course_id, rise, false FROM gain
                    UNION ALL
                    SELECT learner_id, course_id, vacancies * %(opened)s, false FROM opened
                ) part
                GROUP BY learner_id, course_id
                HAVING bool_or(can_join)
            ) s
            JOIN (SELECT DISTINCT course_id, is_foundation FROM teaching) t ON t.course_id = s.course_id
        ) offer
        WHERE (from_scratch AND is_foundation) OR (NOT from_scratch AND score > 0)
    ) ranked
    WHERE place <= %(most)s
    GROUP BY learner_id
)
