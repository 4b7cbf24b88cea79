INSERT INTO matching_askedweight AS kept (engine_id, vacancy_id, skill_id, level, is_essential, weight)
SELECT %(engine)s, vacancy_id, skill_id, level, is_essential, weight
FROM asked
ON CONFLICT (engine_id, vacancy_id, skill_id) DO UPDATE SET
    level = excluded.level, is_essential = excluded.is_essential, weight = excluded.weight
WHERE (kept.level, kept.is_essential, kept.weight)
    IS DISTINCT FROM (excluded.level, excluded.is_essential, excluded.weight)
