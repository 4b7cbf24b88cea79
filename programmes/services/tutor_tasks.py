"""Somebody may need a hand: a task for their tutor, due the next working day, with a coded outcome."""

from django.db import transaction
from django.utils import timezone

from district.partners.actor import Actor
from district.web.errors import Refused
from district.web.working_days import next_working_day
from programmes.access import require_deciding
from programmes.models import Enrolment, TutorTask


@transaction.atomic
def raise_for(*, enrolment: Enrolment, cause: str) -> TutorTask:
    """One open task of a cause for each person: another reason for the same changes nothing."""
    task, _ = TutorTask.objects.get_or_create(
        enrolment=enrolment,
        cause=cause,
        done_at=None,
        defaults={"due_on": next_working_day(timezone.localdate())},
    )
    return task


@transaction.atomic
def finish(*, task: TutorTask, outcome: str, note: str = "", by: Actor) -> TutorTask:
    current = TutorTask.objects.select_for_update(of=("self",)).select_related("enrolment").get(pk=task.pk)
    require_deciding(by, current.enrolment.organisation_id)
    if outcome not in TutorTask.Outcome.values:
        raise Refused("Choose what came of it.", field="outcome")
    if current.done_at is not None:
        return current
    current.outcome, current.note = outcome, note.strip()[:500]
    current.done_at, current.done_by = timezone.now(), by.person
    current.save(update_fields=["outcome", "note", "done_at", "done_by"])
    return current
