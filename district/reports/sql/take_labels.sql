-- Names may change later; what is frozen keeps the ones of its day.
INSERT INTO reports_label (snapshot_id, kind, key, words)
WITH met AS MATERIALIZED (
    SELECT DISTINCT provider_id, ward_code FROM reports_enrolmentrow WHERE snapshot_id = %(snapshot)s
)
SELECT %(snapshot)s, 'provider', id::text, name FROM partners_organisation
    WHERE id IN (SELECT provider_id FROM met
        UNION SELECT provider_id FROM reports_applicationrow WHERE snapshot_id = %(snapshot)s)
UNION ALL SELECT %(snapshot)s, 'ukprn', id::text, ukprn FROM partners_organisation
    WHERE ukprn <> '' AND id IN (SELECT provider_id FROM met)
UNION ALL SELECT %(snapshot)s, 'programme', id::text, name FROM programmes_programme
UNION ALL SELECT %(snapshot)s, 'council', code, name FROM places_council WHERE is_inside
UNION ALL SELECT %(snapshot)s, 'ward', code, name FROM places_ward WHERE code IN (SELECT ward_code FROM met)
