-- The vacancies that are out of reach now and that one course would bring within it.
SELECT vacancy_id, course_id
FROM rise
WHERE fit < enough AND fit + rise >= enough
ORDER BY vacancy_id, rise DESC, course_id
