-- A sum over lists that does not depend on the order of the rows, nor on how they are divided.
SELECT coalesce(bit_xor(hash_record_extended(
    ROW(learner_id, vacancies, scores, courses, course_scores), 0
)), 0) AS sum
FROM matching_learnermatch
WHERE learner_id BETWEEN %(low)s AND %(high)s
