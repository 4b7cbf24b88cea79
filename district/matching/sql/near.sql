-- The lines of vacancies that are out of reach, and near enough that some course might open them: no course adds more than
-- the best coverage of a vacancy by any one of them. The bound only spares work; it never changes a count.
near AS (
    SELECT w.*
    FROM wanted w
    JOIN (
        SELECT vacancy_id, max(cover) AS cover
        FROM (
            SELECT l.vacancy_id, c.course_id, sum(l.weight * c.credit) AS cover
            FROM (SELECT DISTINCT vacancy_id, skill_id, level, weight FROM wanted) l
            JOIN cover c ON c.skill_id = l.skill_id AND c.level = l.level
            GROUP BY l.vacancy_id, c.course_id
        ) every
        GROUP BY vacancy_id
    ) most ON most.vacancy_id = w.vacancy_id
    WHERE w.fit < w.enough AND w.fit + most.cover >= w.enough
)
