"""Frozen months and finished reports, made by the services themselves."""

from datetime import date, timedelta
from typing import Any

from django.utils import timezone

from district.partners.actor import Actor
from district.reports.definitions import DEFINITIONS
from district.reports.models import Publication, ReportRun, Snapshot, month_of
from district.reports.scope import Scope
from district.reports.services import publications, runs, snapshots
from programmes.models import Destination, Enrolment
from tests.factories.partners import actor_of, make_staff
from tests.factories.programmes import make_course, make_enrolment, make_programme, make_run


def take_snapshot(*, as_at: date | None = None, reason: str = "More came in.") -> Snapshot:
    """This month's as things stand, or once more."""
    day = as_at or timezone.localdate()
    promised = snapshots.promise(month=month_of(day), as_at=day, reason=reason)
    return snapshots.take(snapshot_id=promised.pk)


def run_report(
    code: str = "R1", *, snapshot: Snapshot | None = None, by: Actor | None = None, **scope: str
) -> ReportRun:
    run = runs.ask(
        definition=DEFINITIONS[code],
        snapshot=snapshot or take_snapshot(),
        scope=Scope(**scope),
        by=by or actor_of(make_staff()),
    )
    return runs.count(run_id=run.pk)


def publish(run: ReportRun, *, by: Actor | None = None, **fields: Any) -> Publication:
    usual = {"title": "Delivery in the region", "publish_at": timezone.now()}
    return publications.publish(run=run, by=by or actor_of(make_staff()), **usual | fields)


def make_cohort(*, people: int, completed: int = 0, hired: int = 0, **fields: Any) -> list[Enrolment]:
    """People on one course run that began 100 days ago and took 50: some completed, of these some found work."""
    starts_on = timezone.localdate() - timedelta(days=100)
    course = fields.pop("course", None) or make_course(
        programme=fields.pop("programme", None) or make_programme()
    )
    run = make_run(course=course, starts_on=starts_on, ends_on=starts_on + timedelta(days=50), capacity=None)
    ended_on = starts_on + timedelta(days=50)
    made = []
    for number in range(people):
        state = "achieved" if number < completed else "in_learning"
        ends = {"ended_on": ended_on} if number < completed else {}
        made.append(make_enrolment(run=run, state=state, **ends, **fields))
    for enrolment in made[:hired]:
        make_destination(enrolment)
    return made


def make_destination(enrolment: Enrolment, **fields: Any) -> Destination:
    """Paid work ten days after the last day."""
    assert enrolment.ended_on
    usual = {
        "kind": "EMP",
        "code": "1",
        "starts_on": enrolment.ended_on + timedelta(days=10),
        "collected_on": timezone.localdate(),
    }
    return Destination.objects.create(enrolment=enrolment, **usual | fields)
