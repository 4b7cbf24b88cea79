-- For how much each of these counts for an asked skill: r * g / 100 * its weight / 100.
backed AS (
    SELECT
        c.learner_id, a.vacancy_id, a.skill_id, a.weight, c.skill_id AS held_id,
        c.weight AS sure_weight, c.can_do, c.hires,
        least(100, 100 * c.level / a.level) * c.weight / 100 AS sure
    FROM confirmed c
    JOIN matching_askedweight a ON a.engine_id = %(engine)s AND a.skill_id = c.skill_id
        AND (%(vacancies)s::bigint[] IS NULL OR a.vacancy_id = ANY (%(vacancies)s::bigint[]))
    UNION ALL
    SELECT
        c.learner_id, a.vacancy_id, a.skill_id, a.weight, c.skill_id, c.weight, c.can_do, c.hires,
        k.percent * least(100, 100 * c.level / a.level) / 100 * c.weight / 100
    FROM confirmed c
    JOIN matching_skillcredit k ON k.engine_id = %(engine)s AND k.held_id = c.skill_id
    JOIN matching_askedweight a ON a.engine_id = %(engine)s AND a.skill_id = k.asked_id
        AND (%(vacancies)s::bigint[] IS NULL OR a.vacancy_id = ANY (%(vacancies)s::bigint[]))
)
