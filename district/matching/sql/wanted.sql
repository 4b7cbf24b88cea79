-- Every line of the vacancies in question, with what is met now; enough: the F that is within reach.
wanted AS (
    SELECT
        p.learner_id, a.vacancy_id, a.skill_id, a.level, a.weight, coalesce(m.credit, 0) AS credit,
        sum(a.weight * coalesce(m.credit, 0)) OVER (PARTITION BY p.learner_id, a.vacancy_id) AS fit,
        %(enough)s * sum(a.weight) OVER (PARTITION BY p.learner_id, a.vacancy_id) AS enough
    FROM pair p
    JOIN matching_askedweight a ON a.engine_id = %(engine)s AND a.vacancy_id = p.vacancy_id
    LEFT JOIN line m
        ON m.learner_id = p.learner_id AND m.vacancy_id = a.vacancy_id AND m.skill_id = a.skill_id
)
