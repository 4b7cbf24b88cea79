-- W of the accepted skills of open vacancies: 20000 raw / (2 (mean + sum)), rounded half up.
asked AS (
    SELECT
        vacancy_id, skill_id, level, is_essential,
        (20000 * raw + mean_raw + whole) / (2 * (mean_raw + whole)) AS weight
    FROM (
        SELECT *, sum(raw) OVER (PARTITION BY vacancy_id)::bigint AS whole
        FROM (
            SELECT
                s.vacancy_id, s.skill_id, s.level, s.need = 'essential' AS is_essential, e.mean_raw,
                s.importance::bigint * CASE s.need WHEN 'essential' THEN 2 ELSE 1 END
                    * coalesce(w.weight, e.default_weight) AS raw
            FROM matching_engineversion e
            CROSS JOIN vacancy v
            JOIN employers_vacancyskill s ON s.vacancy_id = v.id AND s.state = 'accepted'
            LEFT JOIN matching_skillweight w ON w.engine_id = e.code AND w.skill_id = s.skill_id
            WHERE e.code = %(engine)s
        ) each_skill
    ) each_vacancy
)
