SELECT held_id::integer, asked_id::integer, percent::integer
FROM matching_skillcredit
WHERE engine_id = %(engine)s
