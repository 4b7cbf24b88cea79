"""A provider's learners as a progress file: downloaded, and uploaded again without losing or changing anything."""

import csv
import io
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from hypothesis import given, settings
from hypothesis import strategies as st

from district.imports.models import Upload
from district.imports.reading import formats, tables
from district.web.downloads import csv_response, harmless
from district.web.tables import Column
from programmes import codes, progress_rows
from programmes.models import Course, Destination, Enrolment, ExportRecord
from tests.factories.imports import make_upload
from tests.factories.partners import make_membership
from tests.factories.programmes import make_course, make_enrolment, make_open_run, make_provider
from tests.imports.test_uploads import publish

State = Enrolment.State
TODAY = timezone.localdate()
START = TODAY - timedelta(days=200)
ENDED = (State.ON_BREAK, State.COMPLETED, State.ACHIEVED, State.NOT_ACHIEVED, State.WITHDRAWN)


def enrol(course: Course, number: int, state: str = State.IN_LEARNING, **fields: Any) -> Enrolment:
    """Somebody of this number on a run of the course."""
    usual = {
        "learner_reference": f"AL {number:03}",
        "learning_aim": course.learning_aim,
        "starts_on": START,
        "planned_end_on": TODAY,
    }
    run = course.runs.order_by("id").first() or make_open_run(course=course, starts_on=START, capacity=None)
    return make_enrolment(run=run, state=state, **usual | fields)


@pytest.fixture
def course(provider: Any) -> Course:
    return make_course(organisation=provider, learning_aim="Z0059747")


@pytest.fixture
def desk(client: Client, teacher: Any) -> Client:
    client.force_login(teacher.user)
    return client


def download(desk: Client, name: str = "progress_export", *args: Any) -> bytes:
    response = desk.post(reverse(name, args=args), {"purpose": "funding"})
    assert response["Content-Type"] == "text/csv; charset=utf-8"
    return b"".join(response)


def rows(content: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"))))


def everything() -> tuple[list[Any], list[Any]]:
    return list(Enrolment.objects.order_by("id").values()), list(Destination.objects.order_by("id").values())


def cohort(course: Course) -> None:
    """Every state, breaks that were come back from, withdrawals with each reason, and up to three destinations."""
    for number, state in enumerate(State.values):
        ended = {"ended_on": START + timedelta(days=90)} if state in ENDED else {}
        achieved = {"achieved_on": START + timedelta(days=99)} if state == State.ACHIEVED else {}
        row = enrol(course, number, state, uln="1000000019", fund_model="37", **ended, **achieved)
        if state in ENDED:
            for turn in range(number % 4):
                Destination.objects.create(
                    enrolment=row,
                    kind=("EMP", "VOL", "EDU")[turn],
                    code="1",
                    starts_on=TODAY + timedelta(days=turn),
                    ends_on=TODAY + timedelta(days=300) if turn else None,
                    collected_on=TODAY - timedelta(days=turn),
                    note="Rang them, “all is well”; =1+1",
                )
    for number, reason in enumerate(codes.WithdrawalReason.values, start=100):
        enrol(course, number, State.WITHDRAWN, withdrawal_reason=reason)
    before = enrol(course, 200, State.ON_BREAK, holds_place=False)
    again = TODAY - timedelta(days=20)
    enrol(course, 200, learner=before.learner, restart_of=before, starts_on=again)


def test_what_is_downloaded_and_uploaded_again_changes_nothing(provider, teacher, desk, course):
    cohort(course)
    before = everything()

    content = download(desk)
    upload = make_upload(organisation=provider, kind="progress", content=content, by=teacher)

    assert (upload.state, upload.row_count) == (Upload.State.OK, len(rows(content)))
    assert (upload.outcome["changed"], upload.outcome["unchanged"]) == (0, len(rows(content)))
    publish(upload, teacher)
    assert upload.state == Upload.State.PUBLISHED
    assert everything() == before
    assert download(desk) == content


def test_each_thing_that_came_of_it_has_its_row(desk, course):
    row = enrol(course, 1, State.COMPLETED)
    for kind in ("EMP", "VOL", "EDU"):
        Destination.objects.create(enrolment=row, kind=kind, code="1", starts_on=TODAY, collected_on=TODAY)

    assert [each["OutType"] for each in rows(download(desk))] == ["EMP", "VOL", "EDU"]


def test_a_changed_cell_is_the_only_change(provider, teacher, desk, course):
    kept, changed = enrol(course, 1, uln="1000000019"), enrol(course, 2)
    text = (
        download(desk)
        .decode()
        .replace("AL 002,", "AL 002,1000000027,", 1)
        .replace("1000000027,,", "1000000027,")
    )

    upload = make_upload(organisation=provider, kind="progress", content=text.encode(), by=teacher)
    publish(upload, teacher)

    assert (upload.outcome["changed"], upload.outcome["unchanged"]) == (1, 1)
    changed.refresh_from_db()
    kept.refresh_from_db()
    assert (kept.uln, changed.uln) == ("1000000019", "1000000027")


def test_who_has_not_begun_or_has_no_number_is_left_out_and_said_so(desk, course):
    for number, (state, fields) in enumerate(
        [
            (State.ENROLLED, {}),
            (State.NO_SHOW, {}),
            (State.COMPLETED, {"learner_reference": ""}),
            (State.COMPLETED, {"learning_aim": ""}),
        ]
    ):
        enrol(course, number, state, **fields)

    assert rows(download(desk)) == []
    assert "2 people are not in the file" in desk.get(reverse("progress_export")).text


def test_a_provider_gets_its_own_learners_alone_and_it_is_written_down(provider, teacher, desk, course):
    mine = enrol(course, 1)
    other = make_course(organisation=make_provider(ukprn="10009999"), learning_aim="Z0059747")
    theirs = enrol(other, 2)
    stranger = Client()
    stranger.force_login(make_membership(organisation=other.organisation).user)

    assert [row["LearnRefNumber"] for row in rows(download(desk))] == [mine.learner_reference]
    assert [row["LearnRefNumber"] for row in rows(download(stranger))] == [theirs.learner_reference]
    assert desk.get(reverse("run_progress_export", args=[theirs.run.public_id])).status_code == 404
    record = ExportRecord.objects.order_by("id").first()
    assert (record.kind, record.purpose, record.row_count, record.made_by, record.organisation) == (
        *("progress", "funding", 1, teacher.user, provider),
    )


def test_the_file_of_one_run_holds_its_people(desk, course):
    mine = enrol(course, 1)
    run = make_open_run(course=course, starts_on=START)
    make_enrolment(run=run, learner_reference="B1", learning_aim=course.learning_aim, starts_on=START)

    content = download(desk, "run_progress_export", mine.run.public_id)

    assert [row["LearnRefNumber"] for row in rows(content)] == [mine.learner_reference]


def test_without_a_ukprn_there_is_no_file_and_the_page_says_what_to_do(db, client):
    client.force_login(make_membership(organisation=make_provider(ukprn="")).user)

    response = client.post(reverse("progress_export"), {"purpose": "funding"})

    assert "has no UKPRN here yet" in response.text
    assert not ExportRecord.objects.exists()


def test_the_number_of_queries_does_not_grow_with_the_file(desk, course):
    counts = []
    for size in (2, 20):
        for number in range(size):
            enrol(course, size + 100 * number, State.COMPLETED)
        with CaptureQueriesContext(connection) as asked:
            download(desk)
        counts.append(len(asked))
    assert counts[0] == counts[1]


# Any file --------------------------------------------------------------------------------------------

DAYS = st.dates(min_value=date(2020, 8, 1), max_value=date(2026, 8, 1))
MAYBE = st.sampled_from


@st.composite
def records(draw: Any) -> dict[str, Any]:
    """An enrolment as its table allows it."""
    state = State(draw(MAYBE([state for state in State if state in Enrolment.ILR])))
    starts = draw(DAYS)
    ends = starts + timedelta(days=draw(st.integers(0, 90)))
    return {
        "state": state,
        "learner_reference": draw(
            st.from_regex(r"[A-Za-z0-9]([A-Za-z0-9 ]{0,10}[A-Za-z0-9])?", fullmatch=True)
        ),
        "learning_aim": draw(st.from_regex(r"[0-9A-Z]{8}", fullmatch=True)),
        "uln": draw(MAYBE(["", "1000000019", "9999999999", "4000000003"])),
        "starts_on": starts,
        "planned_end_on": starts + timedelta(days=draw(st.integers(0, 400))),
        "ended_on": ends if state in ENDED else None,
        "achieved_on": ends if state == State.ACHIEVED and draw(st.booleans()) else None,
        "withdrawal_reason": draw(MAYBE(codes.WithdrawalReason.values)) if state == State.WITHDRAWN else "",
        "fund_model": draw(MAYBE(["", *codes.FundModel.values])),
        "programme_type": draw(MAYBE(["", *codes.ProgrammeType.values])),
        "funding_source": draw(MAYBE(["", *codes.SourceOfFunding.values])),
        "full_funding": draw(MAYBE(["", *codes.FullFunding.values])),
        "prior_level": draw(MAYBE(["", *codes.PriorLevel.values])),
        "employment_status": draw(MAYBE(["", *codes.EmploymentStatus.values])),
        "unemployed_for": draw(MAYBE(["", *codes.Unemployed.values])),
        "weekly_hours": draw(MAYBE(["", *codes.WeeklyHours.values])),
    }


@settings(max_examples=40, deadline=None)
@given(st.lists(records(), min_size=1, max_size=4))
def test_any_enrolment_is_read_as_it_was_written(found):
    """Through the bytes of the file: what is written, read and written again is the same."""
    written = [progress_rows.row(values, "10001234") for values in found]
    content = b"".join(csv_response("progress", progress_rows.COLUMNS, written))

    table = tables.read(content)

    assert [cells for _, cells in table.rows] == [
        {name.upper(): value for name, value in cells.items()} for cells in written
    ]


@settings(max_examples=150, deadline=None)
@given(st.text(min_size=1, max_size=30).map(str.strip).filter(bool))
def test_any_text_is_safe_in_the_file_and_whole_when_it_is_read_again(text):
    """Formulas too: `=1+1` is written with an apostrophe, and read without it."""
    text = text.replace("\0", "").replace("\r\n", "\n").replace("\r", "\n").strip()
    cells = dict.fromkeys(formats.VENUES.columns, "x") | {"VENUE_NAME": text}
    columns = [Column[Any](name, name, lambda row, name=name: row[name]) for name in cells]
    content = b"".join(csv_response("venues", columns, [cells]))

    assert str(harmless(text))[:1] not in {"=", "+", "-", "@", "\t", "\n"}
    assert tables.read(content).rows[0][1]["VENUE_NAME"] == text
