"""Sent by services inside the transaction that made the change; those of runs with `course_ids`, a list.

`outcomes_found` has `course_id`: what employers find of its people, or what its outcomes lead to, has changed.
`application_submitted` has `application_id`. It is sent before the run is locked: nobody waits for what follows.
"""

from django.dispatch import Signal

run_opened = Signal()
run_closed = Signal()
outcomes_found = Signal()
application_submitted = Signal()
