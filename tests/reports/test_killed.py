"""A worker that dies while a month is frozen or a report is counted: the next one finishes it, once and the same."""

from district.outbox.models import OutboxTask
from district.reports import tasks
from district.reports.definitions import DEFINITIONS
from district.reports.models import (
    ApplicationRow,
    DrawnReport,
    EnrolmentRow,
    EquityFigure,
    ReportRun,
    Snapshot,
)
from district.reports.scope import Scope
from district.reports.services import runs, snapshots
from learners.models import EqualityAnswers
from tests.factories.partners import actor_of, make_staff
from tests.factories.reports import make_cohort, run_report, take_snapshot
from tests.killed import kill_a_worker_at


def test_the_next_worker_finishes_what_a_killed_one_began_once_and_the_same(transactional_db: None) -> None:
    for enrolment in make_cohort(people=4, completed=3, hired=2):
        EqualityAnswers.objects.create(learner=enrolment.learner, sex="F", may_count=True)
    undisturbed = take_snapshot()
    promised = snapshots.promise(month=undisturbed.month, as_at=undisturbed.as_at, reason="Once more.")

    row = kill_a_worker_at("district.outbox.services.progress.advance", "reports.take_snapshot")

    promised.refresh_from_db()
    assert (promised.state, promised.parts_taken) == (Snapshot.State.TAKING, 0)
    assert EnrolmentRow.objects.filter(snapshot=promised).count() == 4
    assert not ApplicationRow.objects.filter(snapshot=promised).exists()
    assert tasks.take_snapshot(row.id) == "done"
    assert tasks.take_snapshot(row.id) == "gone"
    while row := OutboxTask.objects.waiting().filter(name="reports.take_snapshot").last():
        assert tasks.take_snapshot(row.id) == "done"
    promised.refresh_from_db()
    assert (promised.state, promised.checksum) == (Snapshot.State.READY, undisturbed.checksum)
    assert promised.row_counts == undisturbed.row_counts
    assert EquityFigure.objects.filter(snapshot=promised).exists()

    staff = actor_of(make_staff())
    run = runs.ask(definition=DEFINITIONS["R1"], snapshot=promised, scope=Scope(), by=staff)

    row = kill_a_worker_at("district.reports.drawing.draw", "reports.count_report")

    run.refresh_from_db()
    assert (run.state, run.result) == (ReportRun.State.WAITING, {})
    assert tasks.count_report(row.id) == "done"
    assert tasks.count_report(row.id) == "gone"
    run.refresh_from_db()
    assert run.state == ReportRun.State.FINISHED
    assert run.checksum == run_report("R1", snapshot=undisturbed, by=staff).checksum
    assert DrawnReport.objects.filter(run=run).count() == 1
    assert OutboxTask.objects.filter(name="reports.deliver_report", args={"run_id": run.pk}).count() == 1
