import json
import re
from datetime import timedelta

import pytest
from django.utils import timezone

from district.skills.models import Skill, SkillState
from programmes import shelf
from programmes.models import Course, CourseRun
from programmes.services import words
from programmes.sitemaps import CourseSitemap
from tests.factories.places import make_postcode
from tests.factories.programmes import make_course, make_programme, make_run, make_taught_skill
from tests.factories.skills import make_skill

pytestmark = pytest.mark.django_db
RESULT = re.compile(
    r'<li class="dsd-result"><h3 class="dsd-result__title"><a class="govuk-link" href="[^"]*">([^<]*)'
)


def titles(client, query: str = "") -> list[str]:
    response = client.get(f"/courses/{query}")
    assert response.status_code == 200
    return RESULT.findall(response.text)


def counts(client, name: str, query: str = "") -> dict[str, int]:
    """The figures beside the filters of one facet."""
    found = re.findall(
        rf'name="{name}" type="\w+" value="([^"]+)"[^>]*><label[^>]*>[^<]* <span class="dsd-count">([\d,]+)',
        client.get(f"/courses/{query}").text,
    )
    return {value: int(count.replace(",", "")) for value, count in found}


def in_days(days: int):
    return timezone.localdate() + timedelta(days=days)


def test_a_course_leads_back_to_the_search_of_ours_that_led_to_it(client):
    make_postcode(postcode="B1 1AA")
    course = make_course(programme=make_programme(name="Bootcamps"))
    page = f"/courses/{course.public_id}/"
    found = client.get(page, headers={"referer": "http://testserver/courses/?q=web&level=3"}).text
    assert 'href="/courses/?q=web&amp;level=3">Your search</a>' in found
    assert ">Bootcamps</a>" in found
    for before in ("http://elsewhere.example/courses/?q=web", "http://testserver/jobs/?q=web"):
        near = client.get(f"{page}?postcode=B1+1AA", headers={"referer": before}).text
        assert 'href="/courses/?postcode=B1%201AA">Courses</a>' in near


# Search --------------------------------------------------------------------------------------------


def test_a_course_is_one_result_by_its_next_run(client):
    course = make_course(title="Python")
    make_run(course=course, starts_on=in_days(90))
    make_run(course=course, starts_on=in_days(10), capacity=12, places_taken=6, pattern="evening", cost=0)

    page = client.get("/courses/").text

    assert RESULT.findall(page) == ["Python"]
    start = in_days(10)
    assert f"Starts {start.day} {start:%B}" in page
    assert "Evenings, online" in page
    assert "6 places left" in page
    assert "<strong>1 course</strong>, soonest start first" in page


def test_only_live_courses_with_a_run_to_join_are_found(client):
    for state in ("draft", "archived"):
        make_run(course=make_course(state=state))
    make_course(title="No runs")
    for state in ("draft", "closed", "cancelled"):
        make_run(state=state)
    make_run(starts_on=in_days(-1))
    make_run(course=make_course(title="Seen"), starts_on=in_days(0))
    make_run(course=make_course(title="Any time"), is_flexible=True)

    assert titles(client) == ["Seen", "Any time"]


def test_words_are_looked_for_in_titles_first_then_skills_providers_and_texts(client):
    make_course(title="Cooking", what_you_learn="A little python on the side.", runs=1)
    make_course(title="Snakes", skills=[make_skill(label="Python")], runs=1)
    make_course(title="Python for beginners", runs=1)
    make_course(title="Welding", runs=1)

    assert titles(client, "?q=python") == ["Python for beginners", "Snakes", "Cooking"]


def test_a_misspelt_word_finds_what_was_meant_and_says_so(client):
    make_course(title="Python for beginners", runs=1)
    words.learn_again()

    page = client.get("/courses/?q=pyhton").text

    assert RESULT.findall(page) == ["Python for beginners"]
    assert "We found nothing for “pyhton”." in page


def test_what_must_hold_must_hold_for_one_run(client):
    course = make_course(title="Both")
    make_run(course=course, mode="online", pattern="daytime")
    make_run(course=course, postcode=make_postcode(), pattern="evening")

    assert titles(client, "?mode=online&pattern=daytime") == ["Both"]
    assert titles(client, "?mode=online&pattern=evening") == []


def test_every_filter_narrows(client):
    python = make_skill(label="Python")
    near = make_course(
        title="Match", level="3", programme=make_programme(kind="skills_bootcamp"), skills=[python]
    )
    make_run(
        course=near,
        postcode=make_postcode(),
        pattern="evening",
        study_mode="part_time",
        starts_on=in_days(20),
    )
    other = make_course(title="Other", level="1")
    make_run(
        course=other, cost=100, is_flexible=False, starts_on=in_days(300), mode="online", pattern="daytime"
    )

    for query in (
        "kind=skills_bootcamp",
        "level=3",
        "mode=classroom",
        "pattern=evening",
        "study=part_time",
        "cost=free",
        "soon=1",
        "council=birmingham",
        f"skill={python.public_id}",
        f"provider={near.organisation.public_id}",
    ):
        assert titles(client, f"?{query}") == ["Match"], query
    assert titles(client, "?cost=paid") == ["Other"]
    assert titles(client, "?level=1&level=3") == ["Match", "Other"]


def test_facets_count_courses_and_leave_out_what_is_chosen_in_themselves(client):
    course = make_course(level="3")
    make_run(course=course, mode="online")
    make_run(course=course, mode="online", starts_on=in_days(60))
    make_run(course=make_course(level="3"), postcode=make_postcode())
    make_run(course=make_course(level="1"), mode="online", starts_on=in_days(60))

    assert counts(client, "mode") == {"online": 2, "classroom": 1}
    assert counts(client, "level") == {"3": 2, "1": 1}
    assert counts(client, "level", "?mode=online") == {"3": 1, "1": 1}
    assert counts(client, "mode", "?mode=online") == {"online": 2, "classroom": 1}
    assert counts(client, "council") == {"birmingham": 1}
    assert counts(client, "soon") == {"1": 2, "3": 3, "6": 3}


def test_counts_agree_with_plain_sql(client):
    """A hundred runs in every mixture: what the bits count is what PostgreSQL counts."""
    venue_of = make_postcode()
    for number in range(25):
        course = make_course(level=str(number % 3 + 1))
        for turn in range(number % 4 + 1):
            is_online = (number + turn) % 2 == 0
            place = {"mode": "online"} if is_online else {"postcode": venue_of}
            pattern = ("evening", "daytime", "weekend")[(number + turn) % 3]
            make_run(course=course, starts_on=in_days(5 + turn * 40 + number), pattern=pattern, **place)

    for mode in ("online", "classroom"):
        runs = CourseRun.objects.open().filter(mode=mode)
        expected = {
            pattern: runs.filter(pattern=pattern).values("course").distinct().count()
            for pattern in ("evening", "daytime", "weekend")
        }
        assert counts(client, "pattern", f"?mode={mode}") == {k: v for k, v in expected.items() if v}
        assert len(set(titles(client, f"?mode={mode}&pattern=evening"))) == min(20, expected["evening"])


def test_miles_are_from_the_nearest_venue_and_online_counts_as_here(client):
    make_postcode()
    spread = make_course(title="Spread")
    make_run(course=spread, postcode=make_postcode(postcode="CV1 2WT"))
    make_run(course=spread, postcode=make_postcode(postcode="B4 7ET"), starts_on=in_days(60))
    make_run(course=make_course(title="Coventry"), postcode=make_postcode(postcode="CV1 2WT"))
    make_run(course=make_course(title="Online"))

    page = client.get("/courses/?postcode=b11aa&radius=50&sort=distance").text

    assert RESULT.findall(page) == ["Online", "Spread", "Coventry"]
    assert "0.9 miles" in page
    assert "17.5 miles" in page
    assert titles(client, "?postcode=B1+1AA&radius=5&sort=distance") == ["Online", "Spread"]


def test_a_postcode_that_is_none_is_said_and_the_search_still_answers(client):
    make_course(title="Python", runs=1)

    page = client.get("/courses/?postcode=ZZ99+9ZZ").text

    assert "We cannot find the postcode ZZ99 9ZZ." in page
    assert RESULT.findall(page) == ["Python"]


def test_filters_in_use_are_chips_that_take_themselves_away(client):
    make_course(level="3", runs=1)

    page = client.get("/courses/?q=web&level=3&mode=online&page=1").text

    assert re.findall(r'<a class="dsd-chip" href="([^"]+)"', page) == [
        "?q=web&amp;level=3",
        "?q=web&amp;mode=online",
    ]
    assert '<a class="govuk-link" href="?q=web">Clear all filters</a>' in page


@pytest.mark.parametrize(
    "query",
    [
        *(
            "?page=0",
            "?page=-1",
            "?page=abc",
            f"?page={'9' * 5000}",
            "?q=%00",
            "?q=%ED%A0%80",
            "?q=%27%22%3E%3Cscript%3E",
        ),
        *(
            "?level=%00",
            "?level=99",
            "?skill=x",
            "?skill=%00",
            "?provider=x",
            "?postcode=%00",
            "?radius=1e9",
            "?sort=-id",
        ),
        *(
            "?soon=%F0%9F%8E%93",
            "?q=" + "a" * 3000,
            "?kind=vendor&kind=",
            "?q=%D9%A1%D9%A2",
            "?q=(((",
            "?q=:*%26!|",
        ),
        *("?mode=online&mode=online", "?council=birmingham%00", "?q=or+or+-", "?q=%22", "?q=%E2%80%AE"),
    ],
)
def test_whatever_the_address_says_the_list_answers(client, query):
    make_course(title="Python", runs=1)

    response = client.get(f"/courses/{query}")

    assert response.status_code == 200
    assert "<script>'" not in response.text


def test_a_page_past_the_end_is_not_found(client):
    make_course(runs=1)

    assert client.get("/courses/?page=2").status_code == 404


def test_nothing_found_says_what_to_do(client):
    make_course(runs=1)

    page = client.get("/courses/?q=zzzz").text

    assert "No courses found" in page
    assert "Remove all filters" in page


@pytest.mark.parametrize("rows", [1, 10])
def test_a_warm_search_takes_two_queries_however_many_rows(client, rows, django_assert_num_queries):
    for _ in range(rows):
        make_run(
            course=make_course(programme=make_programme(), skills=[make_skill()]), postcode=make_postcode()
        )
    client.get("/courses/?q=web")

    with django_assert_num_queries(2):
        assert len(titles(client, "?q=web")) == rows


@pytest.mark.parametrize("rows", [1, 10])
def test_a_first_search_with_facets_takes_five_queries(client, rows, django_assert_num_queries):
    for _ in range(rows):
        make_run(
            course=make_course(programme=make_programme(), skills=[make_skill()]), postcode=make_postcode()
        )
    shelf.current()

    with django_assert_num_queries(5):
        client.get("/courses/?q=web&postcode=B1+1AA&level=2")


def test_a_change_is_seen_by_the_next_search(client):
    run = make_run(course=make_course(title="Python"))
    assert titles(client) == ["Python"]

    CourseRun.objects.filter(id=run.id).update(mode="blended", venue=make_run(postcode=make_postcode()).venue)
    assert titles(client, "?mode=blended") == ["Python"]

    Course.objects.filter(id=run.course_id).update(state="archived")
    assert titles(client, "?mode=blended") == []


def test_a_place_taken_is_shown_at_once_and_does_not_unmake_the_shelf(client):
    run = make_run(capacity=10)
    before = shelf.current()

    CourseRun.objects.filter(id=run.id).update(places_taken=9)

    assert shelf.current() is before
    assert "1 place left" in client.get("/courses/").text


def test_only_accepted_skills_are_found_and_counted(client):
    python = make_skill(label="Python")
    course = make_course(title="Web", runs=1)
    taught = make_taught_skill(course=course, skill=python, state=SkillState.SUGGESTED)
    assert titles(client, "?q=python") == []

    taught.state = SkillState.ACCEPTED
    taught.save()
    assert titles(client, "?q=python") == ["Web"]
    assert counts(client, "skill") == {str(python.public_id): 1}

    taught.delete()
    assert titles(client, "?q=python") == []


def test_a_skill_finds_what_was_merged_with_it(client):
    python, old, other = (make_skill(label=label) for label in ("Python", "Snake", "SQL"))
    for title, skills in (("A", [python]), ("B", [old]), ("C", [other]), ("D", [old, other])):
        make_course(title=title, skills=skills, runs=1)
    assert titles(client, f"?skill={python.public_id}") == ["A"]

    old.withdrawn_at, old.replaced_by = timezone.now(), python
    old.save()

    for asked in (python, old):
        assert sorted(titles(client, f"?skill={asked.public_id}")) == ["A", "B", "D"]
    assert titles(client, f"?skill={python.public_id}&skill={other.public_id}") == ["D"]


def test_a_provider_that_changes_its_name_is_found_by_the_new_one(client):
    course = make_course(title="Web", runs=1)
    course.organisation.name = "Gas Street Basin School"
    course.organisation.save()

    assert titles(client, "?q=basin") == ["Web"]


# One course ----------------------------------------------------------------------------------------


def address(course) -> str:
    return f"/courses/{course.public_id}/"


def test_the_decision_stands_at_the_top(client):
    course = make_course(title="Python", programme=make_programme(), entry_requirements="A laptop.")
    make_run(course=course, capacity=12, places_taken=12, starts_on=in_days(10))
    make_run(course=course, postcode=make_postcode(), starts_on=in_days(40), capacity=10, places_taken=4)

    page = client.get(f"{address(course)}?postcode=B4+7ET").text

    facts = dict(re.findall(r"<dt>([^<]+)</dt><dd>([^<]+)", page))
    start = in_days(40)
    assert facts["When"].strip() == f"Starts {start.day} {start:%B}"
    assert facts["Cost to you"].strip() == "Free if eligible"
    assert facts["Places"].strip() == "6 places left"
    assert "B1 1AA" in page
    assert "You apply with" in page
    assert "on their own site." in page
    assert "This start is full" in page


def test_skills_are_listed_with_their_level_and_suggestions_are_not(client):
    course = make_course(skills=[(make_skill(label="Python"), 3)], runs=1)
    make_taught_skill(course=course, skill=make_skill(label="Only suggested"), state=SkillState.SUGGESTED)

    page = client.get(address(course)).text

    assert '<li><span>Python</span> <span class="dsd-muted">up to advanced</span></li>' in page
    assert "Only suggested" not in page


def test_an_archived_course_says_so_and_shows_others_like_it(client):
    course = make_course(title="Python for beginners", state="archived")
    make_course(title="Python for everybody", runs=1)
    make_course(title="Welding", runs=1)

    page = client.get(address(course)).text

    assert "This course is not offered any more" in page
    assert "Python for everybody" in page
    assert "Welding" not in page
    assert "Apply on the provider" not in page


def test_a_course_without_a_start_says_so(client):
    page = client.get(address(make_course(title="Python"))).text

    assert "No start dates at the moment" in page


@pytest.mark.parametrize("state", ["draft"])
def test_a_draft_is_not_there_for_the_public(client, state):
    course = make_course(state=state)

    assert client.get(address(course)).status_code == 404


def test_the_page_describes_the_course_to_search_engines(client):
    course = make_course(title="Python </script><b>", level="3", skills=[make_skill(label="Python")])
    make_run(
        course=course, postcode=make_postcode(), cost=250, capacity=12, places_taken=2, ends_on=in_days(90)
    )
    make_run(course=course, is_flexible=True, cost=0)

    page = client.get(address(course)).text
    inside = re.search(r'<script type="application/ld\+json"[^>]*>(.*?)</script>', page)[1]
    data = json.loads(inside)

    assert (data["@type"], data["name"], data["teaches"]) == ("Course", "Python </script><b>", ["Python"])
    assert data["provider"] == {"@type": "Organization", "name": course.organisation.name}
    assert data["url"].endswith(address(course))
    first, second = data["hasCourseInstance"]
    assert (first["@type"], first["courseMode"], second["courseMode"]) == (
        "CourseInstance",
        "Onsite",
        "Online",
    )
    assert first["startDate"] == in_days(30).isoformat()
    assert first["courseWorkload"] == "P8W"
    assert first["location"]["address"]["postalCode"] == "B1 1AA"
    assert first["offers"] == {
        "@type": "Offer",
        "category": "Paid",
        "price": "250.00",
        "priceCurrency": "GBP",
    }
    assert first["maximumAttendeeCapacity"] == 12
    assert second["offers"]["category"] == "Free"
    assert "<b>" not in page


@pytest.mark.parametrize("rows", [1, 10])
def test_a_course_page_takes_four_queries_and_then_one_however_many_rows(
    client, rows, django_assert_num_queries
):
    course = make_course(programme=make_programme(), skills=[make_skill() for _ in range(rows)])
    for number in range(rows):
        make_run(course=course, postcode=make_postcode(), starts_on=in_days(10 + number))

    shelf.current()
    with django_assert_num_queries(4):
        client.get(address(course))
    with django_assert_num_queries(1):
        client.get(address(course))


@pytest.mark.parametrize("postcode", ["%00", "x" * 3000, "%ED%A0%80", "ZZ99 9ZZ"])
def test_whatever_the_postcode_the_course_answers(client, postcode):
    course = make_course(runs=1)

    assert client.get(f"{address(course)}?postcode={postcode}").status_code == 200


@pytest.mark.parametrize(
    "path", ["/courses/1/", f"/courses/{2**70}/", "/courses/00000000-0000-0000-0000-000000000000/"]
)
def test_an_unknown_course_is_not_found(client, path):
    assert client.get(path).status_code == 404


def test_text_is_shown_as_text(client):
    course = make_course(title="{{7*7}} <script>x</script>", who_for='"><img onerror=x>', runs=1)

    page = client.get(address(course)).text

    assert "{{7*7}} &lt;script&gt;x&lt;/script&gt;" in page
    assert "<img onerror" not in page


def test_a_page_that_was_remembered_shows_every_change_at_once(client):
    course = make_course(title="Python", skills=[make_skill(label="Weaving")])
    run = make_run(course=course, capacity=10, postcode=make_postcode())
    pages = ("/courses/", address(course))
    for path in pages:
        assert "10 places left" in client.get(path).text

    CourseRun.objects.filter(id=run.id).update(places_taken=9)
    for path in pages:
        assert "1 place left" in client.get(path).text

    CourseRun.objects.filter(id=run.id).update(cost=99)
    run.venue.name = "Gas Street"
    run.venue.save()
    course.organisation.name = "Basin School"
    course.organisation.save()
    for path in pages:
        page = client.get(path).text
        assert ("£99" in page, "Gas Street" in page, "Basin School" in page) == (True, True, True), path

    Skill.objects.update(label="Spinning")
    assert "Spinning" in client.get(address(course)).text


# Programmes, feed, sitemap -------------------------------------------------------------------------


def test_programmes_are_listed_with_their_live_courses(client):
    programme = make_programme(name="Skills Bootcamps")
    make_course(title="Python", programme=programme, runs=1)
    make_course(title="Archived", programme=programme, state="archived")
    make_programme(name="Empty")

    listed = client.get("/programmes/").text
    page = client.get(f"/programmes/{programme.public_id}/").text

    assert ("Skills Bootcamps" in listed, "1 course" in listed, "Empty" in listed) == (True, True, False)
    assert ("Python" in page, "Archived" in page) == (True, False)


@pytest.mark.parametrize("rows", [1, 10])
def test_programme_pages_take_the_same_queries_however_many_rows(client, rows, django_assert_num_queries):
    programmes = [make_programme() for _ in range(rows)]
    for programme in programmes:
        make_course(programme=programme, runs=1)
        make_course(programme=programmes[0], runs=1)

    shelf.current()
    with django_assert_num_queries(3):
        client.get("/programmes/")
    with django_assert_num_queries(4):
        client.get(f"/programmes/{programmes[0].public_id}/")


def test_the_feed_holds_the_newest_courses(client):
    make_course(title="Older", created_at=timezone.now() - timedelta(days=3))
    make_course(title="Newer")
    make_course(title="Draft", state="draft")

    feed = client.get("/courses/feed/")

    assert feed["Content-Type"].startswith("application/atom+xml")
    assert [title.split(",")[0] for title in re.findall(r"<title>(.*?)</title>", feed.text)[1:]] == [
        "Newer",
        "Older",
    ]


def test_the_sitemap_names_live_courses_alone():
    live, _ = make_course(), make_course(state="draft")
    sitemap = CourseSitemap()

    assert [sitemap.location(each) for each in sitemap.items()] == [address(live)]


@pytest.mark.parametrize("path", ["/courses/", "/courses/feed/", "/programmes/"])
def test_public_pages_cannot_be_posted_to(client, path):
    assert client.post(path).status_code == 405
