-- What each course that the learner can join would add to each line that is not fully met.
SELECT w.vacancy_id, w.skill_id, j.course_id, p.title, p.public_id, c.credit
FROM wanted w
JOIN cover c ON c.skill_id = w.skill_id AND c.level = w.level AND c.credit > w.credit
JOIN joinable j ON j.learner_id = w.learner_id AND j.course_id = c.course_id
JOIN programmes_course p ON p.id = j.course_id
ORDER BY w.vacancy_id, w.skill_id, c.credit DESC, j.course_id
