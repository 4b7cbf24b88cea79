SELECT h.learner_id::integer, h.skill_id::integer, h.level::integer
FROM learner l
JOIN learners_heldskill h ON h.learner_id = l.id
