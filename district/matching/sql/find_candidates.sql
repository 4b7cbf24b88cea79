-- Who of these learners fits one vacancy, the best first, and how many of them meet each asked skill in full or in part.
SELECT
    coalesce(
        (
            SELECT json_agg(json_build_array(s.learner_id, s.score, f.fit) ORDER BY s.score DESC, s.learner_id)
            FROM scored s
            JOIN fit f ON f.learner_id = s.learner_id AND f.vacancy_id = s.vacancy_id
        ),
        '[]'
    ) AS learners,
    (
        SELECT json_agg(json_build_array(
            k.label, a.level, a.is_essential, a.weight, coalesce(m.met, 0), coalesce(m.part, 0)
        ) ORDER BY a.is_essential DESC, a.weight DESC, a.skill_id)
        FROM vacancy v
        JOIN matching_askedweight a ON a.engine_id = %(engine)s AND a.vacancy_id = v.id
        JOIN skills_skill k ON k.id = a.skill_id
        LEFT JOIN (
            SELECT
                l.skill_id,
                count(*) FILTER (WHERE l.credit = 100) AS met,
                count(*) FILTER (WHERE l.credit BETWEEN 1 AND 99) AS part
            FROM line l
            JOIN scored s ON s.learner_id = l.learner_id AND s.vacancy_id = l.vacancy_id
            GROUP BY l.skill_id
        ) m ON m.skill_id = a.skill_id
    ) AS asked
