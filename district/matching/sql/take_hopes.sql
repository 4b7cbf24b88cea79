SELECT DISTINCT h.learner_id::integer, s.number::integer
FROM matched l
JOIN learners_learner_hopes h ON h.learner_id = l.id
JOIN skills_occupation o ON o.id = h.occupation_id
JOIN sector s ON s.sector = coalesce(nullif(o.isco_group, ''), 'o' || o.id)
