from datetime import timedelta

from district.interviews.models import InterviewPromise
from district.interviews.services import clock, commitments, letters, promises, settling
from district.outbox.work import outbox_task, periodic_task


@outbox_task(name="interviews.settle", soft_time_limit=50, time_limit=60)
def settle(programme_id: int) -> None:
    promises.open_due()
    settling.settle(programme_id=programme_id)


@outbox_task(name="interviews.write", soft_time_limit=20, time_limit=30)
def write(offer_id: int, act: str, slot_id: int) -> None:
    letters.write(offer_id=offer_id, act=letters.Act(act), slot_id=slot_id)


@periodic_task(
    name="interviews.watch_the_clock", every=timedelta(minutes=15), soft_time_limit=100, time_limit=120
)
def watch_the_clock() -> None:
    """Offers that run out, reminders, interviews without a result; then whoever is owed one is offered one."""
    commitments.end_past()
    clock.call_off_gone()
    clock.expire()
    clock.remind()
    clock.ask_how_it_went()
    clock.close_unrecorded()
    promises.open_due()
    for programme_id in (
        InterviewPromise.objects.order_by("programme").values_list("programme", flat=True).distinct()
    ):
        settling.settle(programme_id=programme_id)
    promises.tell_overdue()
