"""Sent by services inside the transaction that made the change."""

from django.dispatch import Signal

role_decided = Signal()  # with `organisation_id` and `role`, its kind
