-- The gap cells of the last counted day up to the snapshot: what is asked, held and taught of each skill, by place.
INSERT INTO reports_fact (snapshot_id, subject, month, keys, counts)
SELECT %(snapshot)s, 'demand', NULL,
    jsonb_build_object('skill', skill.id, 'label', skill.label, 'council', coalesce(cell.council_id, ''),
        'place', coalesce(council.name, CASE cell.place WHEN 'remote' THEN 'From home' ELSE 'Elsewhere' END)),
    jsonb_build_object('asked', sum(cell.demand), 'needs', sum(cell.needed), 'held', sum(cell.supply),
        'places', sum(cell.seats))
FROM matching_gapcell cell
JOIN skills_skill skill ON skill.id = cell.skill_id
LEFT JOIN places_council council ON council.code = cell.council_id
WHERE cell.day = (SELECT max(day) FROM matching_gapcell WHERE day <= %(as_at)s)
GROUP BY skill.id, cell.council_id, council.name, cell.place
