-- For one vacancy that somebody looks at.
SELECT * FROM ground
