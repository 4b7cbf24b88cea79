-- The credit that a course by itself gives for a skill asked at a level.
cover AS (
    SELECT course_id, skill_id, level, max(credit) AS credit
    FROM (
        SELECT t.course_id, a.skill_id, a.level, least(100, 100 * t.level / a.level) AS credit
        FROM teaching t
        JOIN (SELECT DISTINCT skill_id, level FROM wanted) a ON a.skill_id = t.skill_id
        UNION ALL
        SELECT t.course_id, a.skill_id, a.level, k.percent * least(100, 100 * t.level / a.level) / 100
        FROM teaching t
        JOIN matching_skillcredit k ON k.engine_id = %(engine)s AND k.held_id = t.skill_id
        JOIN (SELECT DISTINCT skill_id, level FROM wanted) a ON a.skill_id = k.asked_id
    ) every
    GROUP BY course_id, skill_id, level
)
