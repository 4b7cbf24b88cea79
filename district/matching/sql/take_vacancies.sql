SELECT
    v.id::integer, coalesce(v.easting, -1), coalesce(v.northing, -1), v.is_remote::integer,
    array_position(ARRAY['job', 'apprenticeship', 'work_experience', 'placement'], v.kind) - 1,
    coalesce(v.yearly_most, -1), coalesce(v.starts_on - date '0001-01-01' + 1, -1),
    coalesce(s.number, -1)::integer, v.price
FROM vacancy v
LEFT JOIN sector s ON s.sector = v.sector
