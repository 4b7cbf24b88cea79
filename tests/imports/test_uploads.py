"""What becomes of an upload: read, mended, shown, published whole, or given up."""

from datetime import timedelta
from time import process_time

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from district.imports.kinds import KINDS
from district.imports.models import Upload, UploadFile, UploadRow
from district.imports.services import processing, states, uploads
from district.outbox.models import ImportRun, OutboxTask
from district.web.errors import NotAllowed, Refused
from programmes.models import Course, CourseRun, Venue
from tests.factories.imports import make_content, make_upload
from tests.factories.programmes import make_run
from tests.factories.skills import make_skill
from tests.imports.files import CLASSROOM, ahead, lars, live, non_lars, text, venue


def publish(upload, by):
    """Ask, and let the worker do it."""
    upload.refresh_from_db()
    uploads.publish(upload=upload, signature=upload.signature, by=by)
    processing.publish(upload_id=upload.id)
    upload.refresh_from_db()
    return upload


def faults(upload):
    rows = UploadRow.objects.filter(upload=upload).order_by("number")
    return [(row.number, column, code) for row in rows for column, code, _ in row.faults]


def test_a_file_whose_spreadsheet_ate_the_zero_becomes_one_course_with_three_runs(provider, teacher):
    rows = [lars(LARS_QAN="1234567", START_DATE=ahead(days)) for days in (30, 60, 90)]

    upload = make_upload(organisation=provider, content=make_content(*rows))

    assert (upload.state, upload.row_count, upload.refused_count) == (Upload.State.OK, 3, 0)
    assert (upload.outcome["added"], upload.outcome["courses"]["added"]) == (3, 1)
    assert Course.objects.count() == 0
    publish(upload, teacher)
    assert (upload.state, Course.objects.get().learning_aim) == (Upload.State.PUBLISHED, "01234567")
    assert CourseRun.objects.filter(state="open").count() == 3


def test_31_february_blocks_publishing_until_it_is_mended(provider, teacher):
    upload = make_upload(organisation=provider, content=make_content(lars(), lars(START_DATE="31/02/2027")))
    assert (upload.state, upload.refused_count) == (Upload.State.WITH_ERRORS, 1)
    assert faults(upload) == [(2, "START_DATE", "COURSERUN_START_DATE_INVALID")]
    with pytest.raises(Refused, match="Mend or delete the rows"):
        uploads.publish(upload=upload, signature="", by=teacher)

    row = upload.rows.get(number=2)
    still = uploads.mend_row(row=row, cells=row.cells | {"START_DATE": "30/02/2027"}, by=teacher)
    assert [each.code for each in still] == ["COURSERUN_START_DATE_INVALID"]
    assert uploads.mend_row(row=row, cells=row.cells | {"START_DATE": ahead(20)}, by=teacher) == []

    upload.refresh_from_db()
    assert upload.state == Upload.State.PROCESSING
    processing.read(upload_id=upload.id)
    publish(upload, teacher)
    assert (upload.state, CourseRun.objects.count()) == (Upload.State.PUBLISHED, 2)


def test_a_row_with_an_error_can_be_left_out_and_put_back(provider, teacher):
    upload = make_upload(organisation=provider, content=make_content(lars(), lars(COST="x")))
    bad = upload.rows.get(number=2)

    uploads.remove_row(row=bad, by=teacher)
    processing.read(upload_id=upload.id)
    upload.refresh_from_db()
    assert (upload.state, upload.deleted_count, upload.outcome["added"]) == (Upload.State.OK, 1, 1)

    uploads.remove_row(row=bad, put_back=True, by=teacher)
    upload.refresh_from_db()
    assert (upload.state, upload.refused_count) == (Upload.State.WITH_ERRORS, 1)

    assert uploads.remove_refused(upload=upload, by=teacher) == 1
    processing.read(upload_id=upload.id)
    publish(upload, teacher)
    assert CourseRun.objects.count() == 1


def test_the_same_file_twice_changes_nothing(provider, teacher):
    content = make_content(
        lars(), lars(START_DATE=ahead(90)), lars(COURSE_NAME="Databases", LARS_QAN="60160573")
    )
    publish(make_upload(organisation=provider, content=content), teacher)
    before = list(Course.objects.order_by("id").values()), list(CourseRun.objects.order_by("id").values())

    again = make_upload(organisation=provider, content=content)

    counts = [again.outcome[name] for name in ("added", "changed", "unchanged", "withdrawn")]
    assert counts == [0, 0, 3, 0]
    publish(again, teacher)
    after = list(Course.objects.order_by("id").values()), list(CourseRun.objects.order_by("id").values())
    assert before == after


def test_the_preview_says_what_publishing_then_does(provider, teacher):
    first = [lars(), lars(START_DATE=ahead(90)), lars(COURSE_NAME="Databases", LARS_QAN="60160573")]
    publish(make_upload(organisation=provider, content=make_content(*first)), teacher)

    upload = make_upload(
        organisation=provider,
        content=make_content(lars(COST="25"), lars(START_DATE=ahead(90)), lars(START_DATE=ahead(120))),
    )
    shown = dict(upload.outcome)

    assert [(row.number, row.effect, row.changed_fields) for row in upload.rows.order_by("number")] == [
        (1, "changed", ["cost"]),
        (2, "unchanged", []),
        (3, "added", []),
    ]
    assert shown["gone"] == [f"Databases, from {ahead()}"]
    publish(upload, teacher)
    assert upload.outcome == shown
    assert Course.objects.get(title="Databases").state == Course.State.ARCHIVED


def test_nothing_is_published_when_the_courses_have_changed_since_the_preview(provider, teacher):
    publish(make_upload(organisation=provider), teacher)
    upload = make_upload(organisation=provider, content=make_content(COST="25"))
    CourseRun.objects.update(cost="25.00", version=9)

    publish(upload, teacher)

    assert (upload.state, upload.publish_asked_at, upload.outcome["is_other"]) == (
        Upload.State.OK,
        None,
        True,
    )
    assert upload.outcome["unchanged"] == 1
    publish(upload, teacher)
    assert upload.state == Upload.State.PUBLISHED


def test_nothing_is_published_when_a_row_has_become_wrong(provider, teacher, lock_house):
    upload = make_upload(organisation=provider, content=make_content(lars(), lars(**CLASSROOM)))
    Venue.objects.all().delete()

    publish(upload, teacher)

    assert (upload.state, upload.refused_count, Course.objects.count()) == (Upload.State.WITH_ERRORS, 1, 0)
    assert faults(upload) == [(2, "VENUE_NAME", "COURSERUN_VENUE_NAME_INVALID")]


def test_publishing_twice_is_publishing_once(provider, teacher):
    upload = publish(make_upload(organisation=provider), teacher)

    assert uploads.publish(upload=upload, signature="other", by=teacher).state == Upload.State.PUBLISHED
    processing.publish(upload_id=upload.id)

    assert CourseRun.objects.count() == 1
    assert ImportRun.objects.get().added_count == 1


def test_what_somebody_else_has_mended_meanwhile_is_not_published_unseen(provider, teacher):
    upload = make_upload(organisation=provider)

    with pytest.raises(Refused, match="changed since you opened"):
        uploads.publish(upload=upload, signature="of yesterday", by=teacher)


def test_a_new_file_takes_the_place_of_one_that_was_not_published(provider, teacher):
    first = make_upload(organisation=provider)

    second = make_upload(organisation=provider, content=make_content(COST="5"))

    first.refresh_from_db()
    assert (first.state, second.state) == (Upload.State.ABANDONED, Upload.State.OK)
    assert UploadRow.objects.filter(upload=first).count() == 0


def test_no_new_file_while_the_last_is_being_published(provider, teacher):
    upload = make_upload(organisation=provider)
    uploads.publish(upload=upload, signature=upload.signature, by=teacher)

    with pytest.raises(Refused, match="is being published"):
        make_upload(organisation=provider)
    with pytest.raises(Refused, match="is being published"):
        uploads.abandon(upload=upload, by=teacher)
    with pytest.raises(Refused, match="is being worked on"):
        uploads.remove_row(row=upload.rows.get(), by=teacher)


def test_files_of_two_kinds_are_worked_on_side_by_side(provider, lock_house):
    courses = make_upload(organisation=provider)
    venues = make_upload(organisation=provider, kind="venues", content=make_content(venue(), kind="venues"))

    courses.refresh_from_db()
    assert (courses.state, venues.state) == (Upload.State.OK, Upload.State.OK)


def test_postgresql_keeps_to_one_open_upload_of_a_kind(provider):
    upload = make_upload(organisation=provider)

    with pytest.raises(IntegrityError, match="imports_one_open_upload_of_a_kind"), transaction.atomic():
        Upload.objects.create(organisation=provider, kind=upload.kind, file_name="x", digest="0" * 64)


@pytest.mark.parametrize(
    ("values", "name"),
    [
        ({"state": "published"}, "imports_ended_has_time"),
        ({"refused_count": 9}, "imports_counts_within_rows"),
        ({"refused_count": 1}, "imports_publish_without_errors"),
    ],
)
def test_postgresql_refuses_what_an_upload_cannot_be(provider, values, name):
    upload = make_upload(organisation=provider)

    with pytest.raises(IntegrityError, match=name), transaction.atomic():
        Upload.objects.filter(pk=upload.pk).update(**values)


def test_an_abandoned_upload_publishes_nothing_and_keeps_nothing_that_was_typed(provider, teacher):
    upload = make_upload(organisation=provider, content=make_content(lars(), lars(COST="moorhen")))

    uploads.abandon(upload=upload, by=teacher)
    uploads.abandon(upload=upload, by=teacher)

    upload.refresh_from_db()
    assert (upload.state, Course.objects.count()) == (Upload.State.ABANDONED, 0)
    assert [(row.number, row.cells, row.faults[0][1]) for row in upload.rows.all()] == [
        (2, {}, "COURSERUN_COST_INVALID")
    ]


def test_the_file_goes_as_soon_as_it_is_read_and_the_rows_as_soon_as_they_are_published(provider, teacher):
    upload = make_upload(organisation=provider, is_read=False)
    assert UploadFile.objects.count() == 1
    processing.read(upload_id=upload.id)
    assert UploadFile.objects.count() == 0

    publish(upload, teacher)

    assert UploadRow.objects.count() == 0


def test_a_file_given_up_while_it_is_read_is_not_read_on(provider, teacher):
    upload = make_upload(organisation=provider, is_read=False)
    uploads.abandon(upload=upload, by=teacher)

    processing.read(upload_id=upload.id)

    upload.refresh_from_db()
    assert (upload.state, upload.rows.count(), UploadFile.objects.count()) == (Upload.State.ABANDONED, 0, 0)


def test_what_nobody_touches_for_seven_days_is_given_up(provider):
    upload = make_upload(organisation=provider)
    assert uploads.abandon_forgotten() == 0
    Upload.objects.update(changed_at=timezone.now() - timedelta(days=7, seconds=1))

    assert uploads.abandon_forgotten() == 1

    upload.refresh_from_db()
    assert upload.state == Upload.State.ABANDONED


@pytest.mark.parametrize("state", Upload.State.values)
def test_an_upload_goes_only_where_the_table_leads(provider, state):
    upload = Upload(organisation=provider, kind="lars", file_name="x", digest="0" * 64, state=state)
    for to in Upload.State:
        if to not in Upload.TRANSITIONS[state]:
            with pytest.raises(Refused):
                states.move(upload, to)


def test_others_may_do_nothing_with_it(provider, stranger):
    upload = make_upload(organisation=provider)
    acts = [
        lambda: uploads.abandon(upload=upload, by=stranger),
        lambda: uploads.publish(upload=upload, signature=upload.signature, by=stranger),
        lambda: uploads.remove_refused(upload=upload, by=stranger),
        lambda: uploads.remove_row(row=upload.rows.get(), by=stranger),
        lambda: uploads.mend_row(row=upload.rows.get(), cells={}, by=stranger),
        lambda: make_upload(organisation=provider, by=stranger),
    ]
    for act in acts:
        with pytest.raises(NotAllowed):
            act()


def test_venues_are_added_and_changed_and_those_not_named_stay(provider, teacher, lock_house):
    rows = [venue(ADDRESS_LINE_1="2 Wharf Street"), venue(VENUE_NAME="Gas Hall", YOUR_VENUE_REFERENCE="GH")]
    upload = make_upload(organisation=provider, kind="venues", content=make_content(*rows, kind="venues"))

    assert [upload.outcome[name] for name in ("added", "changed", "unchanged")] == [1, 1, 0]
    publish(upload, teacher)
    assert list(Venue.objects.order_by("name").values_list("name", "address")) == [
        ("Gas Hall", "1 Wharf Street"),
        ("Lock House", "2 Wharf Street"),
    ]


@pytest.mark.parametrize(
    "rows",
    [
        [venue(VENUE_NAME="Gas Hall")],  # the reference of one, the name of another
        [venue(VENUE_NAME="New name"), venue(YOUR_VENUE_REFERENCE="")],  # both about Lock House
        [venue(), venue(VENUE_NAME="lock house", YOUR_VENUE_REFERENCE="x")],
    ],
)
def test_two_rows_about_one_venue_and_one_row_about_two_are_refused(provider, lock_house, rows):
    Venue.objects.create(organisation=provider, name="Gas Hall", postcode_id="B4 7ET")

    upload = make_upload(organisation=provider, kind="venues", content=make_content(*rows, kind="venues"))

    assert upload.state == Upload.State.WITH_ERRORS
    assert {code for _, _, code in faults(upload)} <= {"VENUE_NAME_UNIQUE"}


def test_bootcamps_and_open_data_go_the_same_way(provider, teacher, lock_house):
    bootcamp = make_upload(
        organisation=provider, kind="non-lars", content=make_content(non_lars(), kind="non-lars")
    )
    publish(bootcamp, teacher)
    national = make_upload(
        organisation=provider, kind="open-data", content=make_content(live(), kind="open-data")
    )
    publish(national, teacher)

    assert Course.objects.filter(state="live", organisation=provider).count() == 2


def test_rows_of_another_provider_are_refused(provider, lock_house):
    content = make_content(live(), live(COURSE_RUN_ID="r2", PROVIDER_UKPRN="10009999"), kind="open-data")

    upload = make_upload(organisation=provider, kind="open-data", content=content)

    assert faults(upload) == [(2, "PROVIDER_UKPRN", "PROVIDER_UKPRN_OTHER")]


def test_own_open_data_withdraws_nothing_of_other_providers(provider, teacher, lock_house):
    theirs = make_run().course
    Course.objects.filter(pk=theirs.pk).update(source="open-data", source_reference="c9")

    publish(
        make_upload(organisation=provider, kind="open-data", content=make_content(live(), kind="open-data")),
        teacher,
    )

    theirs.refresh_from_db()
    assert theirs.state == Course.State.LIVE


def test_reading_is_promised_with_the_file(provider):
    upload = make_upload(organisation=provider, is_read=False)
    assert OutboxTask.objects.get(name="imports.read_upload").args == {"upload_id": upload.id}


def test_a_thousand_rows_take_at_most_ten_seconds(provider, teacher):
    """Of this process's own time: reading, checking, comparing and publishing."""
    make_skill(label="Python")
    rows = [
        lars(LARS_QAN=str(60_000_000 + n // 2), WHAT_YOU_WILL_LEARN=f"Python {n // 2}.", START_DATE=ahead(1 + n % 300))
        for n in range(1000)
    ]  # fmt: skip
    content = make_content(*rows)

    before = process_time()
    upload = publish(make_upload(organisation=provider, content=content), teacher)

    assert (upload.state, CourseRun.objects.count(), Course.objects.count()) == (
        Upload.State.PUBLISHED,
        1000,
        500,
    )
    assert process_time() - before <= 10


def test_each_kind_has_its_file_of_columns():
    assert [len(kind.format.columns) for kind in KINDS.values()] == [10, 24, 27, 36, 23]
    assert text(KINDS["lars"].format).startswith("LARS_QAN,")
