"""Sent by services inside the transaction that made the change; those of runs with `course_ids`, a list.

`application_submitted` has `application_id`. It is sent before the run is locked: nobody waits for what follows.
"""

from django.dispatch import Signal

run_opened = Signal()
run_closed = Signal()
application_submitted = Signal()
