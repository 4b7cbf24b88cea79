"""Each turn of a periodic job is taken once, however many beats send it."""

from datetime import datetime, timedelta

from django.utils import timezone

from district.outbox.models import ScheduleSlot

KEEP_FOR = timedelta(days=90)


def slot_of(moment: datetime, every: timedelta) -> datetime:
    """The start of the turn that `moment` falls in, for turns of length `every` counted from midnight UTC on
    1 January 1970.
    """
    seconds = int(every.total_seconds())
    return datetime.fromtimestamp(
        int(moment.timestamp()) // seconds * seconds, tz=timezone.get_default_timezone()
    )


def take(*, job: str, every: timedelta) -> bool:
    """True for the first caller in this turn of the job; the others have nothing to do.

    Call it in the transaction of the work. A second caller waits until the first has committed; should the
    first roll back or die, the turn goes to the second.
    """
    _, is_new = ScheduleSlot.objects.get_or_create(job=job, slot_at=slot_of(timezone.now(), every))
    return is_new


def clear_old() -> int:
    deleted, _ = ScheduleSlot.objects.filter(taken_at__lt=timezone.now() - KEEP_FOR).delete()
    return deleted
