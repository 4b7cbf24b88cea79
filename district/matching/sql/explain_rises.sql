-- What a course changes, vacancy by vacancy.
SELECT course_id, vacancy_id, fit::integer, rise::integer, enough::integer
FROM rise
ORDER BY course_id, fit < enough AND fit + rise >= enough DESC, rise DESC, vacancy_id
