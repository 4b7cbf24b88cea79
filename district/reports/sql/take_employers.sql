-- What each employer did in each month: adverts, needs, interviews, jobs. Only approved employers and their own acts.
INSERT INTO reports_fact (snapshot_id, subject, month, keys, counts)
WITH act AS (
    SELECT organisation_id, date_trunc('month', posted_on)::date AS month, 'vacancies' AS what, count(*) AS number
        FROM employers_vacancy WHERE source = '' AND state IN ('open', 'paused', 'closed') GROUP BY 1, 2
    UNION ALL
    SELECT organisation_id, date_trunc('month', posted_on)::date, 'openings', sum(positions)
        FROM employers_vacancy WHERE source = '' AND state IN ('open', 'paused', 'closed') GROUP BY 1, 2
    UNION ALL
    SELECT organisation_id, date_trunc('month', posted_on)::date, 'placements', sum(positions)
        FROM employers_vacancy
        WHERE source = '' AND state IN ('open', 'paused', 'closed') AND kind IN ('placement', 'work_experience')
        GROUP BY 1, 2
    UNION ALL
    SELECT organisation_id, date_trunc('month', opened_at)::date, 'needs', count(*)
        FROM codesign_skillsneed WHERE opened_at IS NOT NULL GROUP BY 1, 2
    UNION ALL
    SELECT organisation_id, date_trunc('month', made_at)::date, 'promised', sum(promised)
        FROM interviews_interviewcommitment WHERE NOT is_mock GROUP BY 1, 2
    UNION ALL
    SELECT commitment.organisation_id, date_trunc('month', offer.offered_at)::date, 'interviews', count(*)
        FROM interviews_interviewoffer offer
        JOIN interviews_interviewslot slot ON slot.id = offer.slot_id
        JOIN interviews_interviewcommitment commitment ON commitment.id = slot.commitment_id
        WHERE NOT offer.is_mock AND offer.state <> 'cancelled' GROUP BY 1, 2
    UNION ALL
    SELECT vacancy.organisation_id, date_trunc('month', application.moved_at)::date, 'hires', count(*)
        FROM employers_jobapplication application JOIN employers_vacancy vacancy ON vacancy.id = application.vacancy_id
        WHERE application.state = 'hired' GROUP BY 1, 2
)
SELECT %(snapshot)s, 'employer', act.month,
    jsonb_build_object('organisation', organisation.id, 'name', organisation.name,
        'council', coalesce(council.name, 'Outside the seven councils'),
        'size', coalesce(facts.size_band, ''), 'industry', coalesce(left(facts.sic_codes[1], 2), '')),
    jsonb_object_agg(act.what, act.number)
FROM act
JOIN partners_organisation organisation ON organisation.id = act.organisation_id
JOIN partners_organisationrole role
    ON role.organisation_id = organisation.id AND role.role = 'employer' AND role.state = 'approved'
LEFT JOIN places_postcode postcode ON postcode.postcode = organisation.postcode_id
LEFT JOIN places_council council ON council.code = postcode.council_id AND council.is_inside
LEFT JOIN partners_employerfacts facts ON facts.organisation_id = organisation.id
WHERE organisation.is_active AND act.month <= %(as_at)s
GROUP BY act.month, organisation.id, council.name, facts.size_band, facts.sic_codes
