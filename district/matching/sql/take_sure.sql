SELECT learner_id::integer, skill_id::integer, level::integer, weight::integer
FROM confirmed
