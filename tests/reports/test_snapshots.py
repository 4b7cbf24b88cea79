"""A month is frozen whole, exactly, and for good."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from district.figures import measures
from district.outbox.models import OutboxTask
from district.reports.models import EnrolmentRow, EqualityCount, Snapshot
from district.reports.services import money, snapshots
from district.web.errors import NotAllowed, Refused
from learners.models import EqualityAnswers
from programmes.models import Enrolment
from tests.factories.partners import actor_of, make_staff
from tests.factories.programmes import make_application, make_enrolment, make_open_run, make_run
from tests.factories.reports import make_cohort, make_destination, take_snapshot

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate()


def row_of(enrolment: Enrolment, snapshot: Snapshot) -> EnrolmentRow:
    return EnrolmentRow.objects.get(snapshot=snapshot, enrolment_id=enrolment.pk)


@pytest.mark.parametrize(
    ("planned", "until", "programme_type"),
    [
        *((planned, until, "") for planned in (5, 13, 14, 167, 168) for until in (1, 13, 14, 41, 42)),
        *((100, until, "32") for until in (13, 14)),
    ],
)
def test_sets_and_formula_agree_on_what_a_start_is(planned, until, programme_type):
    starts_on = TODAY - timedelta(days=300)
    run = make_run(starts_on=starts_on, ends_on=starts_on + timedelta(days=planned - 1))
    enrolment = make_enrolment(
        run=run,
        state="withdrawn",
        ended_on=starts_on + timedelta(days=until - 1),
        programme_type=programme_type,
    )
    rule = measures.Qualifying(
        (measures.BOOTCAMP_LOCAL if programme_type == "32" else measures.GENERAL).steps
    )
    expected = measures.is_start(
        starts_on=starts_on,
        planned_end_on=enrolment.planned_end_on,
        until=enrolment.ended_on,
        rule=rule,
    )
    row = row_of(enrolment, take_snapshot())
    assert row.is_start is expected
    assert row.standing == ("withdrawn" if expected else "left_early")


def test_the_last_day_of_all_gives_the_year_that_an_enrolment_ends_in():
    starts_on = TODAY - timedelta(days=200)
    run = make_run(starts_on=starts_on, ends_on=starts_on + timedelta(days=90))
    achieved_on = starts_on + timedelta(days=120)
    enrolment = make_enrolment(
        run=run, state="achieved", ended_on=starts_on + timedelta(days=80), achieved_on=achieved_on
    )
    row = row_of(enrolment, take_snapshot())
    assert row.ends_by == achieved_on
    assert measures.academic_year(row.ends_by) == measures.hybrid_end_year(
        enrolment.planned_end_on, enrolment.ended_on, achieved_on
    )


@pytest.mark.parametrize(("days_after", "counts"), [(0, True), (10, True), (-5, True), (190, False)])
def test_an_outcome_counts_for_six_months(days_after, counts):
    (enrolment,) = make_cohort(people=1, completed=1)
    happened_on = enrolment.ended_on + timedelta(days=days_after)
    make_destination(enrolment, starts_on=happened_on)
    row = row_of(enrolment, take_snapshot())
    assert row.is_outcome is counts is measures.is_in_time(enrolment.ended_on, happened_on)
    if counts:
        assert row.outcome_days == measures.days_to_outcome(enrolment.ended_on, happened_on)


@pytest.mark.parametrize(("lasted", "is_sustained"), [(83, False), (84, True), (None, True)])
def test_a_job_is_sustained_from_its_eighty_fourth_day(lasted, is_sustained):
    (enrolment,) = make_cohort(people=1, completed=1)
    starts_on = enrolment.ended_on + timedelta(days=3)
    ends_on = starts_on + timedelta(days=lasted - 1) if lasted else None
    make_destination(enrolment, starts_on=starts_on, ends_on=ends_on)
    assert row_of(enrolment, take_snapshot()).is_sustained is is_sustained


def test_going_on_after_a_break_is_no_second_start():
    first = make_enrolment(state="on_break")
    again = make_enrolment(run=first.run, learner=first.learner, restart_of=first)
    snapshot = take_snapshot()
    rows = [row_of(each, snapshot) for each in (first, again)]
    assert [row.standing for row in rows] == ["resumed", "continuing"]
    assert [row.is_start for row in rows] == [rows[0].is_start, False]
    assert len({row.person for row in rows}) == 1


def test_a_move_to_another_provider_is_no_leaving():
    starts_on = TODAY - timedelta(days=100)
    run = make_run(starts_on=starts_on, ends_on=starts_on + timedelta(days=160))
    moved = make_enrolment(run=run, state="withdrawn", ended_on=TODAY, withdrawal_reason="2")
    left = make_enrolment(run=run, state="withdrawn", ended_on=TODAY, withdrawal_reason="44")
    snapshot = take_snapshot()
    assert [row_of(each, snapshot).is_leaver for each in (moved, left)] == [False, True]


def test_applications_know_how_far_they_came():
    run = make_open_run(starts_on=TODAY - timedelta(days=60), ends_on=TODAY - timedelta(days=10))
    application = make_application(run=run, state="enrolled")
    enrolment = make_enrolment(
        run=run,
        learner=application.learner,
        application=application,
        state="achieved",
        ended_on=TODAY - timedelta(days=10),
    )
    make_destination(enrolment, starts_on=TODAY - timedelta(days=5))
    take_snapshot()
    rows = Snapshot.objects.get().row_counts
    assert (rows["enrolmentrow"], rows["applicationrow"]) == (1, 1)
    row = EnrolmentRow.objects.get()
    assert row.application_id == application.pk


def test_answers_are_counted_in_groups_and_only_of_who_agreed():
    cohort = make_cohort(people=3, completed=2, hired=1)
    for enrolment, may_count in zip(cohort, (True, True, False), strict=True):
        EqualityAnswers.objects.create(learner=enrolment.learner, sex="F", may_count=may_count)
    snapshot = take_snapshot()
    counted = EqualityCount.objects.filter(snapshot=snapshot, question="sex", cut="")
    rows = counted.values_list("answer", "enrolments", "starts", "completed", "outcomes")
    assert sorted(rows) == [("", 1, 1, 0, 0), ("F", 2, 2, 2, 1)]
    assert {field.name for field in EnrolmentRow._meta.get_fields()}.isdisjoint(
        {"sex", "ethnicity", "has_disability", "is_care_leaver"}
    )


def test_the_person_of_a_row_leads_back_to_nobody():
    make_cohort(people=1)
    first, second = take_snapshot(), take_snapshot()
    people = [EnrolmentRow.objects.get(snapshot=each).person for each in (first, second)]
    assert people[0] != people[1]


def test_a_ready_snapshot_cannot_be_changed():
    make_cohort(people=2)
    snapshot = take_snapshot()
    assert snapshot.row_counts["enrolmentrow"] == 2
    assert len(snapshot.checksum) == 64
    row = EnrolmentRow.objects.filter(snapshot=snapshot)
    for change in (
        lambda: row.update(is_start=False),
        row.delete,
        lambda: EnrolmentRow.objects.bulk_create([_copy(row[0], enrolment_id=99_999)]),
        lambda: Snapshot.objects.filter(pk=snapshot.pk).update(checksum="0"),
        lambda: Snapshot.objects.filter(pk=snapshot.pk)._raw_delete("default"),
    ):
        with pytest.raises(IntegrityError, match="is frozen"), transaction.atomic():
            change()
    assert row.filter(is_start=True).count() == 2


def _copy(row: EnrolmentRow, **changes: object) -> EnrolmentRow:
    values = {field.attname: getattr(row, field.attname) for field in row._meta.concrete_fields}
    return EnrolmentRow(**values | changes)


def test_a_worker_that_died_leaves_nothing_twice():
    make_cohort(people=2)
    promised = snapshots.promise(month=TODAY.replace(day=1), as_at=TODAY)
    first = snapshots.take(snapshot_id=promised.pk)
    again = snapshots.take(snapshot_id=promised.pk)
    assert first.checksum == again.checksum
    assert again.row_counts["enrolmentrow"] == 2


def test_a_half_taken_part_is_emptied_and_taken_again():
    make_cohort(people=2)
    left = take_snapshot()
    rows = list(EnrolmentRow.objects.filter(snapshot=left))
    promised = snapshots.promise(month=TODAY.replace(day=1), as_at=TODAY, reason="Once more.")
    EnrolmentRow.objects.bulk_create([_copy(row, snapshot_id=promised.pk) for row in rows])
    taken = snapshots.take(snapshot_id=promised.pk)
    assert taken.row_counts["enrolmentrow"] == 2


def test_a_part_that_was_taken_is_not_taken_again(monkeypatch):
    """Who stands behind a person's number is forgotten with the part, so the same numbers are the same rows."""
    make_cohort(people=2)
    promised = snapshots.promise(month=TODAY.replace(day=1), as_at=TODAY)
    monkeypatch.setattr(money, "freeze", _die)
    with pytest.raises(RuntimeError, match="worker died"):
        snapshots.take(snapshot_id=promised.pk)
    people = list(EnrolmentRow.objects.values_list("enrolment_id", "person").order_by("pk"))
    monkeypatch.undo()
    taken = snapshots.take(snapshot_id=promised.pk)
    assert list(EnrolmentRow.objects.values_list("enrolment_id", "person").order_by("pk")) == people
    assert taken.checksum == take_snapshot().checksum


def _die(snapshot):
    raise RuntimeError("The worker died.")


def test_each_part_is_promised_when_the_one_before_is_done():
    promised = snapshots.promise(month=TODAY.replace(day=1), as_at=TODAY)
    told = []
    while not snapshots.take_next(snapshot_id=promised.pk).is_ready:
        promised.progress.refresh_from_db()
        told.append(promised.progress.done_count)
    waiting = OutboxTask.objects.filter(name="reports.take_snapshot", args={"snapshot_id": promised.pk})
    assert told == [3, 4, 5, 6, 7, 8, 9, 10]
    assert waiting.count() == 1  # in one transaction here, which promises the same work once


def test_a_month_is_frozen_once_and_again_only_with_a_reason():
    staff = actor_of(make_staff())
    first = snapshots.ask(by=staff)
    assert snapshots.ask(by=staff) == first
    snapshots.take(snapshot_id=first.pk)
    with pytest.raises(Refused, match="Say why"):
        snapshots.ask(by=staff)
    second = snapshots.ask(reason="Records came in late.", by=staff)
    assert (second.month, second.number) == (first.month, 2)


def test_staff_who_are_no_administrators_do_not_freeze():
    with pytest.raises(NotAllowed):
        snapshots.ask(by=actor_of(make_staff(rank="member")))
    assert not Snapshot.objects.exists()


def test_the_month_that_is_over_is_frozen_once_by_itself():
    promised = snapshots.promise_last_month()
    assert promised.as_at == TODAY - timedelta(days=1)
    assert promised.month < TODAY.replace(day=1)
    assert snapshots.promise_last_month() is None
