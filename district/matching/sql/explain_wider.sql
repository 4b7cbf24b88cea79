-- What a wider list of jobs is found from: the list there is, the work hoped for with its skills, what the learner holds
-- and what that counts for, and every vacancy that breaks no hard rule; skills of their own only where their occupation
-- is not known.
SELECT
    m.engine_id AS engine, e.made_at, m.vacancies AS listed, m.learner_version,
    cardinality(m.vacancies) AS job_count, cardinality(m.courses) AS course_count, m.courses_version,
    (
        SELECT coalesce(json_agg(json_build_array(o.id, o.isco_group, s.id) ORDER BY o.id, s.id), '[]')
        FROM learners_learner_hopes h
        JOIN skills_occupation o ON o.id = h.occupation_id AND o.withdrawn_at IS NULL
        JOIN skills_occupationskill os ON os.occupation_id = o.id
        JOIN skills_skill s ON s.id = os.skill_id AND s.withdrawn_at IS NULL
        WHERE h.learner_id = l.id
    ) AS hopes,
    (
        SELECT coalesce(json_agg(json_build_array(s.id, s.label, counts.percent) ORDER BY s.id), '[]')
        FROM (
            SELECT skill_id, max(percent) AS percent
            FROM (
                SELECT h.skill_id, 100 AS percent FROM learners_heldskill h WHERE h.learner_id = l.id
                UNION ALL
                SELECT k.asked_id, k.percent
                FROM learners_heldskill h
                JOIN matching_skillcredit k ON k.engine_id = m.engine_id AND k.held_id = h.skill_id
                WHERE h.learner_id = l.id
            ) every
            GROUP BY skill_id
        ) counts
        JOIN skills_skill s ON s.id = counts.skill_id
    ) AS held,
    (
        SELECT coalesce(json_agg(json_build_array(
            a.vacancy_id, a.preference, o.id, o.isco_group,
            CASE WHEN o.id IS NULL THEN ARRAY(
                SELECT w.skill_id FROM matching_askedweight w
                WHERE w.engine_id = m.engine_id AND w.vacancy_id = a.vacancy_id
            ) END
        ) ORDER BY a.vacancy_id), '[]')
        FROM allowed a
        JOIN employers_vacancy v ON v.id = a.vacancy_id
        LEFT JOIN skills_occupation o ON o.id = v.occupation_id
        WHERE NOT a.vacancy_id = ANY (m.vacancies)
    ) AS openings
FROM learner l
JOIN matching_learnermatch m ON m.learner_id = l.id
JOIN matching_engineversion e ON e.code = m.engine_id
