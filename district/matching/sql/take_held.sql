-- The longest table by far, so each row is one number of 64 bits (31 of the learner, 29 of the skill, 3 of the level),
-- and many rows are one value.
SELECT string_agg(int8send((l.id << 32) | (h.skill_id << 3) | h.level), ''::bytea)
FROM matched l
JOIN learners_heldskill h ON h.learner_id = l.id
GROUP BY l.id >> 12
