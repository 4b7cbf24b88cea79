-- How many vacancies each of the named courses would bring within reach, where the learner can join it.
SELECT course_id, vacancies::integer FROM opened
