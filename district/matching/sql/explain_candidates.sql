-- The lines of the receipts of these learners for one vacancy: each the same as on the learner's own page.
SELECT
    l.id AS learner_id, a.skill_id, asked.label, a.level, a.is_essential, a.weight,
    coalesce(best.credit, 0) AS credit, best.held_id, held.label AS held_label,
    coalesce(best.held_level, 0) AS held_level, coalesce(k.reason, '') AS reason, coalesce(h.evidence, '') AS evidence,
    coalesce(b.sure, 0) AS sure, b.held_id AS sure_id, sure.label AS sure_label, b.sure_weight, b.can_do, b.hires
FROM learner l
CROSS JOIN vacancy v
JOIN matching_askedweight a ON a.engine_id = %(engine)s AND a.vacancy_id = v.id
JOIN skills_skill asked ON asked.id = a.skill_id
LEFT JOIN (
    SELECT DISTINCT ON (learner_id, skill_id) *
    FROM evidence
    WHERE credit > 0
    ORDER BY learner_id, skill_id, credit DESC, held_id = skill_id DESC, held_id
) best ON best.learner_id = l.id AND best.skill_id = a.skill_id
LEFT JOIN skills_skill held ON held.id = best.held_id
LEFT JOIN learners_heldskill h ON h.learner_id = l.id AND h.skill_id = best.held_id
LEFT JOIN matching_skillcredit k
    ON k.engine_id = %(engine)s AND k.asked_id = a.skill_id AND k.held_id = best.held_id
LEFT JOIN (
    SELECT DISTINCT ON (learner_id, skill_id) *
    FROM backed
    ORDER BY learner_id, skill_id, sure DESC, held_id = skill_id DESC, held_id
) b ON b.learner_id = l.id AND b.skill_id = a.skill_id AND b.sure > coalesce(best.credit, 0)
LEFT JOIN skills_skill sure ON sure.id = b.held_id
ORDER BY l.id, a.is_essential DESC, a.weight DESC, a.skill_id
