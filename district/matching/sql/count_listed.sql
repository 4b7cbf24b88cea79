-- In how many lists each vacancy is.
SELECT v.id::integer, coalesce(l.count, 0)::integer
FROM vacancy v
LEFT JOIN (
    SELECT listed.id, count(*) AS count
    FROM matching_learnermatch m
    CROSS JOIN LATERAL unnest(m.vacancies) AS listed (id)
    GROUP BY listed.id
) l ON l.id = v.id
