-- Each held skill that counts for an asked one: r * g / 100. Begins with the learner or with the vacancies named, never
-- with all that is asked: whether a vacancy is open is for `vacancy` to say.
evidence AS (
    SELECT
        l.id AS learner_id, a.vacancy_id, a.skill_id, a.weight, h.skill_id AS held_id, h.level AS held_level,
        least(100, 100 * h.level / a.level) AS credit
    FROM holder l
    JOIN learners_heldskill h ON h.learner_id = l.id
    JOIN matching_askedweight a ON a.engine_id = %(engine)s AND a.skill_id = h.skill_id
        AND (%(vacancies)s::bigint[] IS NULL OR a.vacancy_id = ANY (%(vacancies)s::bigint[]))
    UNION ALL
    SELECT
        l.id, a.vacancy_id, a.skill_id, a.weight, h.skill_id, h.level,
        k.percent * least(100, 100 * h.level / a.level) / 100
    FROM holder l
    JOIN learners_heldskill h ON h.learner_id = l.id
    JOIN matching_skillcredit k ON k.engine_id = %(engine)s AND k.held_id = h.skill_id
    JOIN matching_askedweight a ON a.engine_id = %(engine)s AND a.skill_id = k.asked_id
        AND (%(vacancies)s::bigint[] IS NULL OR a.vacancy_id = ANY (%(vacancies)s::bigint[]))
)
