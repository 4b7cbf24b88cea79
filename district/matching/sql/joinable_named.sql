-- Whether or not the learner can join it, to explain a course that somebody looks at.
joinable AS (
    SELECT l.id AS learner_id, c.course_id
    FROM learner l CROSS JOIN unnest(%(courses)s::bigint[]) AS c (course_id)
)
