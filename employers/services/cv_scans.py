"""CVs are looked at by the scanner before anybody can open them; what is harmful goes, and its owner is told."""

import logging
from datetime import timedelta

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from district.outbox.services import tasks
from district.web import scanning
from employers.models import CvFile
from employers.services import job_application_letters as letters

TASK = "employers.scan_cv"
LONGEST_WAIT = timedelta(minutes=15)
AT_ONCE = 500
Scan = CvFile.Scan
log = logging.getLogger(__name__)


def promise(application_id: int) -> None:
    if scanning.is_on():
        tasks.enqueue(name=TASK, args={"application_id": application_id}, key=f"cv {application_id}")


def scan(application_id: int) -> str:
    """Says what became of it. A file that has been replaced meanwhile keeps waiting for its own turn."""
    file = _waiting().filter(application=application_id).first()
    if file is None or not scanning.is_on():
        return "nothing to do"
    verdict = scanning.look(bytes(file.content))
    with transaction.atomic():
        same = _waiting().filter(pk=file.pk, added_at=file.added_at)
        if verdict.is_clean:
            return Scan.CLEAN if same.update(scan=Scan.CLEAN, scanned_at=timezone.now()) else "replaced"
        if not same.update(scan=Scan.HARMFUL, scanned_at=timezone.now(), content=b""):
            return "replaced"
        letters.about_cv(file)
    return Scan.HARMFUL


@transaction.atomic
def promise_waiting() -> int:
    """For what was there before the scanner, and what was promised and lost. Says how many wait too long."""
    if not scanning.is_on():
        return 0
    late = _waiting().filter(added_at__lt=timezone.now() - LONGEST_WAIT)
    ids = list(late.order_by("added_at").values_list("pk", flat=True)[:AT_ONCE])
    keys = [f"cv {each}" for each in ids]
    tasks.enqueue_many(name=TASK, args=[{"application_id": each} for each in ids], keys=keys)
    if ids:
        log.error("uploads wait for the scanner", extra={"count": len(ids)})
    return len(ids)


def _waiting() -> QuerySet[CvFile]:
    return CvFile.objects.filter(scan=Scan.WAITING)
