-- For all vacancies that break no hard rule.
SELECT * FROM ground
