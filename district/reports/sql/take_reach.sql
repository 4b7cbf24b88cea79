-- One row for each person whom the portal reached, with the provider and programme of every course that they began to
-- apply for, or that is among their matches now. In the order of the numbers that stand for people, which tells nothing.
INSERT INTO reports_reachrow (snapshot_id, person, council_code, reached_on, provider_ids, programme_ids)
WITH found AS (
    SELECT application.learner_id, run.course_id, application.created_at::date AS begun_on
    FROM programmes_application application
    JOIN programmes_courserun run ON run.id = application.run_id
    WHERE application.created_at <= %(started_at)s
    UNION ALL
    SELECT learner_id, unnest(courses), NULL FROM matching_learnermatch
), met AS (
    SELECT found.learner_id, course.organisation_id AS provider_id,
        coalesce(course.programme_id, 0) AS programme_id, min(found.begun_on) AS begun_on
    FROM found JOIN programmes_course course ON course.id = found.course_id
    GROUP BY 1, 2, 3
), gathered AS (
    SELECT learner_id, min(begun_on) AS begun_on,
        array_agg(provider_id ORDER BY provider_id, programme_id) AS provider_ids,
        array_agg(programme_id ORDER BY provider_id, programme_id) AS programme_ids
    FROM met
    GROUP BY learner_id
)
SELECT %(snapshot)s, hashint8extended(learner.id, %(seed)s) AS person, coalesce(postcode.council_id, ''),
    least(learner.created_at::date, gathered.begun_on),
    coalesce(gathered.provider_ids, ARRAY[]::bigint[]), coalesce(gathered.programme_ids, ARRAY[]::bigint[])
FROM learners_learner learner
LEFT JOIN gathered ON gathered.learner_id = learner.id
LEFT JOIN places_postcode postcode ON postcode.postcode = learner.postcode_id
WHERE least(learner.created_at, gathered.begun_on) <= %(started_at)s
ORDER BY person
