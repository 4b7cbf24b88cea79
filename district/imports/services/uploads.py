"""What people do with an upload: send a file, mend or delete its rows, publish it whole, or give it up."""

import hashlib
from collections.abc import Mapping
from datetime import timedelta

from django.db import IntegrityError, transaction
from django.utils import timezone

from district.imports.kinds import KINDS, Kind
from district.imports.models import Upload, UploadFile, UploadRow
from district.imports.reading.faults import Refusal
from district.imports.reading.tables import Table
from district.imports.services import states
from district.outbox.services import tasks
from district.partners.actor import Actor
from district.partners.models import Organisation, Role
from district.web.errors import NotAllowed, Refused
from district.web.wording import UNREADABLE

OPEN_FOR = timedelta(days=7)
BUSY = "The file is being worked on. Wait until that is done."


@transaction.atomic
def receive(*, organisation: Organisation, kind: Kind, name: str, content: bytes, by: Actor) -> Upload:
    """Take in a file to be read in the background. One that is still being worked on is given up for it."""
    _require_member(by, organisation.id)
    if len(content) > kind.most_bytes:
        raise Refused(
            f"The file is larger than {kind.most_bytes // 1_000_000} MB. Split it into smaller files.",
            field="file",
            code="FILE_TOO_BIG",
        )
    before = Upload.objects.unfinished().filter(organisation=organisation, kind=kind.name)
    for old in before.select_for_update(of=("self",)).order_by("id"):
        if old.is_publishing:
            raise Refused(
                "The file you sent before is being published. Wait until that is done.", field="file"
            )
        _end(old)
    upload = Upload(
        organisation=organisation,
        kind=kind.name,
        file_name=_readable(name),
        digest=hashlib.sha256(content).hexdigest(),
        created_by=by.person,
    )
    try:
        with transaction.atomic():
            upload.save()
    except IntegrityError:
        raise Refused(
            "A colleague has sent a file of this kind this very moment. Look at theirs first.", field="file"
        ) from None
    UploadFile.objects.create(upload=upload, content=content)
    _send(upload)
    return upload


@transaction.atomic
def mend_row(*, row: UploadRow, cells: Mapping[str, str], by: Actor) -> list[Refusal]:
    """Write the cells and check them; what is still wrong is the answer, and is kept with the row.

    With the last error gone, the whole file is checked and compared again in the background.
    """
    upload = _to_mend(row, by)
    kind = KINDS[upload.kind]
    cells = {name: cells.get(name, "") for name in kind.format.columns}
    checked = kind.check(Table(kind.format, rows=[(row.number, cells)]), upload.organisation)
    faults = [[each.field, each.code, each.message] for each in checked.refusals]
    UploadRow.objects.filter(id=row.id).update(cells=cells, faults=faults, effect="", is_deleted=False)
    _go_on(upload)
    return checked.refusals


@transaction.atomic
def remove_row(*, row: UploadRow, by: Actor, put_back: bool = False) -> None:
    """Leave a row out of what is published, or take it in again."""
    upload = _to_mend(row, by)
    UploadRow.objects.filter(id=row.id).update(is_deleted=not put_back, effect="")
    _go_on(upload)


@transaction.atomic
def remove_refused(*, upload: Upload, by: Actor) -> int:
    """Leave out every row that has an error; how many there were."""
    upload = _locked(upload, by)
    removed = UploadRow.objects.filter(upload=upload).refused().update(is_deleted=True, effect="")
    _go_on(upload)
    return removed


@transaction.atomic
def publish(*, upload: Upload, signature: str, by: Actor) -> Upload:
    """Promise to carry out what was shown. Nothing is published if that is no longer what would happen."""
    upload = _locked(upload, by)
    if upload.state == Upload.State.PUBLISHED or upload.is_publishing:
        return upload
    if upload.state != Upload.State.OK:
        raise Refused("Mend or delete the rows with errors before you publish.", code="state")
    if signature != upload.signature:
        raise Refused("The file has been changed since you opened the page. Look at it again.", code="stale")
    upload.publish_asked_at = upload.changed_at = timezone.now()
    upload.published_by = by.person
    upload.save(update_fields=["publish_asked_at", "changed_at", "published_by"])
    tasks.enqueue(
        name="imports.publish_upload", args={"upload_id": upload.id}, key=f"imports.publish {upload.id}"
    )
    return upload


@transaction.atomic
def abandon(*, upload: Upload, by: Actor) -> Upload:
    """Give it up: nothing of it is published, and its contents are deleted."""
    upload = _locked(upload, by)
    if upload.state == Upload.State.ABANDONED:
        return upload
    if upload.is_publishing:
        raise Refused("The file is being published. Wait until that is done.", code="state")
    _end(upload)
    return upload


@transaction.atomic
def abandon_forgotten() -> int:
    """What nobody has touched for seven days is given up."""
    old = Upload.objects.unfinished().filter(changed_at__lt=timezone.now() - OPEN_FOR)
    forgotten = list(old.select_for_update(of=("self",), skip_locked=True).order_by("id"))
    for upload in forgotten:
        _end(upload)
    return len(forgotten)


def clear(upload: Upload) -> None:
    """Delete what was typed. Which rows had which errors is kept."""
    UploadFile.objects.filter(upload=upload).delete()
    rows = UploadRow.objects.filter(upload=upload)
    rows.filter(faults=[]).delete()
    rows.update(cells={})


def _end(upload: Upload) -> None:
    states.move(upload, Upload.State.ABANDONED)
    clear(upload)


def _to_mend(row: UploadRow, by: Actor) -> Upload:
    upload = _locked(row.upload, by)
    if not UploadRow.objects.filter(id=row.id).exists():
        raise Refused("This row is no longer there.", code="state")
    return upload


def _locked(upload: Upload, by: Actor) -> Upload:
    upload = states.lock(upload.pk)
    _require_member(by, upload.organisation_id)
    return upload


def _go_on(upload: Upload) -> None:
    """After a row was mended or deleted: count again, and have the file checked once no error is left."""
    if upload.state not in {Upload.State.WITH_ERRORS, Upload.State.OK} or upload.is_publishing:
        raise Refused(BUSY if upload.is_unfinished else "This upload has ended.", code="state")
    rows = UploadRow.objects.filter(upload=upload)
    left = rows.refused().count()
    values = {
        "refused_count": left,
        "deleted_count": rows.filter(is_deleted=True).count(),
        "signature": "",
    }
    if not left:
        states.move(upload, Upload.State.PROCESSING, progress=None, **values)
        _send(upload)
    elif upload.state == Upload.State.OK:
        states.move(upload, Upload.State.WITH_ERRORS, **values)
    else:
        states.save(upload, **values)


def _send(upload: Upload) -> None:
    tasks.enqueue(name="imports.read_upload", args={"upload_id": upload.id}, key=f"imports.read {upload.id}")


def _require_member(by: Actor, organisation_id: int) -> None:
    if not (by.acts_for(organisation_id) and by.acts_as(Role.PROVIDER)):
        raise NotAllowed("Only the provider whose courses these are may upload them.")


def _readable(name: str) -> str:
    """A name to show, whatever was sent as one."""
    return UNREADABLE.sub("", name).strip()[-150:] or "file"
