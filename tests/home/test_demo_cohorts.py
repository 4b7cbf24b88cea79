"""The demo world has something true to show at every stage of an application and of an enrolment."""

import pytest
from django.db.models import Count, F, Q

from programmes.models import Application, Attendance, CourseRun, Destination, Enrolment, Intake, TutorTask

pytestmark = pytest.mark.usefixtures("demo_world")

HOLDING = Count("applications", filter=Q(applications__holds_place=True), distinct=True)
ENROLLED = Count("enrolments", filter=Q(enrolments__holds_place=True), distinct=True)


def test_there_is_an_application_at_every_stage() -> None:
    shown = set(Application.objects.values_list("state", flat=True).distinct().order_by("state"))
    assert shown >= set(Application.State.values) - {Application.State.ENROLLED}


def test_full_runs_have_people_waiting_and_no_place_is_held_twice() -> None:
    waiting = CourseRun.objects.filter(
        applications__state="waitlisted", starts_on__gt="2000-01-01"
    ).distinct()
    assert waiting.filter(places_taken=F("capacity")).count() >= 2
    counted = CourseRun.objects.annotate(holding=HOLDING, enrolled=ENROLLED)
    assert not counted.filter(places_taken__lt=F("holding") + F("enrolled")).exists()


def test_cohorts_are_on_their_way_and_at_their_end_with_what_came_of_it() -> None:
    states = set(Enrolment.objects.values_list("state", flat=True).distinct().order_by("state"))
    assert states >= {
        "in_learning",
        "on_break",
        "completed",
        "achieved",
        "not_achieved",
        "withdrawn",
        "no_show",
    }
    assert Destination.objects.filter(kind="EMP").count() >= 3
    assert Enrolment.objects.filter(marks__mark=Attendance.PRESENT).distinct().count() >= 15


def test_the_task_of_the_tutor_is_about_somebody_who_was_away_twice() -> None:
    task = TutorTask.objects.filter(cause="absences").select_related("enrolment").order_by("id").get()
    marks = task.enrolment.marks.order_by("-session__starts_at").values_list("mark", flat=True)
    assert list(marks[:2]) == [Attendance.ABSENT] * 2


def test_an_intake_is_open_with_ranked_choices() -> None:
    intake = Intake.objects.get(settled_at=None)
    choices = Application.objects.filter(run__intake=intake).values_list("choice", flat=True)
    assert intake.is_open
    assert set(choices.order_by("choice")) == {1, 2}


def test_an_intake_is_settled_by_rule_and_lot() -> None:
    intake = Intake.objects.get(settled_at__isnull=False)
    rows = Application.objects.filter(run__intake=intake, lot__isnull=False).order_by("priority_class", "lot")
    assert [row.state for row in rows] == ["offered"] * 4 + ["waitlisted"] * 5
