"""A worker that dies at any moment leaves all of an upload or nothing, and the next one goes on."""

from typing import Any

import pytest

from district.imports import tasks
from district.imports.models import Upload, UploadFile, UploadRow
from district.imports.services import uploads
from district.outbox.models import ImportRun
from district.partners import actors
from programmes.models import Course, CourseRun
from tests.factories.imports import make_content, make_upload
from tests.factories.partners import make_membership
from tests.factories.programmes import make_provider
from tests.imports.files import ahead, lars
from tests.killed import kill_a_worker_at

FILE = make_content(lars(), lars(START_DATE=ahead(90)), lars(COURSE_NAME="Databases", LARS_QAN="60160573"))


@pytest.fixture
def teacher(transactional_db: None) -> Any:
    return actors.acting(make_membership(organisation=make_provider()))


PROCESSING = "district.imports.services.processing"


def test_reading_goes_on_after_its_workers_were_killed(teacher):
    upload = make_upload(organisation=teacher.organisation, content=FILE, by=teacher, is_read=False)

    for where in ("_table", "_step", "_write_rows"):
        row = kill_a_worker_at(f"{PROCESSING}.{where}", "imports.read_upload")
        upload.refresh_from_db()
        assert (upload.state, UploadRow.objects.count()) == (Upload.State.PROCESSING, 0)
        assert UploadFile.objects.count() == 1

    assert tasks.read_upload(row.id) == "done"
    upload.refresh_from_db()
    assert (upload.state, UploadRow.objects.count()) == (Upload.State.OK, 3)


def test_publishing_leaves_nothing_of_killed_workers_and_is_done_by_the_next(teacher):
    upload = make_upload(organisation=teacher.organisation, content=FILE, by=teacher)
    uploads.publish(upload=upload, signature=upload.signature, by=teacher)

    for where in ("_signature", "_keep"):
        row = kill_a_worker_at(f"{PROCESSING}.{where}", "imports.publish_upload")
        upload.refresh_from_db()
        assert upload.is_publishing
        assert (Course.objects.count(), CourseRun.objects.count(), ImportRun.objects.count()) == (0, 0, 0)

    assert tasks.publish_upload(row.id) == "done"
    upload.refresh_from_db()
    assert (upload.state, Course.objects.count(), CourseRun.objects.count()) == (Upload.State.PUBLISHED, 2, 3)
    assert tasks.publish_upload(row.id) == "gone"
    assert CourseRun.objects.count() == 3
