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
            SELECT offer.learner_id, offer.course_id, offer.from_scratch, coalesce(gain.score, 0) AS score
            FROM (
                SELECT
                    j.learner_id, j.course_id, t.is_foundation,
                    bool_or(t.is_foundation) OVER (PARTITION BY j.learner_id) AND (
                        SELECT count(*) FROM learners_heldskill h WHERE h.learner_id = j.learner_id
                    ) < %(few)s AS from_scratch
                FROM joinable j
                JOIN (SELECT DISTINCT course_id, is_foundation FROM teaching) t ON t.course_id = j.course_id
            ) offer
            LEFT JOIN (
                SELECT
                    learner_id, course_id,
                    (%(opened)s * count(*) FILTER (WHERE fit < enough AND fit + rise >= enough) + sum(rise))::bigint
                        AS score
                FROM rise
                GROUP BY learner_id, course_id
            ) gain ON gain.learner_id = offer.learner_id AND gain.course_id = offer.course_id
            WHERE (offer.from_scratch AND offer.is_foundation)
                OR (NOT offer.from_scratch AND gain.score > 0)
        ) every
    ) ranked
    WHERE place <= %(most)s
    GROUP BY learner_id
)
