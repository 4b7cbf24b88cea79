import re
from datetime import timedelta

import pytest
from django.utils import timezone

from district.partners.models import Role
from district.skills.models import SkillState
from programmes.models import Course, CourseRun, TaughtSkill, Venue
from tests.factories.accounts import make_user
from tests.factories.partners import make_membership, make_organisation, make_staff
from tests.factories.places import make_postcode
from tests.factories.programmes import (
    make_course,
    make_programme,
    make_provider,
    make_run,
    make_taught_skill,
    make_venue,
)
from tests.factories.skills import make_skill


@pytest.fixture
def member(client, teacher):
    """The test client signed in as a member of the provider."""
    client.force_login(teacher.user)
    return client


@pytest.fixture
def course(provider):
    return make_course(organisation=provider, title="Python", runs=1)


def addresses(course) -> dict[str, str]:
    run, venue = course.runs.get(), make_venue(organisation=course.organisation)
    own = f"/provider/courses/{course.public_id}/"
    return {
        "home": "/provider/",
        "courses": "/provider/courses/",
        "new": "/provider/courses/new/",
        "course": own,
        "basics": f"{own}basics/",
        "skills": f"{own}skills/",
        "new run": f"{own}runs/new/",
        "run": f"/provider/runs/{run.public_id}/",
        "venues": "/provider/venues/",
        "new venue": "/provider/venues/new/",
        "venue": f"/provider/venues/{venue.public_id}/",
    }


OF_STAFF_TOO = {"courses", "course", "basics", "skills", "new run", "run"}
OF_ONE = {"course", "basics", "skills", "new run", "run", "venue"}


# Access --------------------------------------------------------------------------------------------


def test_members_see_all_their_pages(member, course):
    assert {name: member.get(path).status_code for name, path in addresses(course).items()} == dict.fromkeys(
        addresses(course), 200
    )


def test_visitors_are_asked_to_sign_in(client, course):
    for path in addresses(course).values():
        response = client.get(path)
        assert (response.status_code, "/account/login/" in response["Location"]) == (302, True), path


@pytest.mark.parametrize("role", ["", Role.EMPLOYER, Role.SCHOOL, Role.CIVIC, Role.COMMUNITY])
def test_other_roles_may_not(client, course, role):
    user = make_membership(organisation=make_organisation(role=role)).user if role else make_user()
    client.force_login(user)

    assert {client.get(path).status_code for path in addresses(course).values()} == {403}


def test_a_provider_that_waits_for_its_check_may_not(client, course):
    waiting = make_organisation(role=Role.PROVIDER, approved=False)
    client.force_login(make_membership(organisation=waiting).user)

    assert {client.get(path).status_code for path in addresses(course).values()} == {403}


def test_a_removed_member_is_refused_on_the_next_request(member, course, teacher):
    assert member.get("/provider/").status_code == 200
    teacher.user.memberships.update(ended_at=timezone.now())

    assert member.get("/provider/").status_code == 403


def test_staff_see_courses_of_all_and_no_providers_home(client, course):
    client.force_login(make_staff())
    seen = {name: client.get(path).status_code for name, path in addresses(course).items()}

    assert {name for name, status in seen.items() if status == 200} == OF_STAFF_TOO
    assert {status for name, status in seen.items() if name not in OF_STAFF_TOO} == {403}


def test_what_belongs_to_another_provider_is_not_there(client, course, stranger):
    client.force_login(stranger.user)
    paths = {name: path for name, path in addresses(course).items() if name in OF_ONE}
    assert len(paths) == 6

    for name, path in paths.items():
        assert client.get(path).status_code == 404, path
        if name != "course":
            assert client.post(path, {}).status_code == 404, path
    assert "Python" not in client.get("/provider/courses/").text
    assert client.post(f"/provider/courses/{course.public_id}/move/", {"to": "archived"}).status_code == 404
    assert (
        client.post(f"/provider/runs/{course.runs.get().public_id}/move/", {"to": "closed"}).status_code
        == 404
    )
    assert Course.objects.get(pk=course.pk).state == Course.State.LIVE


def test_moves_are_posted_and_not_fetched(member, course):
    assert member.get(f"/provider/courses/{course.public_id}/move/").status_code == 405
    assert member.get(f"/provider/runs/{course.runs.get().public_id}/move/").status_code == 405


# Home and lists ------------------------------------------------------------------------------------


def test_home_says_what_to_do_next(member, provider):
    today = timezone.localdate()
    course = make_course(organisation=provider, title="Python")
    make_run(course=course, starts_on=today + timedelta(days=9), capacity=12, places_taken=5)
    make_taught_skill(course=course, skill=make_skill(), state=SkillState.SUGGESTED)
    make_course(organisation=provider, state="draft")
    make_course(organisation=provider, title="Without a start")

    page = member.get("/provider/").text

    tiles = re.findall(r'dsd-tile__figure">(\d+)</span> <a[^>]*>([^<]+)', page)
    assert tiles == [
        ("1", "skill to accept or refuse"),
        ("1", "published course without an open start"),
        ("1", "draft"),
        ("7", "places free"),
        ("3", "courses"),
    ]
    assert "5 of 12" in page


def test_home_of_a_new_provider_starts_with_the_first_course(member):
    page = member.get("/provider/").text

    assert "Add your first course" in page


@pytest.mark.parametrize("rows", [1, 10])
def test_pages_take_the_same_queries_however_many_rows(member, provider, django_assert_num_queries, rows):
    for _ in range(rows):
        course = make_course(organisation=provider, programme=make_programme())
        make_run(course=course, venue=make_venue(organisation=provider))
        make_taught_skill(course=course, skill=make_skill(), state=SkillState.SUGGESTED)
    signed_in = 3

    for path, queries in (("/provider/", 5), ("/provider/courses/", 2), ("/provider/venues/", 2)):
        with django_assert_num_queries(queries + signed_in):
            assert member.get(path).status_code == 200


def test_the_list_is_narrowed_by_state(member, provider):
    make_course(organisation=provider, title="Live one")
    make_course(organisation=provider, title="Draft one", state="draft")

    page = member.get("/provider/courses/?state=draft").text

    assert ("Draft one" in page, "Live one" in page) == (True, False)
    assert member.get("/provider/courses/?state=%00&page=abc").status_code == 200


# Courses -------------------------------------------------------------------------------------------


def test_a_course_is_written_page_by_page_and_published(member, provider):
    make_skill(label="Python")

    member.post("/provider/courses/new/", {"title": "Python for beginners", "level": "2"})
    course = Course.objects.get()
    own = f"/provider/courses/{course.public_id}/"
    about = member.post(f"{own}about/", {"version": 1, "who_for": "Beginners."})
    assert about["Location"] == f"{own}learning/"
    member.post(f"{own}learning/", {"version": 2, "what_you_learn": "You write programs in Python."})
    start = timezone.localdate() + timedelta(days=40)
    dated = {"starts_on_day": start.day, "starts_on_month": start.month, "starts_on_year": start.year}
    member.post(f"{own}runs/new/", {"mode": "online", "capacity": "12", **dated})
    run = CourseRun.objects.get()
    member.post(f"/provider/runs/{run.public_id}/move/", {"to": "open"})
    done = member.post(f"{own}move/", {"to": "live"}, follow=True)

    course.refresh_from_db()
    assert (course.organisation, course.state, course.level) == (provider, Course.State.LIVE, "2")
    assert "The course is published. People can find it now." in done.text
    assert "Python for beginners" in member.get("/courses/?q=python").text
    assert TaughtSkill.objects.get().state == SkillState.SUGGESTED


def test_what_hinders_publishing_is_said(member, provider):
    course = make_course(organisation=provider, state="draft")

    page = member.post(f"/provider/courses/{course.public_id}/move/", {"to": "live"}, follow=True).text

    assert "Add a course run and open it, so that people can join." in page
    assert Course.objects.get().state == "draft"


@pytest.mark.parametrize("to", ["", "open", "draft", "x", "live\x00"])
def test_a_state_that_is_none_changes_nothing(member, course, to):
    member.post(f"/provider/courses/{course.public_id}/move/", {"to": to})

    assert Course.objects.get().state == Course.State.LIVE


def test_the_second_of_two_editors_sees_both_versions(member, course):
    path = f"/provider/courses/{course.public_id}/basics/"
    member.post(path, {"version": 1, "title": "First"})

    clash = member.post(path, {"version": 1, "title": "Second"})

    assert clash.status_code == 409
    assert "Somebody has changed this since you opened the page." in clash.text
    assert "First" in clash.text
    assert 'value="Second"' in clash.text
    assert Course.objects.get().title == "First"

    version = re.search(r'name="version" value="(\d+)"', clash.text)[1]
    member.post(path, {"version": version, "title": "Second"})
    assert Course.objects.get().title == "Second"


@pytest.mark.parametrize(
    "title", ["", " ", "a" * 256, "a\x00b", "a\u202eb", "\u200b\u200b", "<b>ok</b>" * 60]
)
def test_a_bad_title_is_refused_and_what_was_typed_is_kept(member, course, title):
    page = member.post(f"/provider/courses/{course.public_id}/basics/", {"version": 1, "title": title})

    assert page.status_code == 200
    assert "There is a problem" in page.text
    assert Course.objects.get().title == "Python"


@pytest.mark.parametrize("title", ["O'Brien-Ñ 李 🎓", "C", "<script>alert(1)</script>", "{{7*7}}", "a" * 255])
def test_unusual_titles_are_kept_and_shown_as_text(member, course, title):
    member.post(f"/provider/courses/{course.public_id}/basics/", {"version": 1, "title": title})

    assert Course.objects.get().title == title
    assert "<script>alert(1)" not in member.get(f"/courses/{course.public_id}/").text


def test_hidden_fields_that_are_not_asked_for_are_ignored(member, course, stranger):
    member.post(
        f"/provider/courses/{course.public_id}/basics/",
        {
            "version": 1,
            "title": "Mine",
            "organisation": stranger.organisation.id,
            "state": "archived",
            "source": "x",
        },
    )

    after = Course.objects.get()
    assert (after.title, after.organisation, after.state, after.source) == (
        "Mine",
        course.organisation,
        Course.State.LIVE,
        "",
    )


@pytest.mark.parametrize("version", ["", "x", "-1", "9" * 30, "1\x00"])
def test_a_version_that_is_none_is_no_crash(member, course, version):
    response = member.post(
        f"/provider/courses/{course.public_id}/basics/", {"version": version, "title": "New"}
    )

    assert response.status_code in {200, 302, 409}


def test_a_section_that_is_none_is_not_found(member, course):
    assert member.get(f"/provider/courses/{course.public_id}/secrets/").status_code == 404


# Runs and venues -----------------------------------------------------------------------------------


def run_values(**changes):
    start = timezone.localdate() + timedelta(days=20)
    dated = {"starts_on_day": start.day, "starts_on_month": start.month, "starts_on_year": start.year}
    return {"version": 1, "mode": "online", **dated, "capacity": "12"} | changes


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"mode": ""}, "Choose"),
        ({"mode": "by post"}, "Choose from the options shown."),
        ({"mode": "classroom"}, "Choose the venue where people meet."),
        ({"starts_on_day": "31", "starts_on_month": "2"}, "Enter a real date"),
        ({"starts_on_year": "0000"}, "Enter a real date"),
        ({"starts_on_year": "9999"}, "Enter a date that is"),
        (
            {"ends_on_day": "1", "ends_on_month": "1", "ends_on_year": "2020"},
            "The end date is before the start",
        ),
        ({"capacity": "-1"}, "must be 0 or more"),
        ({"capacity": "1000000000"}, "must be 5000 or less"),
        ({"capacity": "ten"}, "must be a number"),
        ({"cost": "1e400000"}, "cost"),
        ({"cost": "NaN"}, "cost"),
        ({"cost": "-5"}, "cost"),
        ({"duration": "3"}, "Enter how long it takes"),
        ({"webpage": "javascript:alert(1)"}, "Enter a web address"),
        ({"webpage": "https://user:pw@example.org"}, "Enter a web address"),
        ({"webpage": "http://169.254.169.254/"}, "Enter a web address"),
        ({"cost_note": "a" * 256}, "255 characters"),
    ],
)
def test_a_run_that_cannot_be_is_refused_with_a_sentence(member, course, changes, sentence):
    page = member.post(f"/provider/courses/{course.public_id}/runs/new/", run_values(**changes))

    assert page.status_code == 200
    assert sentence in page.text
    assert CourseRun.objects.count() == 1


def test_arabic_digits_count_as_numbers(member, course):
    member.post(f"/provider/courses/{course.public_id}/runs/new/", run_values(capacity="١٢"))

    assert CourseRun.objects.filter(state="draft").get().capacity == 12


def test_a_venue_of_another_provider_is_no_choice(member, course):
    foreign = make_venue()

    page = member.post(
        f"/provider/courses/{course.public_id}/runs/new/", run_values(mode="classroom", venue=foreign.id)
    )

    assert "Choose from the options shown." in page.text
    assert foreign.name not in page.text


def test_the_capacity_below_places_taken_is_refused_with_the_count(member, course):
    run = course.runs.get()
    CourseRun.objects.update(places_taken=7)

    page = member.post(f"/provider/runs/{run.public_id}/", run_values(capacity="6"))

    assert "7 places are taken. Enter 7 or more places." in page.text
    assert CourseRun.objects.get().capacity == 12


def test_a_run_with_people_on_it_is_not_cancelled_by_the_page(member, course):
    CourseRun.objects.update(places_taken=2)
    run = course.runs.get()

    page = member.post(f"/provider/runs/{run.public_id}/move/", {"to": "cancelled"}, follow=True).text

    assert "2 people hold places on this course run." in page
    assert CourseRun.objects.get().state == "open"


def test_a_venue_is_added_by_any_spelling_of_its_postcode_and_changed(member, provider):
    make_postcode()
    typed = {"name": "Lock House", "address": "1 Wharf Street", "town": "Birmingham", "postcode": "b11aa"}

    member.post("/provider/venues/new/", typed)
    venue = Venue.objects.get()
    assert (venue.organisation, venue.postcode_id) == (provider, "B1 1AA")

    member.post(f"/provider/venues/{venue.public_id}/", typed | {"name": "New House"})
    assert Venue.objects.get().name == "New House"

    member.post(f"/provider/venues/{venue.public_id}/remove/")
    assert Venue.objects.count() == 0


@pytest.mark.parametrize("postcode", ["", "B1", "ZZ99 9ZZ", "\x00", "x" * 50])
def test_a_venue_without_a_real_postcode_is_refused(member, postcode):
    typed = {"name": "Lock House", "address": "1 Wharf Street", "town": "Birmingham", "postcode": postcode}

    page = member.post("/provider/venues/new/", typed)

    assert "There is a problem" in page.text
    assert Venue.objects.count() == 0


def test_adding_a_venue_leads_back_only_within_this_site(member):
    make_postcode()
    typed = {"name": "Lock House", "address": "1 Wharf Street", "town": "Birmingham", "postcode": "b11aa"}

    response = member.post("/provider/venues/new/?next=https://evil.example/", typed)

    assert response["Location"] == "/provider/venues/"


# Skills --------------------------------------------------------------------------------------------


@pytest.fixture
def suggested(course):
    return make_taught_skill(
        course=course, skill=make_skill(label="Python"), state=SkillState.SUGGESTED, words="python programs"
    )


def test_a_suggestion_is_shown_with_its_words_and_accepted(member, course, suggested):
    path = f"/provider/courses/{course.public_id}/skills/"
    assert "because it says “python programs”" in member.get(path).text

    member.post(path, {"taught": suggested.id, "answer": "accept", "level": "3"})

    suggested.refresh_from_db()
    assert (suggested.state, suggested.level) == (SkillState.ACCEPTED, 3)


def test_skills_are_added_changed_refused_and_taken_off(member, course, suggested):
    path = f"/provider/courses/{course.public_id}/skills/"
    other = make_skill(label="Weaving")

    member.post(path, {"taught": suggested.id, "answer": "refuse"})
    member.post(path, {"add": str(other.public_id), "level": "2"})
    added = TaughtSkill.objects.get(skill=other)
    member.post(path, {"taught": added.id, "answer": "level", "level": "4"})
    assert set(TaughtSkill.objects.values_list("state", "level")) == {("refused", 1), ("accepted", 4)}

    member.post(path, {"taught": added.id, "answer": "remove"})
    assert TaughtSkill.objects.get() == suggested


def test_skills_are_found_while_typing_and_without_javascript(member, course):
    make_skill(label="Python")
    path = f"/provider/courses/{course.public_id}/skills/"

    page, part = member.get(f"{path}?q=pyth"), member.get(f"{path}?q=pyth&fragment=suggestions")

    assert "Add </span>Python" in page.text
    assert "Add </span>Python" in part.text
    assert "<html" not in part.text


@pytest.mark.parametrize(
    "answer",
    [
        {"taught": "x", "answer": "accept"},
        {"taught": str(2**70), "answer": "accept"},
        {"add": "x"},
        {"taught": "1", "answer": "steal"},
        {"taught": "1", "answer": "accept", "level": "9"},
        {},
    ],
)
def test_a_forged_answer_changes_nothing(member, course, suggested, answer):
    response = member.post(f"/provider/courses/{course.public_id}/skills/", answer)

    assert response.status_code in {302, 404}
    suggested.refresh_from_db()
    assert suggested.state == SkillState.SUGGESTED


def test_a_suggestion_of_another_providers_course_is_not_there(member, course):
    foreign = make_taught_skill(
        course=make_course(organisation=make_provider()), skill=make_skill(), state=SkillState.SUGGESTED
    )

    response = member.post(
        f"/provider/courses/{course.public_id}/skills/", {"taught": foreign.id, "answer": "accept"}
    )

    foreign.refresh_from_db()
    assert (response.status_code, foreign.state) == (404, SkillState.SUGGESTED)


def test_staff_decide_about_courses_that_nobody_has_claimed(client, db):
    course = make_course(organisation=make_organisation(is_imported=True))
    taught = make_taught_skill(course=course, skill=make_skill(), state=SkillState.SUGGESTED)
    client.force_login(make_staff())

    client.post(f"/provider/courses/{course.public_id}/skills/", {"taught": taught.id, "answer": "accept"})

    taught.refresh_from_db()
    assert taught.state == SkillState.ACCEPTED


@pytest.mark.parametrize("query", ["%00", "x" * 3000, "%ED%A0%80", "%27", "%E2%80%AE"])
def test_whatever_is_typed_the_picker_answers(member, course, query):
    assert member.get(f"/provider/courses/{course.public_id}/skills/?q={query}").status_code == 200
