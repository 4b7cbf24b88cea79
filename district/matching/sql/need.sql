-- What is lacking, all vacancies taken together: for the same skill and level the same is met in each.
need AS (
    SELECT learner_id, skill_id, level, max(credit) AS credit, sum(weight) AS weight
    FROM wanted
    WHERE credit < 100
    GROUP BY learner_id, skill_id, level
)
