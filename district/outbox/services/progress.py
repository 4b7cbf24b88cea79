"""Tells people how far long work has come."""

from django.db.models import F
from django.utils import timezone

from district.outbox.models import Progress


def start(*, title: str, total: int) -> Progress:
    return Progress.objects.create(title=title, total_count=total)


def advance(*, progress_id: int, by: int, note: str = "") -> None:
    """Count `by` more steps as done; never beyond the total."""
    Progress.objects.running().filter(id=progress_id, done_count__lte=F("total_count") - by).update(
        done_count=F("done_count") + by, beat_at=timezone.now(), note=note
    )


def finish(*, progress_id: int, note: str = "") -> None:
    Progress.objects.running().filter(id=progress_id).update(
        state=Progress.State.DONE,
        done_count=F("total_count"),
        finished_at=timezone.now(),
        beat_at=timezone.now(),
        note=note,
    )


def fail(*, progress_id: int, note: str) -> None:
    Progress.objects.running().filter(id=progress_id).update(
        state=Progress.State.FAILED, finished_at=timezone.now(), beat_at=timezone.now(), note=note
    )
