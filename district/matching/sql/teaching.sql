-- What a course teaches, once accepted. is_foundation: nothing beyond the first level.
teaching AS (
    SELECT t.course_id, t.skill_id, t.level, bool_and(t.level = 1) OVER (PARTITION BY t.course_id) AS is_foundation
    FROM programmes_taughtskill t
    WHERE t.state = 'accepted' AND t.course_id IN (SELECT course_id FROM joinable)
)
