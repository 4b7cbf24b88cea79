-- What a course changes, vacancy by vacancy, and how many of the skills asked are met in full after it.
SELECT
    r.course_id, r.vacancy_id, r.fit::integer, r.rise::integer, r.enough::integer, count(*)::integer AS asked,
    (count(*) FILTER (WHERE greatest(w.credit, coalesce(c.credit, 0)) = 100))::integer AS met_after
FROM rise r
JOIN wanted w ON w.vacancy_id = r.vacancy_id
LEFT JOIN cover c ON c.course_id = r.course_id AND c.skill_id = w.skill_id AND c.level = w.level
GROUP BY r.course_id, r.vacancy_id, r.fit, r.rise, r.enough
ORDER BY r.course_id, r.fit < r.enough AND r.fit + r.rise >= r.enough DESC, r.rise DESC, r.vacancy_id
