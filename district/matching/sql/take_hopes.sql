SELECT DISTINCT l.id::integer, s.number::integer
FROM learner l
CROSS JOIN unnest(l.sectors) AS hoped (sector)
JOIN sector s ON s.sector = hoped.sector
