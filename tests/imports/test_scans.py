"""Where there is a scanner, nothing of a provider's file is read before it is found clean."""

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from district.imports import tasks
from district.imports.kinds import KINDS
from district.imports.models import Upload, UploadFile
from district.imports.services import uploads
from district.outbox.models import OutboxTask
from district.partners.actor import Actor
from tests.factories.imports import make_content
from tests.imports.files import lars
from tests.web.scanner import HARM, scanner


def sent(by: Actor, content: bytes) -> tuple[Upload, OutboxTask]:
    upload = uploads.receive(
        organisation=by.own_organisation, kind=KINDS["lars"], name="courses.csv", content=content, by=by
    )
    return upload, OutboxTask.objects.get()


def page(upload: Upload, by: Actor) -> str:
    client = Client()
    client.force_login(by.user)
    return client.get(reverse("upload_show", args=[upload.public_id])).text


@pytest.fixture
def with_scanner(settings: Any, tmp_path: Path) -> Path:
    settings.CLAMAV_SOCKET = str(tmp_path / "clamd.ctl")
    return tmp_path


def test_a_file_waits_unread_while_the_scanner_is_away(with_scanner: Path, teacher: Actor) -> None:
    upload, row = sent(teacher, make_content(lars()))
    assert tasks.read_upload(row.pk) == "later"
    row.refresh_from_db()
    assert (row.state, row.attempts, row.not_before > timezone.now() + timedelta(seconds=30)) == (
        "waiting",
        0,
        True,
    )
    upload.refresh_from_db()
    assert (upload.state, upload.rows.count()) == (Upload.State.CREATED, 0)
    assert "being checked for harmful software" in page(upload, teacher)
    with scanner(with_scanner):
        assert tasks.read_upload(row.pk) == "done"
    upload.refresh_from_db()
    assert (upload.state, upload.row_count) == (Upload.State.OK, 1)


def test_a_harmful_file_is_deleted_unread_and_the_page_says_so(with_scanner: Path, teacher: Actor) -> None:
    upload, row = sent(teacher, make_content(lars(COURSE_NAME=HARM.decode())))
    with scanner(with_scanner):
        assert tasks.read_upload(row.pk) == "done"
    upload.refresh_from_db()
    assert (upload.state, upload.rows.count()) == (Upload.State.WITH_ERRORS, 0)
    assert not UploadFile.objects.exists()
    told = page(upload, teacher)
    assert "It holds harmful software, so it was not kept" in told
    assert "Choose another file" in told


def test_without_a_scanner_the_test_file_is_known_all_the_same(teacher: Actor) -> None:
    upload, row = sent(teacher, b"EICAR-STANDARD-ANTIVIRUS-TEST-FILE!")
    tasks.read_upload(row.pk)
    upload.refresh_from_db()
    assert [code for _, code, _ in upload.faults] == ["FILE_HARMFUL"]
