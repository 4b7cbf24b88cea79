from datetime import timedelta

from district.imports.services import processing, uploads
from district.outbox.work import outbox_task, periodic_task
from district.web.scanning import ScannerAway


@outbox_task(
    name="imports.read_upload",
    soft_time_limit=160,
    time_limit=180,
    in_steps=True,
    waits_for=ScannerAway,
)
def read_upload(upload_id: int) -> None:
    processing.read(upload_id=upload_id)


@outbox_task(name="imports.publish_upload", soft_time_limit=200, time_limit=240)
def publish_upload(upload_id: int) -> None:
    processing.publish(upload_id=upload_id)


@periodic_task(name="imports.abandon_forgotten", every=timedelta(days=1), soft_time_limit=100, time_limit=120)
def abandon_forgotten() -> None:
    uploads.abandon_forgotten()
