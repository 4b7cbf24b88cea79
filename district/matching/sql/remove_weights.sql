-- What is no longer asked, or no longer open.
DELETE FROM matching_askedweight kept
WHERE kept.engine_id = %(engine)s
    AND (%(vacancies)s::bigint[] IS NULL OR kept.vacancy_id = ANY (%(vacancies)s::bigint[]))
    AND NOT EXISTS (
        SELECT FROM vacancy v
        JOIN employers_vacancyskill s ON s.vacancy_id = v.id
        WHERE v.id = kept.vacancy_id AND s.skill_id = kept.skill_id AND s.state = 'accepted'
    )
