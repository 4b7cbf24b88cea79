-- What sure evidence adds to F where nobody has any.
extra AS (
    SELECT NULL::bigint AS learner_id, NULL::bigint AS vacancy_id, NULL::bigint AS extra
    WHERE false
)
