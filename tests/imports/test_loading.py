import json
from datetime import date, timedelta
from time import process_time

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from district.imports.reading import formats
from district.outbox.models import ImportRun, RefusedRow
from district.partners.models import Organisation
from district.skills.models import SkillState
from programmes import signals
from programmes.models import Course, CourseRun, CourseWord, LearningAim, Programme, TaughtSkill, Venue
from tests.factories.programmes import make_run
from tests.factories.skills import make_skill
from tests.imports.files import (
    CLASSROOM,
    a_day,
    ahead,
    codes,
    lars,
    live,
    non_lars,
    take,
    take_lars,
    text,
    venue,
)
from tests.places.shared_data import shared_data


def test_a_file_whose_spreadsheet_ate_the_zero_becomes_one_course_with_three_runs(tmp_path, provider):
    days = [ahead(30), ahead(60), ahead(90)]

    report = take_lars(
        tmp_path, *(lars(LARS_QAN="1234567", START_DATE=day) for day in days), provider=provider
    )

    course = Course.objects.get()
    assert (report.read, report.added, report.refused, report.courses["added"]) == (3, 3, [], 1)
    assert (course.learning_aim, course.organisation, course.state) == (
        "01234567",
        provider,
        Course.State.LIVE,
    )
    assert [run.starts_on for run in course.runs.order_by("starts_on")] == [a_day(day) for day in days]


def test_31_february_is_refused_with_its_code_and_nothing_of_the_file_is_written(tmp_path, provider):
    report = take_lars(tmp_path, lars(), lars(START_DATE="31/02/2027"), provider=provider)

    assert codes(report) == [(2, "START_DATE", "COURSERUN_START_DATE_INVALID")]
    assert (report.added, report.applied, Course.objects.count()) == (0, False, 0)


def test_the_run_and_its_refused_rows_are_kept(tmp_path, provider):
    take_lars(tmp_path, lars(START_DATE="31/02/2027"), provider=provider)

    kept = ImportRun.objects.get()
    assert (kept.kind, kept.source, kept.read_count, kept.refused_count) == ("courses", "file0.csv", 1, 1)
    row = RefusedRow.objects.get(run=kept)
    assert (row.row, row.field, row.code) == (1, "START_DATE", "COURSERUN_START_DATE_INVALID")
    assert row.message == "Enter a real date as dd/mm/yyyy, like 04/05/2027."


def test_the_same_file_twice_changes_nothing(tmp_path, provider):
    rows = [
        lars(),
        lars(START_DATE=ahead(90)),
        lars(COURSE_NAME="Databases", WHO_THIS_COURSE_IS_FOR="Office staff."),
    ]
    take_lars(tmp_path, *rows, provider=provider)
    before = list(Course.objects.order_by("id").values()), list(CourseRun.objects.order_by("id").values())

    report = take_lars(tmp_path, *rows, provider=provider)

    assert (report.added, report.changed, report.unchanged, report.withdrawn) == (0, 0, 3, 0)
    after = list(Course.objects.order_by("id").values()), list(CourseRun.objects.order_by("id").values())
    assert before == after


def test_a_row_that_is_there_twice_is_a_repeat_and_one_run(tmp_path, provider):
    report = take_lars(tmp_path, lars(), lars(), provider=provider)

    assert (report.added, report.repeats, CourseRun.objects.count()) == (1, 1, 1)


def test_a_changed_price_changes_the_run_and_keeps_its_identity(tmp_path, provider):
    take_lars(tmp_path, lars(), provider=provider)
    before = CourseRun.objects.get()

    report = take_lars(tmp_path, lars(COST="99.50"), provider=provider)

    after = CourseRun.objects.get()
    assert (report.changed, report.added, report.withdrawn) == (1, 0, 0)
    assert (after.public_id, str(after.cost), after.version) == (
        before.public_id,
        "99.50",
        before.version + 1,
    )


def test_a_changed_text_keeps_the_course_and_its_address(tmp_path, provider):
    take_lars(tmp_path, lars(), provider=provider)
    before = Course.objects.get()

    report = take_lars(tmp_path, lars(WHO_THIS_COURSE_IS_FOR="Anybody who is curious."), provider=provider)

    after = Course.objects.get()
    assert (after.public_id, after.who_for) == (before.public_id, "Anybody who is curious.")
    assert (report.courses["changed"], report.courses["added"], report.courses["withdrawn"]) == (1, 0, 0)


def test_what_the_file_no_longer_holds_is_archived_and_closed_and_comes_back(tmp_path, provider):
    both = [lars(), lars(COURSE_NAME="Databases", WHO_THIS_COURSE_IS_FOR="Office staff.")]
    take_lars(tmp_path, *both, provider=provider)

    report = take_lars(tmp_path, both[0], provider=provider)

    gone = Course.objects.get(title="Databases")
    assert (report.withdrawn, report.courses["withdrawn"]) == (1, 1)
    assert (gone.state, gone.runs.get().state) == (Course.State.ARCHIVED, CourseRun.State.CLOSED)

    take_lars(tmp_path, *both, provider=provider)
    gone.refresh_from_db()
    assert (gone.state, gone.runs.get().state) == (Course.State.LIVE, CourseRun.State.OPEN)


def test_a_withdrawn_run_with_people_on_it_keeps_their_places_and_says_so(tmp_path, provider):
    take_lars(tmp_path, lars(), lars(START_DATE=ahead(90)), provider=provider)
    CourseRun.objects.update(capacity=10, places_taken=3)

    report = take_lars(tmp_path, lars(), provider=provider)

    closed = CourseRun.objects.get(state=CourseRun.State.CLOSED)
    assert closed.places_taken == 3
    assert [each for each in report.warnings if "people with places" in each]


def test_courses_of_others_and_those_written_by_hand_are_left_alone(tmp_path, provider):
    own = make_run().course
    take_lars(tmp_path, lars(), provider=provider)

    own.refresh_from_db()
    assert own.state == Course.State.LIVE


def test_a_run_closed_by_hand_stays_closed_when_the_file_comes_again(tmp_path, provider):
    take_lars(tmp_path, lars(), provider=provider)
    CourseRun.objects.update(state=CourseRun.State.CLOSED)

    take_lars(tmp_path, lars(), provider=provider)

    assert CourseRun.objects.get().state == CourseRun.State.CLOSED


def test_a_trial_says_what_would_happen_and_writes_nothing(tmp_path, provider):
    report = take(tmp_path, text(formats.LARS, lars()), provider=provider, dry_run=True)

    assert (report.added, report.applied) == (1, False)
    assert (Course.objects.count(), ImportRun.objects.count()) == (0, 0)


def test_venues_are_read_first_so_that_the_courses_can_name_them(tmp_path, provider, lock_house):
    Venue.objects.all().delete()
    rows = text(
        formats.LARS, lars(**CLASSROOM), lars(**CLASSROOM | {"VENUE_NAME": "", "YOUR_VENUE_REFERENCE": "lh1"})
    )

    report = take(tmp_path, rows, text(formats.VENUES, venue()), provider=provider)

    house = Venue.objects.get()
    assert report.refused == []
    assert (house.name, house.postcode_id, house.town, house.address) == (
        "Lock House",
        "B4 7ET",
        "Birmingham",
        "1 Wharf Street",
    )
    assert {run.venue_id for run in CourseRun.objects.all()} == {house.id}


def test_venues_twice_change_nothing_and_a_new_address_changes_one(tmp_path, provider, lock_house):
    take(tmp_path, text(formats.VENUES, venue()), provider=provider)
    again = take(tmp_path, text(formats.VENUES, venue()), provider=provider)
    moved = take(tmp_path, text(formats.VENUES, venue(ADDRESS_LINE_1="2 Wharf Street")), provider=provider)

    assert (again.added, again.changed, again.unchanged) == (0, 0, 1)
    assert (moved.added, moved.changed, Venue.objects.get().address) == (0, 1, "2 Wharf Street")


def test_a_bootcamp_without_lars_number_belongs_to_the_programme_of_its_type(tmp_path, provider):
    take(tmp_path, text(formats.NON_LARS, non_lars()), provider=provider)

    course = Course.objects.get()
    assert (course.programme.name, course.programme.kind) == ("Skills Bootcamps", "skills_bootcamp")
    assert (course.level, course.sector, course.course_type) == ("3", "DIGITAL", "Skills Bootcamp")


def test_a_lars_file_and_a_bootcamp_file_of_one_provider_do_not_withdraw_each_other(tmp_path, provider):
    take_lars(tmp_path, lars(), provider=provider)
    report = take(tmp_path, text(formats.NON_LARS, non_lars()), provider=provider)

    assert report.withdrawn == 0
    assert Course.objects.filter(state=Course.State.LIVE).count() == 2


def test_open_data_makes_providers_venues_courses_and_runs(tmp_path, lock_house):
    Organisation.objects.filter(ukprn="10001234").update(ukprn="10009999")

    report = take(tmp_path, text(formats.OPEN_DATA, live(), live(COURSE_RUN_ID="r2", DELIVER_MODE="2")))

    provider = Organisation.objects.get(ukprn="10001234")
    course = Course.objects.get()
    assert (report.added, report.refused) == (2, [])
    assert (provider.is_imported, provider.name, course.organisation) == (True, "Provider 10001234", provider)
    first, second = course.runs.order_by("source_reference")
    assert (first.mode, first.study_mode, first.pattern) == ("classroom", "part_time", "evening")
    assert (first.venue.name, first.venue.postcode_id, first.duration, first.duration_unit) == (
        "Lock House",
        "B4 7ET",
        10,
        "weeks",
    )
    assert (second.mode, second.venue, first.webpage) == (
        "online",
        None,
        "https://www.example.org/programming",
    )


def test_open_data_leaves_out_the_rows_it_cannot_read_and_takes_the_others(tmp_path, lock_house):
    report = take(
        tmp_path,
        text(
            formats.OPEN_DATA,
            live(),
            live(COURSE_RUN_ID="r2", LOCATION_POSTCODE="ZZ99 9ZZ"),
            live(COURSE_RUN_ID="r3", PROVIDER_UKPRN="1234"),
            live(COURSE_RUN_ID="r4", STARTDATE="31/02/2027"),
        ),
    )

    assert (report.added, report.applied) == (1, True)
    assert codes(report) == [
        (2, "LOCATION_POSTCODE", "VENUE_POSTCODE_INVALID"),
        (3, "PROVIDER_UKPRN", "PROVIDER_UKPRN_INVALID"),
        (4, "STARTDATE", "COURSERUN_START_DATE_INVALID"),
    ]


def test_a_run_of_the_open_data_that_has_started_is_closed(tmp_path, lock_house):
    take(tmp_path, text(formats.OPEN_DATA, live(STARTDATE="01/09/2020")))

    assert CourseRun.objects.get().state == CourseRun.State.CLOSED


def test_american_dates_are_seen_by_a_day_above_twelve(tmp_path, lock_house):
    year = timezone.localdate().year + 1
    rows = [live(STARTDATE=f"9/1/{year}"), live(COURSE_RUN_ID="r2", STARTDATE=f"9/21/{year}")]

    take(tmp_path, text(formats.OPEN_DATA, *rows))

    assert sorted(CourseRun.objects.values_list("starts_on", flat=True)) == [
        date(year, 9, 1),
        date(year, 9, 21),
    ]


def test_the_toolkit_becomes_free_courses_that_start_at_any_time(tmp_path, db):
    record = {
        "category": "Coding",
        "provider": "The Open University",
        "title": "Learn to code",
        "url": "https://www.open.edu/learn",
        "covers": ["loops", "functions"],
        "description": "In this course you learn:",
        "certificate_of_completion": "Yes",
        "total_study_time": "3.5 hours",
        "study_type": "Self-paced",
        "cost": "Free",
    }

    report = take(tmp_path, json.dumps(record))
    again = take(tmp_path, json.dumps(record))

    run = CourseRun.objects.select_related("course__programme", "course__organisation").get()
    assert (report.added, again.unchanged, again.added) == (1, 1, 0)
    assert (run.is_flexible, run.cost, run.duration, run.duration_unit) == (True, 0, 210, "minutes")
    assert run.course.what_you_learn == "In this course you learn:\n- loops\n- functions"
    assert (run.course.organisation.name, run.course.organisation.is_imported) == (
        "The Open University",
        True,
    )
    assert (run.course.programme.name, run.course.programme.kind) == ("Skills Toolkit", "vendor")


@pytest.mark.parametrize(
    ("line", "code"),
    [
        ('{"title": "x"', "ROW_JSON"),
        ("{}", "TITLE_REQUIRED"),
        ('{"title": "x", "provider": "y", "url": "javascript:alert(1)"}', "URL_FORMAT"),
        ('{"title": "x", "provider": "y", "url": "https://a.example", "cost": {"a": 1}}', "VALUE_FORMAT"),
        ('{"title": "\\u0000", "provider": "y", "url": "https://a.example"}', "VALUE_FORMAT"),
        ('{"title": "\\ud800", "provider": "y", "url": "https://a.example"}', "VALUE_FORMAT"),
    ],
)
def test_toolkit_lines_that_cannot_be_read_are_listed(tmp_path, db, line, code):
    report = take(tmp_path, line)

    assert code in [each.code for each in report.refused]
    assert Course.objects.count() == 0


def test_skills_are_suggested_with_their_words_for_a_person_to_accept(tmp_path, provider):
    python = make_skill(label="Python", names=("Python (computer programming)",))

    report = take_lars(
        tmp_path, lars(WHAT_YOU_WILL_LEARN="You write small programs in Python."), provider=provider
    )

    taught = TaughtSkill.objects.get()
    assert (taught.skill, taught.state, taught.words) == (python, SkillState.SUGGESTED, "Python")
    assert report.suggested_skills == 1


def test_a_refused_suggestion_does_not_come_back_with_the_next_file(tmp_path, provider):
    make_skill(label="Python")
    take_lars(tmp_path, lars(WHAT_YOU_WILL_LEARN="Programs in Python."), provider=provider)
    TaughtSkill.objects.update(state=SkillState.REFUSED)

    take_lars(tmp_path, lars(WHAT_YOU_WILL_LEARN="More programs in Python."), provider=provider)

    assert TaughtSkill.objects.get().state == SkillState.REFUSED


def test_matching_hears_which_courses_opened_and_which_closed(tmp_path, provider):
    heard: list[tuple[str, list[int]]] = []

    def opened(sender, course_ids, **kwargs):
        heard.append(("opened", course_ids))

    def closed(sender, course_ids, **kwargs):
        heard.append(("closed", course_ids))

    signals.run_opened.connect(opened)
    signals.run_closed.connect(closed)
    try:
        take_lars(
            tmp_path,
            lars(),
            lars(COURSE_NAME="Databases", WHO_THIS_COURSE_IS_FOR="Others."),
            provider=provider,
        )
        first, second = Course.objects.order_by("id")
        take_lars(tmp_path, lars(), provider=provider)
    finally:
        signals.run_opened.disconnect(opened)
        signals.run_closed.disconnect(closed)
    assert heard == [("opened", [first.id, second.id]), ("closed", [second.id])]


def test_the_words_of_new_courses_are_learned_for_spelling_help(tmp_path, provider):
    take_lars(tmp_path, lars(), provider=provider)

    assert CourseWord.objects.filter(word="programming").exists()


def test_without_a_register_the_report_says_that_only_the_form_was_checked(tmp_path, provider):
    report = take_lars(tmp_path, lars(), provider=provider)

    assert [each for each in report.warnings if "register" in each]


def test_with_a_register_unknown_and_expired_aims_are_refused(tmp_path, provider):
    register = text(
        formats.REGISTER,
        {"LEARNAIMREF": "60160572", "LEARNAIMREFTITLE": "Award in coding", "NOTIONALNVQLEVELV2": "2"},
        {
            "LEARNAIMREF": "00100309",
            "LEARNAIMREFTITLE": "Old award",
            "NOTIONALNVQLEVELV2": "E",
            "LASTNEWSTARTDATE": "2020-07-31",
        },
    )
    take(tmp_path, register)

    good = take_lars(tmp_path, lars(), provider=provider)
    bad = take_lars(tmp_path, lars(LARS_QAN="99999999"), lars(LARS_QAN="100309"), provider=provider)

    assert LearningAim.objects.count() == 2
    assert (good.refused, Course.objects.get().level) == ([], "2")
    assert codes(bad) == [
        (1, "LARS_QAN", "COURSE_LARS_QAN_INVALID"),
        (2, "LARS_QAN", "COURSE_LARS_QAN_EXPIRED"),
    ]


def test_the_ukprn_in_a_files_name_says_whose_courses_they_are(tmp_path, provider):
    take(tmp_path, text(formats.LARS, lars()), name="10001234_courses_")

    assert Course.objects.get().organisation == provider


def test_a_file_that_nobody_is_named_for_says_so(tmp_path, db):
    report = take(tmp_path, text(formats.LARS, lars()))
    again = take(tmp_path, text(formats.LARS, lars()))

    course = Course.objects.get()
    assert course.organisation.is_imported
    assert course.state == Course.State.DRAFT
    assert (again.added, again.changed, again.unchanged) == (0, 0, 1)
    assert report.warnings[0] == (
        "The file does not say whose courses these are, so they wait as drafts that nobody else sees. "
        "Name the provider: --provider UKPRN."
    )


def test_the_command_prints_one_json_object(tmp_path, provider, capsys):
    path = tmp_path / "courses.csv"
    path.write_text(text(formats.LARS, lars(), lars(START_DATE="31/02/2027")))

    call_command("import_courses", str(path), "--provider", "10001234", "--dry-run")

    printed = json.loads(capsys.readouterr().out)
    names = ("read", "added", "changed", "unchanged", "withdrawn", "repeats")
    assert [printed[name] for name in names] == [2, 0, 0, 0, 0, 0]
    assert printed["refused"] == [
        {
            "row": 2,
            "field": "START_DATE",
            "code": "COURSERUN_START_DATE_INVALID",
            "message": "Enter a real date as dd/mm/yyyy, like 04/05/2027.",
        }
    ]
    assert printed["seconds"] >= 0


@pytest.mark.parametrize("provider_text", ["10009998", "x", "\x00", "00000000-0000-0000-0000-000000000000"])
def test_the_command_refuses_an_unknown_provider_with_a_sentence(tmp_path, provider, provider_text):
    path = tmp_path / "courses.csv"
    path.write_text(text(formats.LARS, lars()))

    with pytest.raises(CommandError, match="No organisation has the UKPRN"):
        call_command("import_courses", str(path), "--provider", provider_text)


def test_the_command_refuses_a_file_that_is_not_there(tmp_path):
    with pytest.raises(CommandError, match="There is no file"):
        call_command("import_courses", str(tmp_path / "none.csv"))


def test_real_toolkit_courses_all_load_and_load_again_without_change(db, tmp_path):
    path = shared_data("courses") / "skills_toolkit_courses.jsonl"

    first = take(tmp_path, path.read_bytes())
    second = take(tmp_path, path.read_bytes())

    assert (first.read, first.added, first.refused) == (79, 79, [])
    assert (second.added, second.changed, second.unchanged, second.withdrawn) == (0, 0, 79, 0)
    assert Programme.objects.get().name == "Skills Toolkit"


def test_five_thousand_rows_take_at_most_ten_seconds(tmp_path, provider):
    """Of this process's own time: a busy machine must not fail the test."""
    make_skill(label="Python")
    rows = (
        lars(LARS_QAN=str(60_000_000 + number // 2), WHAT_YOU_WILL_LEARN=f"Python and data, part {number // 2}.",
             START_DATE=f"{timezone.localdate() + timedelta(days=1 + number % 300):%d/%m/%Y}")
        for number in range(5000)
    )  # fmt: skip

    before = process_time()
    report = take_lars(tmp_path, *rows, provider=provider)

    assert (report.added, report.courses["added"]) == (5000, 2500)
    assert process_time() - before <= 10
