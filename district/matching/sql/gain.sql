-- The rise over all vacancies that a course would bring.
gain AS (
    SELECT n.learner_id, c.course_id, sum(n.weight * (c.credit - n.credit)) AS rise
    FROM need n
    JOIN cover c ON c.skill_id = n.skill_id AND c.level = n.level AND c.credit > n.credit
    GROUP BY n.learner_id, c.course_id
)
