-- How much more of each vacancy is met after a course.
rise AS (
    SELECT
        w.learner_id, j.course_id, w.vacancy_id, w.fit, w.enough, sum(w.weight * (c.credit - w.credit)) AS rise
    FROM wanted w
    JOIN cover c ON c.skill_id = w.skill_id AND c.level = w.level AND c.credit > w.credit
    JOIN joinable j ON j.learner_id = w.learner_id AND j.course_id = c.course_id
    GROUP BY w.learner_id, j.course_id, w.vacancy_id, w.fit, w.enough
)
