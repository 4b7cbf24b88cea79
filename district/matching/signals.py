"""Sent by services inside the transaction that made the change, with `run_id`."""

from django.dispatch import Signal

run_ended = Signal()
