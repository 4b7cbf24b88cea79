SELECT DISTINCT t.course_id::integer, t.skill_id::integer, t.level::integer
FROM run r
JOIN programmes_taughtskill t ON t.course_id = r.course_id AND t.state = 'accepted'
