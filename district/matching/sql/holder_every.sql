-- Whose skills are looked at: hard rules aside.
holder AS (
    SELECT id FROM learner
)
