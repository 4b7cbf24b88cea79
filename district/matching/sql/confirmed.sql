-- Skills that people hold from courses of whose people employers confirm them: by the surest of these courses, and only
-- under rules that know of it. Whoever holds a skill on no more than their own word is not here.
confirmed AS (
    SELECT DISTINCT ON (h.learner_id, h.skill_id)
        h.learner_id, h.skill_id, h.level, s.weight, s.can_do, s.hires
    FROM matching_confirmedskill s
    JOIN programmes_completedcourse d ON d.course_id = s.course_id
    JOIN learners_heldskill h ON h.learner_id = d.learner_id AND h.skill_id = s.skill_id
        AND h.evidence IN ('completion', 'employer')
    WHERE s.weight > 100
        AND EXISTS (
            SELECT FROM matching_engineversion e WHERE e.code = %(engine)s AND e.rules >= %(sure_from)s
        )
        AND (%(learners)s::bigint[] IS NULL OR h.learner_id = ANY (%(learners)s::bigint[]))
        AND (%(low)s::bigint IS NULL OR h.learner_id BETWEEN %(low)s::bigint AND %(high)s::bigint)
    ORDER BY h.learner_id, h.skill_id, s.weight DESC, s.hires DESC, s.course_id
)
