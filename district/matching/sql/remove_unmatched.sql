-- People who switched matching off have no matches.
DELETE FROM matching_learnermatch kept
USING learners_learner l
WHERE l.id = kept.learner_id
    AND NOT l.matching_on
    AND (%(learners)s::bigint[] IS NULL OR l.id = ANY (%(learners)s::bigint[]))
    AND (%(low)s::bigint IS NULL OR l.id BETWEEN %(low)s::bigint AND %(high)s::bigint)
