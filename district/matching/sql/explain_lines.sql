-- The lines of a learner's receipts: each skill asked, and the one held skill that gives most credit for it. One course
-- away: out of reach now, and within it after a single course that the learner can join.
SELECT
    a.vacancy_id, a.skill_id, asked.label, a.level, a.is_essential, a.weight, coalesce(best.credit, 0) AS credit,
    best.held_id, held.label AS held_label, coalesce(best.held_level, 0) AS held_level,
    coalesce(k.reason, '') AS reason, coalesce(h.evidence, '') AS evidence,
    coalesce(b.sure, 0) AS sure, b.held_id AS sure_id, sure.label AS sure_label, b.sure_weight, b.can_do, b.hires,
    away.vacancy_id IS NOT NULL AS is_one_course_away
FROM vacancy v
JOIN matching_askedweight a ON a.engine_id = %(engine)s AND a.vacancy_id = v.id
JOIN skills_skill asked ON asked.id = a.skill_id
LEFT JOIN (
    SELECT DISTINCT ON (vacancy_id, skill_id) *
    FROM evidence
    WHERE credit > 0
    ORDER BY vacancy_id, skill_id, credit DESC, held_id = skill_id DESC, held_id
) best ON best.vacancy_id = a.vacancy_id AND best.skill_id = a.skill_id
LEFT JOIN skills_skill held ON held.id = best.held_id
LEFT JOIN learners_heldskill h ON h.learner_id = best.learner_id AND h.skill_id = best.held_id
LEFT JOIN matching_skillcredit k
    ON k.engine_id = %(engine)s AND k.asked_id = a.skill_id AND k.held_id = best.held_id
LEFT JOIN (
    SELECT DISTINCT ON (vacancy_id, skill_id) *
    FROM backed
    ORDER BY vacancy_id, skill_id, sure DESC, held_id = skill_id DESC, held_id
) b ON b.vacancy_id = a.vacancy_id AND b.skill_id = a.skill_id AND b.sure > coalesce(best.credit, 0)
LEFT JOIN skills_skill sure ON sure.id = b.held_id
LEFT JOIN (SELECT DISTINCT vacancy_id FROM rise WHERE fit < enough AND fit + rise >= enough) away
    ON away.vacancy_id = a.vacancy_id
ORDER BY a.vacancy_id, a.is_essential DESC, a.weight DESC, a.skill_id
