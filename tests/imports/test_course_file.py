"""The 24-column file of one's own courses: uploaded as it is, it changes nothing."""

import csv
import io
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from district.imports import course_file
from district.imports.reading import formats, tables
from district.web.downloads import csv_response, harmless
from programmes.models import Course, CourseRun
from tests.factories.programmes import make_course, make_run
from tests.imports.files import CLASSROOM, ahead, lars, take, take_lars


def download(provider: Any) -> bytes:
    return b"".join(csv_response("courses", course_file.COLUMNS, course_file.rows(provider)))


def rows_of(content: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"))))


def everything() -> tuple[list[Any], list[Any]]:
    """All that can be seen of the courses: what names they bear in a file may change."""
    hidden = ("source", "source_reference", "source_digest", "search")
    courses = Course.objects.order_by("id").defer(*hidden)
    names = [f.attname for f in Course._meta.concrete_fields if f.name not in hidden]
    runs = [f.attname for f in CourseRun._meta.concrete_fields if f.name not in hidden]
    return list(courses.values(*names)), list(CourseRun.objects.order_by("id").values(*runs))


def test_what_was_uploaded_comes_back_and_changes_nothing(tmp_path, provider, lock_house):
    take_lars(
        tmp_path,
        lars(**CLASSROOM, COST="99.50", COST_DESCRIPTION="-10 % for members", WHERE_NEXT="- jobs\n- more"),
        lars(START_DATE="", FLEXIBLE_START_DATE="yes", COURSE_NAME="Programming, any time"),
        lars(DELIVERY_MODE="Work based", SUB_REGION="Dudley; Walsall", LARS_QAN="1234567"),
        lars(DELIVERY_MODE="Work based", NATIONAL_DELIVERY="yes", YOUR_REFERENCE="=1+1"),
        lars(START_DATE=ahead(99), DURATION_UNIT="Hours", COST="", COST_DESCRIPTION="Ask us"),
        provider=provider,
    )
    before = everything()

    report = take(tmp_path, download(provider), provider=provider)

    assert (report.refused, report.added, report.changed, report.unchanged, report.withdrawn) == (
        [],
        0,
        0,
        5,
        0,
    )
    assert everything() == before


def test_what_was_written_by_hand_is_taken_for_what_it_is(tmp_path, provider, lock_house):
    course = make_course(
        organisation=provider, learning_aim="60160572", awarding_body="City & Guilds", sector="DIGITAL"
    )
    make_run(course=course, venue=lock_house, study_mode="part_time", pattern="evening")
    make_run(course=course, study_mode="full_time", duration=3)
    before = everything()

    report = take(tmp_path, download(provider), provider=provider)

    assert (report.refused, report.added, report.unchanged, report.withdrawn) == ([], 0, 2, 0)
    assert everything() == before


def test_what_was_changed_by_hand_since_is_not_undone(tmp_path, provider):
    take_lars(tmp_path, lars(), lars(START_DATE=ahead(90)), provider=provider)
    Course.objects.update(title="Another title", who_for="Others", level="3")
    CourseRun.objects.filter(starts_on__isnull=False).update(cost=5)
    before = everything()

    report = take(tmp_path, download(provider), provider=provider)

    assert (report.added, report.changed, report.unchanged, report.withdrawn) == (0, 0, 2, 0)
    assert everything() == before


def test_a_run_that_gets_a_new_date_or_name_keeps_its_people(tmp_path, provider):
    take_lars(tmp_path, lars(YOUR_REFERENCE="A1"), lars(START_DATE=ahead(90)), provider=provider)
    CourseRun.objects.update(places_taken=3)
    ids = sorted(CourseRun.objects.values_list("id", flat=True))

    report = take_lars(
        tmp_path,
        lars(YOUR_REFERENCE="A1", START_DATE=ahead(30)),
        lars(START_DATE=ahead(90), COURSE_NAME="Programming, in June"),
        provider=provider,
    )

    assert (report.added, report.changed, report.withdrawn) == (0, 2, 0)
    assert sorted(CourseRun.objects.values_list("id", flat=True)) == ids
    assert set(CourseRun.objects.values_list("state", flat=True)) == {"open"}


def test_two_courses_may_exchange_their_texts(tmp_path, provider):
    first, second = lars(WHO_THIS_COURSE_IS_FOR="A"), lars(WHO_THIS_COURSE_IS_FOR="B", COURSE_NAME="Other")
    take_lars(tmp_path, first, second, provider=provider)
    a, b = Course.objects.order_by("id")
    Course.objects.filter(pk=a.pk).update(who_for="B")
    Course.objects.filter(pk=b.pk).update(who_for="A")

    report = take(tmp_path, download(provider), provider=provider)

    assert (report.added, report.changed, report.unchanged, report.withdrawn) == (0, 0, 2, 0)
    assert list(Course.objects.order_by("id").values_list("id", "who_for")) == [(a.id, "B"), (b.id, "A")]


def test_a_course_whose_runs_have_all_begun_is_not_withdrawn_by_a_file_that_cannot_hold_it(
    tmp_path, provider
):
    take_lars(tmp_path, lars(), lars(LARS_QAN="60160573"), provider=provider)
    CourseRun.objects.filter(course__learning_aim="60160573").update(state="closed")

    report = take(tmp_path, download(provider), provider=provider)

    assert (report.withdrawn, report.courses["withdrawn"]) == (0, 0)


def test_only_own_live_courses_with_open_runs_are_in_it(tmp_path, provider):
    take_lars(tmp_path, lars(), provider=provider)
    make_run(course=make_course(learning_aim="60160573"))
    make_run(course=make_course(organisation=provider, learning_aim="60160574", state="draft"))
    make_run(course=make_course(organisation=provider))

    rows = rows_of(download(provider))

    assert list(rows[0]) == list(formats.LARS.columns)
    assert [row["LARS_QAN"] for row in rows] == ["60160572"]


@pytest.mark.parametrize("text", ["=1+1", "+44 121", "-", "@x", "'=1", "''+1", "\N{FULLWIDTH PLUS SIGN}1"])
def test_no_cell_is_a_formula_and_each_reads_back(tmp_path, provider, text):
    take_lars(tmp_path, lars(WHERE_NEXT=text), provider=provider)
    kept = Course.objects.get().where_next

    content = download(provider)

    assert rows_of(content)[0]["WHERE_NEXT"].startswith("'")
    assert tables.read(content).rows[0][1]["WHERE_NEXT"] == kept


@given(text=st.text(st.sampled_from("='+-@\t \na\N{NO-BREAK SPACE}"), max_size=8))
def test_a_guarded_cell_reads_back_as_it_was(text):
    kept = tables.tidy(text)  # what a file can bring into the database

    assert tables.tidy(str(harmless(kept))) == kept
