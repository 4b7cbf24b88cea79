SELECT a.vacancy_id::integer, a.skill_id::integer, a.level::integer, a.weight
FROM vacancy v
JOIN matching_askedweight a ON a.engine_id = %(engine)s AND a.vacancy_id = v.id
