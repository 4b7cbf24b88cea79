-- The kinds of work that a learner hopes for, of those of few vacancies: spares looking at the hopes of everybody.
hoped AS (
    SELECT DISTINCT h.learner_id, o.sector
    FROM learner l
    JOIN learners_learner_hopes h ON h.learner_id = l.id
    JOIN (
        SELECT id, coalesce(nullif(isco_group, ''), 'o' || id) AS sector FROM skills_occupation
    ) o ON o.id = h.occupation_id AND o.sector IN (SELECT v.sector FROM vacancy v)
)
