from datetime import UTC, datetime, timedelta

import pytest
import time_machine

from district.outbox.models import ScheduleSlot
from district.outbox.services import schedules
from district.outbox.tasks import clear_finished

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


def test_a_turn_is_taken_once_and_the_next_turn_again() -> None:
    with time_machine.travel(datetime(2027, 3, 27, 2, 0, tzinfo=UTC)) as clock:
        assert schedules.take(job="nightly", every=DAY) is True
        assert schedules.take(job="nightly", every=DAY) is False
        assert schedules.take(job="other", every=DAY) is True
        clock.shift(DAY)
        assert schedules.take(job="nightly", every=DAY) is True


@pytest.mark.parametrize(
    "night", [datetime(2027, 3, 28, 0, 30, tzinfo=UTC), datetime(2027, 10, 31, 0, 30, tzinfo=UTC)]
)
def test_an_hourly_job_has_its_turns_when_the_clocks_change(night: datetime) -> None:
    with time_machine.travel(night) as clock:
        for _ in range(4):
            assert schedules.take(job="hourly", every=timedelta(hours=1)) is True
            clock.shift(timedelta(hours=1))


def test_a_periodic_task_works_once_a_turn() -> None:
    assert clear_finished() == "done"
    assert clear_finished() == "taken"


def test_old_turns_are_forgotten() -> None:
    with time_machine.travel(datetime(2027, 1, 1, tzinfo=UTC)) as clock:
        schedules.take(job="nightly", every=DAY)
        clock.shift(timedelta(days=91))
        schedules.take(job="nightly", every=DAY)
        assert schedules.clear_old() == 1
    assert ScheduleSlot.objects.count() == 1
