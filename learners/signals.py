"""Sent by services inside the transaction that made the change: the first with `learner_ids`, the others with the
`learner_id`.
"""

from django.dispatch import Signal

learner_changed = Signal()
learner_leaving = Signal()  # before the profile is deleted: what depends on it is brought to an end
learner_gone = Signal()  # after it: what the history still says of it is removed
