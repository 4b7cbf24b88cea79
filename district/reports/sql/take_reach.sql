-- One row for each person whom the portal reached, with the provider and programme of every course that they began to
-- apply for, or that is among their matches now.
INSERT INTO reports_reachrow (snapshot_id, person, council_code, reached_on, provider_ids, programme_ids)
WITH begun AS MATERIALIZED (
    SELECT application.learner_id, run.course_id, min(application.created_at)::date AS begun_on
    FROM programmes_application application
    JOIN programmes_courserun run ON run.id = application.run_id
    WHERE application.created_at <= %(started_at)s
    GROUP BY application.learner_id, run.course_id
), met AS (
    SELECT DISTINCT found.learner_id, course.organisation_id AS provider_id,
        coalesce(course.programme_id, 0) AS programme_id
    FROM (
        SELECT learner_id, course_id FROM begun
        UNION ALL
        SELECT learner_id, unnest(courses) FROM matching_learnermatch
    ) found
    JOIN programmes_course course ON course.id = found.course_id
), gathered AS (
    SELECT learner_id, array_agg(provider_id ORDER BY provider_id, programme_id) AS provider_ids,
        array_agg(programme_id ORDER BY provider_id, programme_id) AS programme_ids
    FROM met
    GROUP BY learner_id
), first_begun AS (
    SELECT learner_id, min(begun_on) AS begun_on FROM begun GROUP BY learner_id
)
SELECT %(snapshot)s, hashint8extended(learner.id, %(seed)s), coalesce(postcode.council_id, ''),
    least(learner.created_at::date, first_begun.begun_on),
    coalesce(gathered.provider_ids, ARRAY[]::bigint[]), coalesce(gathered.programme_ids, ARRAY[]::bigint[])
FROM learners_learner learner
LEFT JOIN first_begun ON first_begun.learner_id = learner.id
LEFT JOIN gathered ON gathered.learner_id = learner.id
LEFT JOIN places_postcode postcode ON postcode.postcode = learner.postcode_id
WHERE least(learner.created_at, first_begun.begun_on) <= %(started_at)s
ORDER BY learner.id
