counted AS (
    SELECT
        skill_id, level, place, council_id,
        sum(demand) AS demand, sum(posted) AS posted, sum(needed) AS needed, sum(supply) AS supply,
        sum(in_training) AS in_training, sum(seats) AS seats, sum(unlimited) AS unlimited
    FROM (
        SELECT
            skill_id, level, place, council_id,
            heads AS demand, CASE WHEN is_posted THEN heads ELSE 0 END AS posted,
            0 AS needed, 0 AS supply, 0 AS in_training, 0 AS seats, 0 AS unlimited
        FROM opening
        UNION ALL
        SELECT skill_id, level, place, council_id, heads, 0, heads, 0, 0, 0, 0 FROM lack
        UNION ALL
        SELECT skill_id, level, place, council_id, 0, 0, 0, 1, 0, 0, 0 FROM holding
        UNION ALL
        SELECT skill_id, level, place, council_id, 0, 0, 0, 0, heads, 0, 0 FROM training
        UNION ALL
        SELECT skill_id, level, place, council_id, 0, 0, 0, 0, 0, coalesce(seats, 0), (seats IS NULL)::int
        FROM seat
    ) every
    GROUP BY skill_id, level, place, council_id
),
-- The month keeps its last day alone; today's cells that nothing is counted in any more go as well.
removed AS (
    DELETE FROM matching_gapcell g
    WHERE date_trunc('month', g.day::timestamp) = date_trunc('month', %(day)s::timestamp)
        AND (
            g.day <> %(day)s
            OR NOT EXISTS (
                SELECT FROM counted c
                WHERE (c.skill_id, c.level, c.place) = (g.skill_id, g.level, g.place)
                    AND c.council_id IS NOT DISTINCT FROM g.council_id
            )
        )
    RETURNING 1
),
written AS (
    INSERT INTO matching_gapcell AS g (
        day, skill_id, level, place, council_id, demand, posted, needed, supply, in_training, seats, unlimited_runs,
        method
    )
    SELECT
        %(day)s, skill_id, level, place, council_id, demand, posted, needed, supply, in_training, seats, unlimited,
        %(method)s
    FROM counted
    ON CONFLICT (day, skill_id, level, place, council_id) DO UPDATE SET
        demand = excluded.demand, posted = excluded.posted, needed = excluded.needed, supply = excluded.supply,
        in_training = excluded.in_training, seats = excluded.seats, unlimited_runs = excluded.unlimited_runs,
        method = excluded.method
    WHERE (g.demand, g.posted, g.needed, g.supply, g.in_training, g.seats, g.unlimited_runs, g.method)
        IS DISTINCT FROM (
            excluded.demand, excluded.posted, excluded.needed, excluded.supply, excluded.in_training, excluded.seats,
            excluded.unlimited_runs, excluded.method
        )
    RETURNING 1
)
SELECT
    (SELECT count(*) FROM counted) AS cells,
    (SELECT count(*) FROM written) AS written,
    (SELECT count(*) FROM removed) AS removed
