-- Places of vacancies beside their main ones.
SELECT v.id::integer, other.easting, other.northing
FROM vacancy v
CROSS JOIN LATERAL unnest(v.other_eastings, v.other_northings) AS other (easting, northing)
