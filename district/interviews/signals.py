"""Sent by services inside the transaction that made the change, with `offer_id`."""

from django.dispatch import Signal

job_offered = Signal()
