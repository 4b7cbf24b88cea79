-- How much more of each vacancy is met after a course. Summed up before asking who can join it, which keeps the planner
-- from pairing every line with every course.
rise AS (
    SELECT more.learner_id, more.course_id, more.vacancy_id, more.fit, more.enough, more.rise
    FROM (
        SELECT
            w.learner_id, c.course_id, w.vacancy_id, max(w.fit) AS fit, max(w.enough) AS enough,
            sum(w.weight * (c.credit - w.credit)) AS rise
        FROM wanted w
        JOIN cover c ON c.skill_id = w.skill_id AND c.level = w.level AND c.credit > w.credit
        GROUP BY w.learner_id, c.course_id, w.vacancy_id
    ) more
    JOIN joinable j ON j.learner_id = more.learner_id AND j.course_id = more.course_id
)
