"""Sent by services inside the transaction that made the change, with `course_ids` (a list)."""

from django.dispatch import Signal

run_opened = Signal()
run_closed = Signal()
