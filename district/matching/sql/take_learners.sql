-- In whole numbers, -1 for what is not said; days count from the first of January of the year 1 as day 1.
SELECT
    id::integer, version, coalesce(easting, -1), coalesce(northing, -1), reach::integer, remote_ok::integer,
    CASE WHEN any_kind THEN 0 ELSE
        (looking_for ? 'job')::integer + 2 * (looking_for ? 'apprenticeship')::integer
        + 4 * (looking_for ? 'work_experience')::integer + 8 * (looking_for ? 'placement')::integer
    END,
    coalesce(least_salary, -1),
    coalesce(free_from - date '0001-01-01' + 1, -1),
    (free_times ? 'daytime')::integer + 2 * (free_times ? 'evening')::integer
        + 4 * (free_times ? 'weekend')::integer + 8 * (free_times ? 'block')::integer
FROM learner
