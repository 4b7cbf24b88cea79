"""Sent by services inside the transaction that made the change, with `learner_id`."""

from django.dispatch import Signal

learner_changed = Signal()
