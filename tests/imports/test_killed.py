"""A worker that dies at any moment leaves all of an upload or nothing, and the next one goes on."""

import os
import signal
import subprocess
import sys
from typing import Any

import pytest
from django.db import connection

from district.imports import tasks
from district.imports.models import Upload, UploadFile, UploadRow
from district.imports.services import uploads
from district.outbox.models import ImportRun, OutboxTask
from district.partners import actors
from programmes.models import Course, CourseRun
from tests import servers
from tests.factories.imports import make_content, make_upload
from tests.factories.partners import make_membership
from tests.factories.programmes import make_provider
from tests.programmes.files import ahead, lars

FILE = make_content(lars(), lars(START_DATE=ahead(90)), lars(COURSE_NAME="Databases", LARS_QAN="60160573"))


@pytest.fixture
def teacher(transactional_db: None) -> Any:
    return actors.acting(make_membership(organisation=make_provider()))


def kill_a_worker_at(where: str, name: str) -> OutboxTask:
    """Let a process take the work, and kill it where it stands."""
    row = OutboxTask.objects.waiting().get(name=name)
    address = servers.database_address(connection.settings_dict["NAME"])
    command = [sys.executable, "-m", "tests.imports.worker", str(row.id), where]
    with subprocess.Popen(
        command, env=os.environ | {"DATABASE_URL": address}, stdout=subprocess.PIPE
    ) as child:
        assert child.stdout
        assert child.stdout.readline() == b"here\n"
        child.send_signal(signal.SIGKILL)
    row.refresh_from_db()
    assert (row.state, row.attempts) == ("waiting", 1)
    return row


@pytest.mark.parametrize("where", ["_table", "_step", "_write_rows"])
def test_reading_goes_on_after_its_worker_was_killed(teacher, where):
    upload = make_upload(organisation=teacher.organisation, content=FILE, by=teacher, is_read=False)

    row = kill_a_worker_at(where, "imports.read_upload")

    upload.refresh_from_db()
    assert (upload.state, UploadRow.objects.count()) == (Upload.State.PROCESSING, 0)
    assert UploadFile.objects.count() == 1
    assert tasks.read_upload(row.id) == "done"
    upload.refresh_from_db()
    assert (upload.state, UploadRow.objects.count()) == (Upload.State.OK, 3)


@pytest.mark.parametrize("where", ["_signature", "_keep"])
def test_publishing_leaves_nothing_of_a_killed_worker_and_is_done_by_the_next(teacher, where):
    upload = make_upload(organisation=teacher.organisation, content=FILE, by=teacher)
    uploads.publish(upload=upload, signature=upload.signature, by=teacher)

    row = kill_a_worker_at(where, "imports.publish_upload")

    upload.refresh_from_db()
    assert upload.is_publishing
    assert (Course.objects.count(), CourseRun.objects.count(), ImportRun.objects.count()) == (0, 0, 0)
    assert tasks.publish_upload(row.id) == "done"
    upload.refresh_from_db()
    assert (upload.state, Course.objects.count(), CourseRun.objects.count()) == (Upload.State.PUBLISHED, 2, 3)
    assert tasks.publish_upload(row.id) == "gone"
    assert CourseRun.objects.count() == 3
