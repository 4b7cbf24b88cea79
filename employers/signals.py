"""Sent by services inside the transaction that made the change, with `vacancy_ids` (a list)."""

from django.dispatch import Signal

vacancy_opened = Signal()
vacancy_closed = Signal()
