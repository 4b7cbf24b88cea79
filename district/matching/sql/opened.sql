-- How many vacancies a course would bring within reach.
opened AS (
    SELECT learner_id, course_id, count(*) AS vacancies
    FROM (
        SELECT w.learner_id, c.course_id, w.vacancy_id
        FROM near w
        JOIN cover c ON c.skill_id = w.skill_id AND c.level = w.level AND c.credit > w.credit
        GROUP BY w.learner_id, c.course_id, w.vacancy_id
        HAVING max(w.fit) + sum(w.weight * (c.credit - w.credit)) >= max(w.enough)
    ) every
    GROUP BY learner_id, course_id
)
