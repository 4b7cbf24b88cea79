-- Kinds of work as numbers: the lowest id of an occupation of the kind.
sector AS (
    SELECT coalesce(nullif(isco_group, ''), 'o' || id) AS sector, min(id) AS number
    FROM skills_occupation
    GROUP BY coalesce(nullif(isco_group, ''), 'o' || id)
)
