"""Progress files: from the codes of the national record to enrolments, and never past what a page would allow."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from district.imports.models import Upload
from district.imports.services import processing, uploads
from programmes.models import Destination, Enrolment
from tests.factories.imports import make_content, make_upload
from tests.factories.learners import make_learner
from tests.factories.programmes import make_course, make_run
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
