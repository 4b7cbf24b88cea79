SELECT
    course_id::integer, coalesce(easting, -1), coalesce(northing, -1), needs_place::integer,
    coalesce(array_position(ARRAY['daytime', 'evening', 'weekend', 'block'], pattern::text), 0) - 1,
    CASE WHEN is_flexible THEN -1 ELSE starts_on - date '0001-01-01' + 1 END
FROM run
