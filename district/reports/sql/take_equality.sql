-- Groups leave the table of answers, never a person. One question at a time, each by at most one further dimension.
INSERT INTO reports_equalitycount (
    snapshot_id, question, answer, year, cut, key, enrolments, starts, completed, outcomes)
WITH asked AS MATERIALIZED (
    SELECT kept.programme_id, kept.provider_id, kept.council_code, kept.is_start, kept.is_completer, kept.is_outcome,
        extract(year FROM kept.starts_on - interval '7 months')::int AS year,
        coalesce(answers.sex, '') AS sex, coalesce(left(answers.ethnicity, 1), '') AS ethnicity,
        coalesce(answers.has_disability, '') AS disability, coalesce(answers.is_care_leaver, '') AS care
    FROM reports_enrolmentrow kept
    JOIN programmes_enrolment enrolment ON enrolment.id = kept.enrolment_id
    LEFT JOIN learners_equalityanswers answers
        ON answers.learner_id = enrolment.learner_id AND answers.may_count
    WHERE kept.snapshot_id = %(snapshot)s AND kept.standing NOT IN ('ahead', 'never')
)
{questions}
