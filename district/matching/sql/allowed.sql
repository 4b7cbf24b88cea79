-- The pairs that break no hard rule, with U in 1024ths. Of several places the nearest counts.
allowed AS (
    SELECT
        l.id AS learner_id, v.id AS vacancy_id, v.price, near.band,
        CASE WHEN h.sector IS NULL THEN 0 ELSE 1 END AS interest,
        512 + 64 * near.band + CASE WHEN h.sector IS NULL THEN 0 ELSE 256 END AS preference
    FROM learner l
    JOIN vacancy v
        ON (l.any_kind OR l.looking_for ? v.kind)
        AND (l.least_salary IS NULL OR v.yearly_most IS NULL OR v.yearly_most >= l.least_salary)
        AND (l.free_from IS NULL OR v.starts_on IS NULL OR v.starts_on >= l.free_from)
    LEFT JOIN hoped h ON h.learner_id = l.id AND h.sector = v.sector
    CROSS JOIN LATERAL (
        SELECT
            (l.easting - v.easting)::bigint * (l.easting - v.easting)
                + (l.northing - v.northing)::bigint * (l.northing - v.northing) AS squared
    ) main
    CROSS JOIN LATERAL (
        SELECT
            CASE WHEN v.other_eastings IS NULL THEN main.squared ELSE least(main.squared, (
                SELECT min(
                    (l.easting - other.easting)::bigint * (l.easting - other.easting)
                    + (l.northing - other.northing)::bigint * (l.northing - other.northing)
                )
                FROM unnest(v.other_eastings, v.other_northings) AS other (easting, northing)
            )) END AS squared,
            l.reach * l.reach AS reach
        OFFSET 0  -- worked out once, not wherever it is named
    ) far
    CROSS JOIN LATERAL (
        SELECT CASE
            WHEN v.is_remote AND l.remote_ok THEN 4
            WHEN far.squared IS NULL THEN 0
            WHEN 16 * far.squared <= far.reach THEN 4
            WHEN 4 * far.squared <= far.reach THEN 3
            WHEN 16 * far.squared <= 9 * far.reach THEN 2
            WHEN far.squared <= far.reach THEN 1
            ELSE 0
        END AS band
    ) near
    WHERE near.band > 0
)
