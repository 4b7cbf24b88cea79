-- Claims by contract, milestone, state and how long they have waited for an answer; without who they are about.
INSERT INTO reports_fact (snapshot_id, subject, month, keys, counts)
SELECT %(snapshot)s, 'claims', NULL,
    jsonb_build_object('contract', claim.contract_id, 'milestone', claim.number, 'state', claim.state,
        'is_shown', claim.is_shown, 'age', waited.age),
    jsonb_build_object('claims', count(*), 'amount', (100 * sum(claim.amount))::bigint)
FROM funding_milestoneclaim claim
CROSS JOIN LATERAL (SELECT CASE
    WHEN claim.state NOT IN ('claimed', 'queried') THEN ''
    WHEN claim.claimed_at IS NULL OR %(as_at)s::date - claim.claimed_at::date <= 30 THEN '0'
    WHEN %(as_at)s::date - claim.claimed_at::date <= 60 THEN '31'
    WHEN %(as_at)s::date - claim.claimed_at::date <= 90 THEN '61'
    ELSE '91' END AS age) waited
WHERE claim.state <> 'not_due' AND claim.contract_id = ANY(%(contracts)s)
GROUP BY claim.contract_id, claim.number, claim.state, claim.is_shown, waited.age
ORDER BY claim.contract_id, claim.number, claim.state, claim.is_shown, waited.age
