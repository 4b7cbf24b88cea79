"""Where there is a scanner, nobody opens a CV before it is found clean; without one, the rules decide alone."""

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from district.outbox.models import Message, OutboxTask
from district.web.errors import Refused
from district.web.scanning import ScannerAway
from employers import tasks
from employers.models import CvFile, JobApplication
from employers.services import cv_scans, job_applications
from tests.factories.employers import make_cv, make_job_application
from tests.factories.partners import actor_of, make_membership
from tests.web.scanner import HARM, scanner

pytestmark = pytest.mark.django_db


@pytest.fixture
def with_scanner(settings: Any, tmp_path: Path) -> Path:
    settings.CLAMAV_SOCKET = str(tmp_path / "clamd.ctl")
    return tmp_path


def seen_by(application: JobApplication) -> tuple[int, int]:
    """What its owner and the employer get when they open the CV."""
    owner, boss = Client(), Client()
    owner.force_login(application.learner.user)
    boss.force_login(make_membership(organisation=application.vacancy.organisation).user)
    args = [application.public_id]
    return (
        owner.get(reverse("job_application_cv", args=args)).status_code,
        boss.get(reverse("vacancy_application_cv", args=args)).status_code,
    )


def page_of_employer(application: JobApplication) -> str:
    boss = Client()
    boss.force_login(make_membership(organisation=application.vacancy.organisation).user)
    return boss.get(reverse("vacancy_application_show", args=[application.public_id])).text


def test_nobody_opens_a_cv_before_it_is_found_clean(with_scanner: Path) -> None:
    application = make_job_application(state="shortlisted")
    make_cv(application=application)
    assert seen_by(application) == (404, 404)
    assert "being checked for harmful software" in page_of_employer(application)
    with scanner(with_scanner):
        assert cv_scans.scan(application.pk) == "clean"
        assert cv_scans.scan(application.pk) == "nothing to do"
    assert seen_by(application) == (200, 200)
    assert "Download the CV" in page_of_employer(application)


def test_a_harmful_cv_goes_at_once_and_its_owner_is_told(with_scanner: Path) -> None:
    application = make_job_application(state="shortlisted")
    file = make_cv(application=application, content=b"%PDF-1.4 " + HARM)
    with scanner(with_scanner):
        assert cv_scans.scan(application.pk) == "harmful"
    file.refresh_from_db()
    assert (file.scan, bytes(file.content)) == ("harmful", b"")
    assert seen_by(application) == (404, 404)
    assert "It could not be passed on" in page_of_employer(application)
    told = Message.objects.get()
    assert told.to == application.learner.user.email
    assert told.subject.startswith("We could not keep your CV")


def test_a_draft_with_a_harmful_cv_is_not_sent_before_it_is_replaced(with_scanner: Path) -> None:
    draft = make_job_application(state="draft", age_checked_at=timezone.now())
    make_cv(application=draft, content=HARM)
    with scanner(with_scanner):
        cv_scans.scan(draft.pk)
    with pytest.raises(Refused, match="Add another, or none"):
        job_applications.send(application=draft, by=actor_of(draft.learner.user))


def test_it_is_asked_again_while_the_scanner_is_away(with_scanner: Path) -> None:
    application = make_job_application(state="shortlisted")
    make_cv(application=application)
    with pytest.raises(ScannerAway):
        cv_scans.scan(application.pk)
    cv_scans.promise(application.pk)
    row = OutboxTask.objects.get()
    assert tasks.scan_cv(row.pk) == "later"
    row.refresh_from_db()
    assert (row.state, row.attempts) == ("waiting", 0)
    assert row.not_before > timezone.now() + timedelta(seconds=30)
    assert seen_by(application) == (404, 404)
    with scanner(with_scanner):
        assert tasks.scan_cv(row.pk) == "done"
    assert seen_by(application) == (200, 200)


def test_a_file_that_is_replaced_while_it_is_looked_at_waits_for_its_own_turn(
    with_scanner: Path, monkeypatch: Any
) -> None:
    application = make_job_application(state="shortlisted")
    make_cv(application=application)
    look = cv_scans.scanning.look

    def look_slowly(content: bytes) -> Any:
        CvFile.objects.update(content=HARM, added_at=timezone.now() + timedelta(seconds=1))
        return look(content)

    with scanner(with_scanner):
        monkeypatch.setattr(cv_scans.scanning, "look", look_slowly)
        assert cv_scans.scan(application.pk) == "replaced"
        monkeypatch.undo()
    assert CvFile.objects.get().scan == "waiting"


def test_what_waits_too_long_is_promised_again(with_scanner: Path, settings: Any) -> None:
    long_ago = timezone.now() - timedelta(minutes=16)
    old = make_cv(application=make_job_application(), added_at=long_ago)
    make_cv(application=make_job_application())
    make_cv(application=make_job_application(), scan="clean", scanned_at=long_ago, added_at=long_ago)
    assert cv_scans.promise_waiting() == 1
    assert OutboxTask.objects.get().args == {"application_id": old.pk}
    settings.CLAMAV_SOCKET = None
    assert cv_scans.promise_waiting() == 0


def test_without_a_scanner_the_rules_decide_alone() -> None:
    application = make_job_application(state="shortlisted")
    make_cv(application=application)
    with transaction.atomic():
        cv_scans.promise(application.pk)
    assert not OutboxTask.objects.exists()
    assert seen_by(application) == (200, 200)
