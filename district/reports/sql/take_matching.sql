-- How groups of people fared in the last matching: counted in groups before it leaves the table of answers.
INSERT INTO reports_fact (snapshot_id, subject, month, keys, counts)
WITH matched AS MATERIALIZED (
    SELECT answers.sex, left(answers.ethnicity, 1) AS ethnicity, answers.has_disability AS disability,
        answers.is_care_leaver AS care,
        EXISTS (SELECT FROM matching_learnermatch list
            WHERE list.learner_id = learner.id AND cardinality(list.vacancies) > 0) AS is_listed,
        EXISTS (SELECT FROM employers_jobapplication sent
            WHERE sent.learner_id = learner.id AND sent.submitted_at IS NOT NULL) AS has_applied,
        EXISTS (SELECT FROM programmes_enrolment enrolment
            WHERE enrolment.learner_id = learner.id
                AND enrolment.state NOT IN ('enrolled', 'no_show', 'cancelled')) AS has_started
    FROM learners_equalityanswers answers
    JOIN learners_learner learner ON learner.id = answers.learner_id
    WHERE answers.may_count AND learner.matching_on
        AND EXISTS (SELECT FROM matching_learnermatch list WHERE list.learner_id = learner.id)
)
SELECT %(snapshot)s, 'matching', NULL,
    jsonb_build_object('question', asked.question, 'answer', asked.answer),
    jsonb_build_object('people', count(*), 'listed', count(*) FILTER (WHERE is_listed),
        'applied', count(*) FILTER (WHERE has_applied), 'started', count(*) FILTER (WHERE has_started))
FROM matched CROSS JOIN LATERAL (VALUES
    ('sex', sex), ('ethnicity', ethnicity), ('disability', disability), ('care', care)) asked (question, answer)
GROUP BY asked.question, asked.answer
