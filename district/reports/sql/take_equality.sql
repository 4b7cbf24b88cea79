-- Groups leave the table of answers, never a person. One question at a time, each by at most one further dimension.
-- Enrolments are read once; the cuts are then sums of small groups.
INSERT INTO reports_equalitycount (
    snapshot_id, question, answer, year, cut, key, enrolments, starts, completed, outcomes)
WITH asked AS (
    SELECT kept.programme_id, kept.provider_id, kept.council_code, kept.is_start, kept.is_completer, kept.is_outcome,
        extract(year FROM kept.starts_on - interval '7 months')::int AS year,
        coalesce(answers.sex, '') AS sex, coalesce(left(answers.ethnicity, 1), '') AS ethnicity,
        coalesce(answers.has_disability, '') AS disability, coalesce(answers.is_care_leaver, '') AS care
    FROM reports_enrolmentrow kept
    JOIN programmes_enrolment enrolment ON enrolment.id = kept.enrolment_id
    LEFT JOIN learners_equalityanswers answers
        ON answers.learner_id = enrolment.learner_id AND answers.may_count
    WHERE kept.snapshot_id = %(snapshot)s AND kept.standing NOT IN ('ahead', 'never')
), finest AS MATERIALIZED (
    SELECT year, programme_id, provider_id, council_code,
        CASE grouping(sex, ethnicity, disability, care)
            WHEN 7 THEN 'sex' WHEN 11 THEN 'ethnicity' WHEN 13 THEN 'disability' ELSE 'care' END AS question,
        coalesce(sex, ethnicity, disability, care) AS answer,
        count(*) AS enrolments, count(*) FILTER (WHERE is_start) AS starts,
        count(*) FILTER (WHERE is_start AND is_completer) AS completed,
        count(*) FILTER (WHERE is_start AND is_outcome) AS outcomes
    FROM asked
    GROUP BY GROUPING SETS (
        (year, programme_id, provider_id, council_code, sex),
        (year, programme_id, provider_id, council_code, ethnicity),
        (year, programme_id, provider_id, council_code, disability),
        (year, programme_id, provider_id, council_code, care))
)
SELECT %(snapshot)s, question, answer, year,
    CASE grouping(programme_id, provider_id, council_code)
        WHEN 3 THEN 'programme' WHEN 5 THEN 'provider' WHEN 6 THEN 'council' ELSE '' END,
    coalesce(programme_id::text, provider_id::text, council_code, ''),
    sum(enrolments), sum(starts), sum(completed), sum(outcomes)
FROM finest
GROUP BY GROUPING SETS (
    (question, answer, year), (question, answer, year, programme_id), (question, answer, year, provider_id),
    (question, answer, year, council_code))
