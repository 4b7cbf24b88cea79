-- One row for each application that is more than an empty draft, with the day on which it reached each stage.
INSERT INTO reports_applicationrow (
    snapshot_id, application_id, person, provider_id, programme_id, council_code, state, reason,
    begun_on, sent_on, offered_on, enrolled_on, started_on, completed_on, outcome_on)
WITH learned AS MATERIALIZED (
    SELECT application_id, min(starts_on) AS enrolled_on, min(starts_on) FILTER (WHERE is_start) AS started_on,
        min(ended_on) FILTER (WHERE is_completer) AS completed_on,
        min(outcome_on) FILTER (WHERE is_outcome) AS outcome_on
    FROM reports_enrolmentrow
    WHERE snapshot_id = %(snapshot)s AND application_id IS NOT NULL
    GROUP BY application_id
)
SELECT %(snapshot)s, application.id, hashint8extended(application.learner_id, %(seed)s), course.organisation_id,
    course.programme_id, coalesce(postcode.council_id, ''), application.state, application.reason,
    application.created_at::date, application.submitted_at::date,
    CASE WHEN learned.application_id IS NOT NULL
        THEN coalesce(application.offered_at, application.submitted_at, application.created_at)
        ELSE application.offered_at END::date,
    CASE WHEN learned.application_id IS NOT NULL
        THEN coalesce(application.ended_at, application.accepted_at, application.created_at)::date END,
    learned.started_on, learned.completed_on, learned.outcome_on
FROM programmes_application application
JOIN programmes_courserun run ON run.id = application.run_id
JOIN programmes_course course ON course.id = run.course_id
JOIN learners_learner learner ON learner.id = application.learner_id
LEFT JOIN places_postcode postcode ON postcode.postcode = learner.postcode_id
LEFT JOIN learned ON learned.application_id = application.id
WHERE application.created_at <= %(started_at)s
ORDER BY application.id
