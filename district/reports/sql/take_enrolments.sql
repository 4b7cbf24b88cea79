-- One row for each enrolment. Boolean facts are worked out here once, so that a report only counts.
INSERT INTO reports_enrolmentrow (
    snapshot_id, enrolment_id, person, application_id, provider_id, programme_id, course_id, run_id,
    level, sector, mode, fund_model, programme_type, funding_source, council_code, ward_code, imd_decile, age,
    prior_level, employment_status, starts_on, ended_on, ends_by, standing, withdrawal_reason, weeks,
    is_start, is_qualifying, is_leaver, is_completer, has_interview, is_outcome, is_sustained,
    outcome_code, outcome_on, outcome_days, at_0, at_3, at_6, went_on)
WITH destination AS MATERIALIZED (
    SELECT enrolment.id,
        min(found.starts_on) FILTER (WHERE is_positive) AS outcome_on,
        -- The first of them: in one order with the others, the rows of an enrolment are sorted once.
        (array_agg(found.kind || found.code ORDER BY found.starts_on DESC, found.id DESC)
            FILTER (WHERE is_positive))[count(*) FILTER (WHERE is_positive)] AS outcome_code,
        bool_or(is_positive AND (found.ends_on IS NULL OR found.ends_on - found.starts_on + 1 >= {sustained_days}))
            AS is_sustained,
        {kinds_after}
    FROM programmes_destination found
    JOIN programmes_enrolment enrolment ON enrolment.id = found.enrolment_id
    CROSS JOIN LATERAL (SELECT (found.kind = 'EMP' OR found.kind || found.code = 'EDU2')
        AND found.starts_on <= enrolment.ended_on + interval '{outcome_months} months' AS is_positive) is_it
    WHERE enrolment.state IN ('completed', 'achieved', 'not_achieved') AND found.collected_on <= %(as_at)s
    GROUP BY enrolment.id
), interview AS MATERIALIZED (
    SELECT DISTINCT enrolment_id AS id FROM interviews_interviewoffer WHERE NOT is_mock AND state <> 'cancelled'
), later AS MATERIALIZED (
    SELECT learner_id, max(starts_on) AS starts_on FROM programmes_enrolment
    WHERE learner_id IS NOT NULL AND state NOT IN ('enrolled', 'no_show', 'cancelled')
    GROUP BY learner_id
), known AS (
    SELECT enrolment.*, run.course_id, run.mode, course.programme_id, course.level, course.sector,
        again.id IS NOT NULL AND enrolment.state = 'on_break' AS is_resumed,
        enrolment.state = 'achieved' OR enrolment.restart_of_id IS NOT NULL
            OR coalesce(enrolment.ended_on, %(as_at)s) - enrolment.starts_on + 1 >= {days_needed} AS lasted
    FROM programmes_enrolment enrolment
    JOIN programmes_courserun run ON run.id = enrolment.run_id
    JOIN programmes_course course ON course.id = run.course_id
    LEFT JOIN programmes_enrolment again ON again.restart_of_id = enrolment.id
    WHERE enrolment.created_at <= %(started_at)s
), stood AS (
    SELECT known.*,
        lasted AND state NOT IN ('enrolled', 'no_show', 'cancelled') AND starts_on <= %(as_at)s AS has_started,
        CASE state
            WHEN 'enrolled' THEN 'ahead'
            WHEN 'no_show' THEN 'never'
            WHEN 'cancelled' THEN 'never'
            WHEN 'in_learning' THEN 'continuing'
            WHEN 'on_break' THEN CASE WHEN is_resumed THEN 'resumed' ELSE 'on_break' END
            WHEN 'completed' THEN 'awaited'
            WHEN 'achieved' THEN 'achieved'
            WHEN 'not_achieved' THEN 'missed'
            ELSE CASE
                WHEN NOT lasted THEN 'left_early'
                WHEN withdrawal_reason IN ('2', '7', '40', '41', '47') THEN 'moved'
                ELSE 'withdrawn' END
        END AS standing
    FROM known
)
SELECT %(snapshot)s, stood.id, hashint8extended(coalesce(stood.learner_id, -stood.id), %(seed)s),
    stood.application_id, stood.organisation_id, stood.programme_id, stood.course_id, stood.run_id,
    stood.level, stood.sector, stood.mode, stood.fund_model, stood.programme_type, stood.funding_source,
    stood.council_code, stood.ward_code, stood.imd_decile, stood.age_at_start, stood.prior_level,
    stood.employment_status, stood.starts_on, stood.ended_on,
    greatest(stood.planned_end_on, stood.ended_on, stood.achieved_on), stood.standing, stood.withdrawal_reason,
    CASE WHEN stood.standing IN ('withdrawn', 'moved', 'left_early')
        THEN (stood.ended_on - stood.starts_on) / 7 END,
    stood.has_started AND stood.restart_of_id IS NULL,
    stood.has_started AND stood.standing NOT IN ('resumed', 'moved'),
    stood.has_started AND stood.standing IN ('achieved', 'missed', 'awaited', 'withdrawn'),
    stood.has_started AND stood.standing IN ('achieved', 'missed', 'awaited'),
    interview.id IS NOT NULL,
    stood.has_started AND destination.outcome_on IS NOT NULL,
    stood.has_started AND destination.outcome_on IS NOT NULL AND destination.is_sustained,
    coalesce(destination.outcome_code, ''), destination.outcome_on,
    greatest(0, destination.outcome_on - stood.ended_on),
    coalesce(destination.at_0, ''), coalesce(destination.at_3, ''), coalesce(destination.at_6, ''),
    coalesce(later.starts_on > stood.ended_on, false)
FROM stood
LEFT JOIN destination ON destination.id = stood.id
LEFT JOIN interview ON interview.id = stood.id
LEFT JOIN later ON later.learner_id = stood.learner_id
