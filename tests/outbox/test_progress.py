from datetime import timedelta

import pytest
from django.db import IntegrityError
from django.utils import timezone

from district.outbox.models import Progress
from district.outbox.services import progress

pytestmark = pytest.mark.django_db


def test_progress_advances_never_beyond_its_total_and_ends() -> None:
    work = progress.start(title="Reading 3 files", total=3)
    progress.advance(progress_id=work.id, by=2, note="vacancies.csv")
    progress.advance(progress_id=work.id, by=2)
    work.refresh_from_db()
    assert (work.done_count, work.percent, work.note) == (2, 66, "vacancies.csv")
    progress.finish(progress_id=work.id, note="All read.")
    progress.advance(progress_id=work.id, by=1)
    progress.fail(progress_id=work.id, note="Too late.")
    work.refresh_from_db()
    assert (work.state, work.done_count, work.note) == (Progress.State.DONE, 3, "All read.")


def test_failed_progress_keeps_how_far_it_came() -> None:
    work = progress.start(title="Reading 3 files", total=3)
    progress.advance(progress_id=work.id, by=1)
    progress.fail(progress_id=work.id, note="The disk is full.")
    work.refresh_from_db()
    assert (work.state, work.done_count, work.finished_at is None) == (Progress.State.FAILED, 1, False)


def test_work_without_a_sign_of_life_is_seen_to_have_stopped() -> None:
    work = progress.start(title="Reading", total=3)
    assert work.has_stopped is False
    work.beat_at = timezone.now() - timedelta(minutes=11)
    assert work.has_stopped is True


def test_progress_beyond_its_total_is_refused_by_the_database() -> None:
    with pytest.raises(IntegrityError, match="outbox_progress_within_total"):
        Progress.objects.create(title="x", total_count=1, done_count=2)
