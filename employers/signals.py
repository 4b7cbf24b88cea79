"""Sent by services inside the transaction that made the change, with `vacancy_ids` (a list); those of job applications
with `job_application_id`.
"""

from django.dispatch import Signal

vacancy_opened = Signal()
vacancy_closed = Signal()
job_application_submitted = Signal()
job_application_hired = Signal()
