"""The National Careers Service's rules for each cell, with their codes."""

import pytest
from django.utils import timezone

from district.imports.reading import formats
from district.imports.reading.cells import learning_aim
from district.web.links import clean_address
from programmes.models import CourseRun
from tests.imports.files import CLASSROOM, ahead, codes, lars, non_lars, take, take_lars, text, venue


def only_code(report) -> str:
    assert len(report.refused) == 1, report.refused
    return report.refused[0].code


WORK = {"DELIVERY_MODE": "Work based"}


@pytest.mark.parametrize(
    ("cells", "code"),
    [
        ({"LARS_QAN": ""}, "COURSE_LARS_QAN_REQUIRED"),
        ({"LARS_QAN": "6016-057"}, "COURSE_LARS_QAN_INVALID"),
        ({"LARS_QAN": "601605721"}, "COURSE_LARS_QAN_INVALID"),
        ({"WHO_THIS_COURSE_IS_FOR": ""}, "COURSE_WHO_THIS_COURSE_IS_FOR_REQUIRED"),
        ({"WHO_THIS_COURSE_IS_FOR": "a" * 2001}, "COURSE_WHO_THIS_COURSE_IS_FOR_MAXLENGTH"),
        ({"WHAT_YOU_WILL_LEARN": "a" * 1501}, "COURSE_WHAT_YOU_WILL_LEARN_MAXLENGTH"),
        ({"ENTRY_REQUIREMENTS": "a" * 501}, "COURSE_ENTRY_REQUIREMENTS_MAXLENGTH"),
        ({"HOW_YOU_WILL_LEARN": "a" * 501}, "COURSE_HOW_YOU_WILL_LEARN_MAXLENGTH"),
        ({"WHAT_YOU_WILL_NEED_TO_BRING": "a" * 501}, "COURSE_WHAT_YOU_WILL_NEED_TO_BRING_MAXLENGTH"),
        ({"HOW_YOU_WILL_BE_ASSESSED": "a" * 501}, "COURSE_HOW_YOU_WILL_BE_ASSESSED_MAXLENGTH"),
        ({"WHERE_NEXT": "a" * 501}, "COURSE_WHERE_NEXT_MAXLENGTH"),
        ({"WHERE_NEXT": "A <b>job</b>"}, "COURSE_WHERE_NEXT_FORMAT"),
        ({"WHERE_NEXT": "`rm`"}, "COURSE_WHERE_NEXT_FORMAT"),
        ({"WHERE_NEXT": "a\u202eb"}, "COURSE_WHERE_NEXT_FORMAT"),
        ({"COURSE_NAME": ""}, "COURSERUN_COURSE_NAME_REQUIRED"),
        ({"COURSE_NAME": "a" * 256}, "COURSERUN_COURSE_NAME_MAXLENGTH"),
        ({"YOUR_REFERENCE": "a" * 256}, "COURSERUN_PROVIDER_COURSE_REF_MAXLENGTH"),
        ({"COURSE_WEBPAGE": ""}, "COURSERUN_COURSE_WEB_PAGE_REQUIRED"),
        ({"COURSE_WEBPAGE": "not a page"}, "COURSERUN_COURSE_WEB_PAGE_FORMAT"),
        ({"COURSE_WEBPAGE": "javascript:alert(1)"}, "COURSERUN_COURSE_WEB_PAGE_FORMAT"),
        ({"DELIVERY_MODE": ""}, "COURSERUN_DELIVERY_MODE_REQUIRED"),
        ({"DELIVERY_MODE": "by post"}, "COURSERUN_DELIVERY_MODE_REQUIRED"),
        ({"FLEXIBLE_START_DATE": "maybe"}, "COURSERUN_FLEXIBLE_START_DATE_REQUIRED"),
        ({"START_DATE": ""}, "COURSERUN_START_DATE_REQUIRED"),
        ({"START_DATE": "46000"}, "COURSERUN_START_DATE_INVALID"),
        ({"START_DATE": "01/02/27"}, "COURSERUN_START_DATE_INVALID"),
        ({"START_DATE": "2027-05-04"}, "COURSERUN_START_DATE_INVALID"),
        ({"START_DATE": "04/05/0000"}, "COURSERUN_START_DATE_INVALID"),
        ({"START_DATE": "04/05/2020"}, "COURSERUN_START_DATE_INVALID"),
        ({"FLEXIBLE_START_DATE": "yes"}, "COURSERUN_START_DATE_NOT_ALLOWED"),
        ({"COST": ""}, "COURSERUN_COST_REQUIRED"),
        ({"COST": "1.234"}, "COURSERUN_COST_INVALID"),
        ({"COST": "1e6", "COST_DESCRIPTION": "x"}, "COURSERUN_COST_INVALID"),
        ({"COST": "-1", "COST_DESCRIPTION": "x"}, "COURSERUN_COST_INVALID"),
        ({"COST": "NaN", "COST_DESCRIPTION": "x"}, "COURSERUN_COST_INVALID"),
        ({"COST_DESCRIPTION": "a" * 256}, "COURSERUN_COST_DESCRIPTION_MAXLENGTH"),
        ({"DURATION": ""}, "COURSERUN_DURATION_REQUIRED"),
        ({"DURATION": "0"}, "COURSERUN_DURATION_RANGE"),
        ({"DURATION": "1000"}, "COURSERUN_DURATION_RANGE"),
        ({"DURATION": "1.5"}, "COURSERUN_DURATION_RANGE"),
        ({"DURATION": "9" * 5000}, "COURSERUN_DURATION_RANGE"),
        ({"DURATION_UNIT": "terms"}, "COURSERUN_DURATION_UNIT_REQUIRED"),
        ({"STUDY_MODE": "Full time"}, "COURSERUN_STUDY_MODE_NOT_ALLOWED"),
        ({"ATTENDANCE_PATTERN": "Evening"}, "COURSERUN_ATTENDANCE_PATTERN_NOT_ALLOWED"),
        ({"VENUE_NAME": "Lock House"}, "COURSERUN_VENUE_NAME_NOT_ALLOWED"),
        ({"YOUR_VENUE_REFERENCE": "LH1"}, "COURSERUN_PROVIDER_VENUE_REF_NOT_ALLOWED"),
        ({"NATIONAL_DELIVERY": "yes"}, "COURSERUN_NATIONAL_DELIVERY_NOT_ALLOWED"),
        ({"SUB_REGION": "Dudley"}, "COURSERUN_SUBREGIONS_NOT_ALLOWED"),
        (CLASSROOM | {"STUDY_MODE": ""}, "COURSERUN_STUDY_MODE_REQUIRED"),
        (CLASSROOM | {"ATTENDANCE_PATTERN": "Noon"}, "COURSERUN_ATTENDANCE_PATTERN_REQUIRED"),
        (CLASSROOM | {"VENUE_NAME": ""}, "COURSERUN_VENUE_REQUIRED"),
        (CLASSROOM | {"VENUE_NAME": "Nowhere"}, "COURSERUN_VENUE_NAME_INVALID"),
        (CLASSROOM | {"YOUR_VENUE_REFERENCE": "X"}, "COURSERUN_PROVIDER_VENUE_REF_INVALID"),
        (WORK, "COURSERUN_NATIONAL_DELIVERY_REQUIRED"),
        (WORK | {"NATIONAL_DELIVERY": "no"}, "COURSERUN_SUBREGIONS_REQUIRED"),
        (WORK | {"NATIONAL_DELIVERY": "no", "SUB_REGION": "Atlantis"}, "COURSERUN_SUBREGIONS_INVALID"),
        (WORK | {"NATIONAL_DELIVERY": "yes", "SUB_REGION": "Dudley"}, "COURSERUN_SUBREGIONS_NOT_ALLOWED"),
    ],
)
def test_a_cell_against_the_rules_is_refused_with_its_code(tmp_path, provider, lock_house, cells, code):
    report = take_lars(tmp_path, lars(**cells), provider=provider)

    assert only_code(report) == code
    assert report.refused[0].message.endswith((".", ")"))


def test_all_that_is_wrong_with_a_row_is_said_at_once(tmp_path, provider):
    report = take_lars(tmp_path, lars(COURSE_NAME="", COST="x", DURATION="0"), provider=provider)

    assert codes(report) == [
        (1, "COURSE_NAME", "COURSERUN_COURSE_NAME_REQUIRED"),
        (1, "COST", "COURSERUN_COST_INVALID"),
        (1, "DURATION", "COURSERUN_DURATION_RANGE"),
    ]


@pytest.mark.parametrize(
    ("cells", "code"),
    [
        ({"COURSE_TYPE": ""}, "COURSE_COURSE_TYPE_REQUIRED"),
        ({"COURSE_TYPE": "T Levels"}, "COURSE_COURSE_TYPE_REQUIRED"),
        ({"SECTOR": "MAGIC"}, "COURSE_SECTOR_REQUIRED"),
        ({"EDUCATION_LEVEL": "8"}, "COURSE_EDUCATION_LEVEL_REQUIRED"),
        ({"AWARDING_BODY": "a" * 256}, "COURSE_AWARDING_BODY_MAXLENGTH"),
    ],
)
def test_a_bootcamp_row_against_the_rules_is_refused(tmp_path, provider, cells, code):
    report = take(tmp_path, text(formats.NON_LARS, non_lars(**cells)), provider=provider)

    assert only_code(report) == code


@pytest.mark.parametrize(
    ("cells", "code"),
    [
        ({"VENUE_NAME": ""}, "VENUE_NAME_REQUIRED"),
        ({"VENUE_NAME": "a" * 251}, "VENUE_NAME_MAXLENGTH"),
        ({"YOUR_VENUE_REFERENCE": "a" * 256}, "VENUE_PROVIDER_VENUE_REF_MAXLENGTH"),
        ({"ADDRESS_LINE_1": ""}, "VENUE_ADDRESS_LINE1_REQUIRED"),
        ({"ADDRESS_LINE_1": "a" * 101}, "VENUE_ADDRESS_LINE1_MAXLENGTH"),
        ({"TOWN_OR_CITY": ""}, "VENUE_TOWN_REQUIRED"),
        ({"TOWN_OR_CITY": "a" * 76}, "VENUE_TOWN_MAXLENGTH"),
        ({"COUNTY": "a" * 76}, "VENUE_COUNTY_MAXLENGTH"),
        ({"POSTCODE": ""}, "VENUE_POSTCODE_REQUIRED"),
        ({"POSTCODE": "Birmingham"}, "VENUE_POSTCODE_FORMAT"),
        ({"POSTCODE": "ZZ99 9ZZ"}, "VENUE_POSTCODE_INVALID"),
    ],
)
def test_a_venue_against_the_rules_is_refused(tmp_path, provider, lock_house, cells, code):
    report = take(tmp_path, text(formats.VENUES, venue(**cells)), provider=provider)

    assert only_code(report) == code
    assert not report.applied


def test_two_venues_of_one_file_never_share_a_name_or_reference(tmp_path, provider, lock_house):
    rows = [venue(), venue(YOUR_VENUE_REFERENCE="x"), venue(VENUE_NAME="Other", YOUR_VENUE_REFERENCE="lh1")]

    report = take(tmp_path, text(formats.VENUES, *rows), provider=provider)

    assert codes(report) == [
        (2, "VENUE_NAME", "VENUE_NAME_UNIQUE"),
        (3, "YOUR_VENUE_REFERENCE", "VENUE_PROVIDER_VENUE_REF_UNIQUE"),
    ]


@pytest.mark.parametrize(
    ("written", "mode"),
    [
        ("BLENDED", "blended"),
        ("Blended learning", "blended"),
        ("blendedlearning", "blended"),
        ("classroom", "classroom"),
        ("Classroom based", "classroom"),
        ("classroombased", "classroom"),
    ],
)
def test_delivery_modes_are_read_in_all_their_spellings(tmp_path, provider, lock_house, written, mode):
    take_lars(tmp_path, lars(**CLASSROOM | {"DELIVERY_MODE": written}), provider=provider)

    assert CourseRun.objects.get().mode == mode


@pytest.mark.parametrize("written", ["work", "Work based", "WORKBASED"])
def test_work_based_runs_keep_their_sub_regions(tmp_path, provider, written):
    take_lars(tmp_path, lars(DELIVERY_MODE=written, SUB_REGION="dudley; Walsall"), provider=provider)

    run = CourseRun.objects.get()
    assert (run.mode, run.is_national, run.regions) == ("work_based", False, "Dudley; Walsall")


@pytest.mark.parametrize("yes", ["yes", "YES", "Yes"])
def test_a_flexible_start_has_no_date(tmp_path, provider, yes):
    take_lars(tmp_path, lars(FLEXIBLE_START_DATE=yes, START_DATE=""), provider=provider)

    run = CourseRun.objects.get()
    assert (run.is_flexible, run.starts_on) == (True, None)


def test_a_course_may_start_today(tmp_path, provider):
    report = take_lars(tmp_path, lars(START_DATE=ahead(0)), provider=provider)

    assert report.refused == []
    assert CourseRun.objects.get().starts_on == timezone.localdate()


def test_formula_cells_are_kept_as_text(tmp_path, provider):
    take_lars(tmp_path, lars(COURSE_NAME="=cmd|' /C calc'!A0", YOUR_REFERENCE="@SUM(1)"), provider=provider)

    run = CourseRun.objects.select_related("course").get()
    assert (run.course.title, run.reference) == ("=cmd|' /C calc'!A0", "@SUM(1)")


@pytest.mark.parametrize(
    ("written", "aim"),
    [
        ("1234567", "01234567"),
        ("60160572", "60160572"),
        ("z0059747", "Z0059747"),
        ("", ""),
        ("123456789", ""),
        ("12 34", ""),
    ],
)
def test_a_learning_aim_is_eight_characters_with_its_zeros(written, aim):
    assert learning_aim(written) == aim


@pytest.mark.parametrize(
    "address",
    [
        *(
            "javascript:alert(1)",
            "data:text/html,x",
            "file:///etc/passwd",
            "https://user:pw@example.org",
            "ftp://a.org",
        ),
        *(
            "http://169.254.169.254/",
            "http://localhost/",
            "http://[::1]/",
            "https://a b.org",
            "https://",
            "x",
            "//a.org",
        ),
        *("https://example.org:99999/", "https://exa\u202emple.org", "https://example.org/<script>"),
    ],
)
def test_addresses_that_are_not_public_pages_are_refused(address):
    assert clean_address(address) == ""


def test_a_site_without_its_scheme_gets_https():
    assert clean_address("www.example.org/c?x=1") == "https://www.example.org/c?x=1"
