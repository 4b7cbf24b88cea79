-- Whose skills are looked at: only who may be matched with a vacancy at all, which spares most of them.
holder AS (
    SELECT DISTINCT learner_id AS id FROM allowed
)
