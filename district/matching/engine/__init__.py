"""The rules of matching as pure functions of plain facts: no database, no Django, whole numbers only.

It is the oracle that the SQL statements of `district.matching` must equal bit for bit, and it gives the
reasons people read.

facts     what is known of a learner, a vacancy, a course
weights   how telling a skill is, and what share of a vacancy's fit each asked skill carries
credits   how much of an asked skill another held one counts for
evidence  how much more a skill counts that employers confirm of the people from a course
score     hard rules, fit index, preference, total, the best twenty
receipt   the same score as lines a person can check
courses   what a course would change, counted by scoring again
"""

RULES = 2  # goes up when the same facts and weights would give another score
KNOWN = (1, 2)
"""Rules under which a score can still be worked out. Under 1, every skill held counted alike, whatever stood behind it.
"""
