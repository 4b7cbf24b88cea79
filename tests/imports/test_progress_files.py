"""Progress files: from the codes of the national record to enrolments, and never past what a page would allow."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from district.imports.models import Upload
from district.imports.reading import formats
from district.imports.reading.tables import Table
from district.imports.services import processing, progress_files, uploads
from district.outbox.models import OutboxTask
from district.web.errors import NotAllowed
from learners.models import HeldSkill
from programmes.models import CourseRun, Destination, Enrolment
from programmes.services import enrolments
from tests.factories.imports import make_content, make_upload
from tests.factories.learners import make_learner
from tests.factories.programmes import (
    make_application,
    make_course,
    make_open_run,
    make_run,
    make_taught_skill,
)
from tests.factories.skills import make_skill
from tests.imports.test_uploads import faults, publish

TODAY = timezone.localdate()
START, PLANNED, END = TODAY - timedelta(days=60), TODAY + timedelta(days=10), TODAY - timedelta(days=2)


@pytest.fixture
def run(provider: Any) -> Any:
    course = make_course(organisation=provider, learning_aim="60160572")
    return make_run(course=course, starts_on=START, capacity=9, places_taken=3)


def enrol(run: Any, reference: str = "A1", **fields: Any) -> Enrolment:
    usual = {
        "organisation": run.course.organisation,
        "run": run,
        "learner": make_learner(),
        "state": "in_learning",
        "learner_reference": reference,
        "learning_aim": "60160572",
        "starts_on": START,
        "planned_end_on": PLANNED,
    }
    return Enrolment.objects.create(**usual | fields)


def line(**cells: Any) -> dict[str, str]:
    usual = {
        "UKPRN": "10001234",
        "LEARNREFNUMBER": "A1",
        "LEARNAIMREF": "60160572",
        "LEARNSTARTDATE": f"{START:%d/%m/%Y}",
        "COMPSTATUS": "1",
    }
    return {name: str(value) for name, value in (usual | cells).items()}


def send(teacher: Any, *rows: dict[str, str]) -> Upload:
    content = make_content(*rows, kind="progress")
    return make_upload(organisation=teacher.organisation, kind="progress", content=content, by=teacher)


ENDED = {"LEARNACTENDDATE": END.isoformat()}
WAYS = [
    ("enrolled", {"COMPSTATUS": 1}, "in_learning"),
    ("in_learning", {"COMPSTATUS": 2, "OUTCOME": 8, **ENDED}, "completed"),
    ("enrolled", {"COMPSTATUS": 2, "OUTCOME": 1, **ENDED}, "achieved"),
    ("in_learning", {"COMPSTATUS": 2, "OUTCOME": 3, **ENDED}, "not_achieved"),
    ("in_learning", {"COMPSTATUS": 3, "OUTCOME": 3, "WITHDRAWREASON": 44, **ENDED}, "withdrawn"),
    ("in_learning", {"COMPSTATUS": 6, **ENDED}, "on_break"),
]


@pytest.mark.parametrize(("before", "cells", "after"), WAYS)
def test_codes_lead_to_the_state_they_stand_for(teacher, run, before, cells, after):
    enrolment = enrol(run, state=before)

    upload = send(teacher, line(**cells))
    assert (upload.outcome["changed"], upload.rows.get().changed_fields) == (1, ["progress"])
    publish(upload, teacher)

    enrolment.refresh_from_db()
    assert (upload.state, enrolment.state) == (Upload.State.PUBLISHED, after)
    assert (enrolment.completion_status, enrolment.ended_on) == (
        str(cells["COMPSTATUS"]),
        END if "LEARNACTENDDATE" in cells else None,
    )


@pytest.mark.parametrize(("before", "cells", "after"), WAYS)
def test_the_same_file_twice_changes_nothing(teacher, run, before, cells, after):
    enrol(run, state=before)
    publish(send(teacher, line(**cells)), teacher)
    before = list(Enrolment.objects.values())

    again = send(teacher, line(**cells))
    publish(again, teacher)

    assert (again.outcome["changed"], again.outcome["unchanged"]) == (0, 1)
    assert list(Enrolment.objects.values()) == before


def test_numbers_funding_and_what_came_of_it_are_taken_in(teacher, run):
    enrolment = enrol(run)
    cells = {
        "ULN": 1000000019,
        "FUNDMODEL": 37,
        "PROGTYPE": 32,
        "SOF": 112,
        "FFI": 1,
        "EMPSTAT": 11,
        "LOU": 3,
    }
    came = {
        "OUTTYPE": "EMP",
        "OUTCODE": 1,
        "OUTSTARTDATE": TODAY.isoformat(),
        "OUTCOLLDATE": TODAY.isoformat(),
    }

    upload = send(teacher, line(COMPSTATUS=2, OUTCOME=1, **ENDED, **cells, **came))
    publish(upload, teacher)

    enrolment.refresh_from_db()
    assert (enrolment.uln, enrolment.fund_model, enrolment.funding_source) == ("1000000019", "37", "112")
    assert (enrolment.employment_status, enrolment.unemployed_for, enrolment.full_funding) == ("11", "3", "1")
    found = Destination.objects.get(enrolment=enrolment)
    assert (found.kind, found.code, found.starts_on, found.recorded_by) == ("EMP", "1", TODAY, teacher.user)


def test_an_empty_cell_changes_nothing(teacher, run):
    enrol(run, uln="1000000019", fund_model="35", prior_level="4")

    assert send(teacher, line()).outcome["unchanged"] == 1


@pytest.mark.parametrize(
    ("cells", "column", "code"),
    [
        ({"UKPRN": "10009999"}, "UKPRN", "UKPRN_OTHER"),
        ({"LEARNREFNUMBER": "B2"}, "LEARNREFNUMBER", "ENROLMENT_UNKNOWN"),
        ({"LEARNREFNUMBER": "A-1"}, "LEARNREFNUMBER", "LEARNREFNUMBER_INVALID"),
        ({"LEARNAIMREF": "x-1"}, "LEARNAIMREF", "LEARNAIMREF_INVALID"),
        ({"LEARNSTARTDATE": "31/02/2026"}, "LEARNSTARTDATE", "LEARNSTARTDATE_INVALID"),
        ({"ULN": "1234567890"}, "ULN", "ULN_INVALID"),
        ({"ULN": "1.0E+09"}, "ULN", "ULN_INVALID"),
        ({"COMPSTATUS": ""}, "COMPSTATUS", "COMPSTATUS_REQUIRED"),
        ({"COMPSTATUS": "9"}, "COMPSTATUS", "COMPSTATUS_INVALID"),
        ({"LEARNACTENDDATE": END.isoformat()}, "LEARNACTENDDATE", "LEARNACTENDDATE_NOT_ALLOWED"),
        ({"COMPSTATUS": "2", "OUTCOME": "8"}, "LEARNACTENDDATE", "LEARNACTENDDATE_REQUIRED"),
        ({"COMPSTATUS": "2", **ENDED}, "OUTCOME", "OUTCOME_INVALID"),
        ({"COMPSTATUS": "3", "OUTCOME": "3", **ENDED}, "WITHDRAWREASON", "WITHDRAWREASON_REQUIRED"),
        (
            {"COMPSTATUS": "3", "OUTCOME": "1", "WITHDRAWREASON": "44", **ENDED},
            "OUTCOME",
            "OUTCOME_INVALID",
        ),
        ({"WITHDRAWREASON": "44"}, "WITHDRAWREASON", "WITHDRAWREASON_NOT_ALLOWED"),
        ({"LEARNPLANENDDATE": "01/01/2020"}, "LEARNPLANENDDATE", "LEARNPLANENDDATE_EARLY"),
        ({"ACHDATE": "2099-01-01"}, "ACHDATE", "ACHDATE_LATE"),
        ({"FUNDMODEL": "1"}, "FUNDMODEL", "FUNDMODEL_INVALID"),
        ({"PRIORLEVEL": "5"}, "PRIORLEVEL", "START_FACT_OTHER"),
        ({"OUTTYPE": "EMP", "OUTCODE": "9", "OUTSTARTDATE": "2026-01-01"}, "OUTCODE", "OUTCODE_INVALID"),
        ({"OUTTYPE": "EMP", "OUTCODE": "1", "OUTSTARTDATE": "2026-01-01"}, "OUTTYPE", "OUTTYPE_NOT_ALLOWED"),
    ],
)
def test_what_cannot_be_is_named_by_row_column_and_code(teacher, run, cells, column, code):
    enrol(run, prior_level="4")

    upload = send(teacher, line(**cells))

    assert upload.state == Upload.State.WITH_ERRORS
    assert (1, column, code) in faults(upload)


def test_what_has_ended_is_not_taken_back_by_a_file(teacher, run):
    enrol(run, state="withdrawn", ended_on=END, withdrawal_reason="44", holds_place=False)

    back = send(teacher, line())
    assert faults(back) == [(1, "COMPSTATUS", "COMPSTATUS_NOT_REACHED")]

    other = line(COMPSTATUS=3, OUTCOME=3, WITHDRAWREASON=43, LEARNACTENDDATE=START.isoformat())
    assert faults(send(teacher, other)) == [
        (1, "LEARNACTENDDATE", "LEARNACTENDDATE_OTHER"),
        (1, "WITHDRAWREASON", "WITHDRAWREASON_OTHER"),
    ]


def test_an_enrolment_of_another_provider_is_not_found(teacher):
    theirs = enrol(make_run(course=make_course(learning_aim="60160572"), starts_on=START, places_taken=1))

    upload = send(teacher, line())

    assert faults(upload) == [(1, "LEARNREFNUMBER", "ENROLMENT_UNKNOWN")]
    assert theirs.state == "in_learning"


def test_two_rows_about_one_enrolment_are_refused(teacher, run):
    enrol(run)

    assert faults(send(teacher, line(), line(FFI=1))) == [(2, "LEARNREFNUMBER", "ROW_TWICE")]


def test_each_thing_that_came_of_it_may_have_its_row(teacher, run):
    enrolment = enrol(run)
    ended = {"COMPSTATUS": 2, "OUTCOME": 1, **ENDED}
    rows = [
        line(OUTTYPE=kind, OUTCODE=1, OUTSTARTDATE=TODAY.isoformat(), OUTCOLLDATE=TODAY.isoformat(), **ended)
        for kind in ("EMP", "VOL")
    ]

    publish(send(teacher, *rows), teacher)

    assert sorted(enrolment.destinations.values_list("kind", flat=True)) == ["EMP", "VOL"]
    assert send(teacher, *rows).outcome["unchanged"] == 2


def came(kind: str, days: int = 0, **cells: Any) -> dict[str, Any]:
    on = (TODAY + timedelta(days=days)).isoformat()
    return {
        "COMPSTATUS": 2,
        "OUTCOME": 8,
        "OUTTYPE": kind,
        "OUTCODE": 1,
        "OUTSTARTDATE": on,
        **ENDED,
        **cells,
    }


def test_of_three_things_that_came_of_it_one_said_twice_is_refused(teacher, run):
    enrol(run)
    rows = [line(**came("EMP")), line(**came("VOL")), line(**came("EMP", 9)), line(**came("VOL"))]

    assert faults(send(teacher, *rows)) == [(4, "LEARNREFNUMBER", "ROW_TWICE")]


def test_what_is_known_of_a_destination_keeps_its_note(teacher, run):
    enrolment = enrol(run, state="completed", ended_on=END)
    Destination.objects.create(
        enrolment=enrolment, kind="EMP", code="1", starts_on=TODAY, collected_on=END, note="Rang them."
    )

    publish(send(teacher, line(**came("EMP", OUTCOLLDATE=TODAY.isoformat()))), teacher)

    known = Destination.objects.get()
    assert (known.collected_on, known.note) == (TODAY, "Rang them.")


@pytest.mark.parametrize(
    ("cells", "code"),
    [
        ({"OUTCOLLDATE": (TODAY + timedelta(days=1)).isoformat()}, "OUTCOLLDATE_LATE"),
        ({"OUTSTARTDATE": (TODAY + timedelta(days=366)).isoformat()}, "OUTSTARTDATE_LATE"),
    ],
)
def test_days_of_a_destination_that_cannot_be_are_refused_by_row(teacher, run, cells, code):
    enrol(run)

    upload = send(teacher, line(**came("EMP", **cells)))

    assert [found[2] for found in faults(upload)] == [code]


def test_who_leaves_frees_the_place_and_who_completes_is_written_to(teacher, run):
    stays, leaves = enrol(run, "A1"), enrol(run, "A2")
    left = line(LEARNREFNUMBER="A2", COMPSTATUS=3, OUTCOME=3, WITHDRAWREASON=44, **ENDED)

    publish(send(teacher, line(COMPSTATUS=2, OUTCOME=1, ACHDATE=END.isoformat(), **ENDED), left), teacher)

    run.refresh_from_db()
    leaves.refresh_from_db()
    assert (run.places_taken, leaves.holds_place) == (2, False)
    written = OutboxTask.objects.filter(name="programmes.write_about_enrolment").order_by("id")
    assert [(row.args["enrolment_id"], row.args["step"]) for row in written] == [
        (stays.id, "completed"),
        (leaves.id, "left"),
        (stays.id, "achieved"),
    ]
    kept = Enrolment.pgh_event_model.objects.filter(pgh_obj=stays).order_by("pgh_id")
    assert [row.state for row in kept] == ["in_learning", "completed", "achieved"]


def test_who_completes_holds_what_was_taught_and_is_matched_afresh(teacher, run):
    skill = make_skill(label="use CSS")
    make_taught_skill(course=run.course, skill=skill, level=2)
    people = [enrol(run, f"A{number}") for number in range(3)]
    HeldSkill.objects.create(learner=people[0].learner, skill=skill, level=4, evidence="work")
    HeldSkill.objects.create(learner=people[1].learner, skill=skill, level=1, evidence="said")
    OutboxTask.objects.all().delete()

    rows = [
        line(LEARNREFNUMBER=f"A{number}", COMPSTATUS=2, OUTCOME=8, **ENDED) for number in range(len(people))
    ]
    publish(send(teacher, *rows), teacher)

    held = HeldSkill.objects.order_by("learner").values_list("learner", "level", "evidence")
    assert list(held) == [
        (people[0].learner_id, 4, "work"),
        (people[1].learner_id, 2, "completion"),
        (people[2].learner_id, 2, "completion"),
    ]
    matched = OutboxTask.objects.filter(name="matching.match_learner").order_by("key")
    assert sorted(row.args["learner_id"] for row in matched) == [each.learner_id for each in people[1:]]


def test_a_place_that_a_file_frees_before_the_first_day_goes_to_the_next(teacher, provider):
    later = make_open_run(course=make_course(organisation=provider, learning_aim="60160572"), capacity=1)
    early = enrol(later)
    CourseRun.objects.filter(pk=later.pk).update(places_taken=1)
    waits = make_application(run=later, state="waitlisted")

    publish(send(teacher, line(COMPSTATUS=3, OUTCOME=3, WITHDRAWREASON=44, **ENDED)), teacher)

    early.refresh_from_db()
    waits.refresh_from_db()
    assert (early.state, waits.state) == ("withdrawn", "offered")


def test_what_changes_between_preview_and_publishing_is_planned_anew(teacher, run):
    """The preview says one thing; by the time it is carried out somebody has recorded it by hand."""
    enrolment = enrol(run)
    upload = send(teacher, line(COMPSTATUS=2, OUTCOME=8, **ENDED))
    plans = progress_files.check(
        Table(formats.PROGRESS, rows=list(upload.rows.values_list("number", "cells"))), teacher.organisation
    ).rows
    enrolments.complete(enrolment=enrolment, last_day=END, by=teacher)
    version = Enrolment.objects.get(pk=enrolment.pk).version

    outcome = progress_files.apply(plans, by=teacher)

    assert (outcome.changed, outcome.unchanged) == (0, 1)
    assert Enrolment.objects.get(pk=enrolment.pk).version == version


def test_a_number_of_somebody_else_is_refused_and_nothing_is_written(teacher, run, stranger):
    enrol(run)
    plans = progress_files.check(
        Table(formats.PROGRESS, rows=[(1, line(COMPSTATUS=2, OUTCOME=8, **ENDED))]), teacher.organisation
    ).rows

    with pytest.raises(NotAllowed):
        progress_files.apply(plans, by=stranger)

    assert Enrolment.objects.get().state == "in_learning"


def test_one_bad_row_keeps_the_good_ones_out(teacher, run):
    good, bad = enrol(run), enrol(run, "A2")
    upload = send(
        teacher,
        line(COMPSTATUS=2, OUTCOME=8, **ENDED),
        line(LEARNREFNUMBER="A2", COMPSTATUS=2, OUTCOME=8, **ENDED),
    )
    Enrolment.objects.filter(pk=bad.pk).update(state="cancelled", holds_place=False)

    publish(upload, teacher)

    good.refresh_from_db()
    assert (upload.state, good.state) == (Upload.State.WITH_ERRORS, "in_learning")
    assert faults(upload) == [(2, "COMPSTATUS", "COMPSTATUS_NOT_REACHED")]


def test_who_has_left_the_provider_publishes_nothing(teacher, run):
    enrolment = enrol(run)
    upload = send(teacher, line(COMPSTATUS=2, OUTCOME=8, **ENDED))
    uploads.publish(upload=upload, signature=upload.signature, by=teacher)
    teacher.user.memberships.update(ended_at=timezone.now())

    processing.publish(upload_id=upload.id)

    upload.refresh_from_db()
    enrolment.refresh_from_db()
    assert (upload.state, upload.publish_asked_at, enrolment.state) == (Upload.State.OK, None, "in_learning")


def test_the_number_of_queries_to_read_a_file_does_not_grow_with_it(
    provider, teacher, run, django_assert_num_queries
):
    for number in range(10):
        enrol(run, f"A{number}")
    few = make_content(line(), kind="progress")
    many = make_content(*(line(LEARNREFNUMBER=f"A{number}") for number in range(10)), kind="progress")
    for content in (few, many):
        upload = make_upload(
            organisation=provider, kind="progress", content=content, by=teacher, is_read=False
        )
        with django_assert_num_queries(22, exact=False):
            processing.read(upload_id=upload.id)


def test_the_number_of_queries_to_publish_a_file_does_not_grow_with_it(provider, teacher, run):
    make_taught_skill(course=run.course, skill=make_skill(label="use CSS"), level=2)
    CourseRun.objects.filter(pk=run.pk).update(capacity=90, places_taken=90)
    counts = []
    for size in (4, 40):
        rows = []
        for number in range(size):
            enrol(run, f"N{size} {number}", state="enrolled")
            left = {"COMPSTATUS": 3, "OUTCOME": 3, "WITHDRAWREASON": 44, **ENDED}
            cells = left if number % 4 == 0 else came("EMP", OUTCOME=1, ULN=1000000019, EMPSTAT=11)
            rows.append(line(LEARNREFNUMBER=f"N{size} {number}", **cells))
        upload = send(teacher, *rows)
        uploads.publish(upload=upload, signature=upload.signature, by=teacher)
        with CaptureQueriesContext(connection) as asked:
            processing.publish(upload_id=upload.id)
        upload.refresh_from_db()
        assert upload.state == Upload.State.PUBLISHED
        counts.append(len(asked))
    assert counts == [48, 48]
