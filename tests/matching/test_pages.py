"""A learner's pages: what they show, to whom, and with how many queries."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from district.matching.models import LearnerMatch, WrongMatch
from district.matching.services import lists, runs
from district.partners.models import Role
from district.places.models import Council, Postcode
from district.skills.models import Skill, SkillRelation
from employers.models import Vacancy
from learners.models import Learner
from programmes.models import Course
from tests.factories.accounts import make_user
from tests.factories.employers import make_employer, make_vacancy
from tests.factories.matching import make_seeker, match_everybody
from tests.factories.partners import make_membership, make_organisation
from tests.factories.programmes import make_course, make_run
from tests.factories.skills import make_relation, make_skill

pytestmark = pytest.mark.django_db

SIGNED_IN = 3  # session, user, whom they act for


class World:
    """One learner in Digbeth, one job there, and courses that teach what they lack."""

    def __init__(self) -> None:
        council = Council.objects.create(
            code="E08000025", name="Birmingham", slug="birmingham", is_inside=True
        )
        self.home = Postcode.objects.create(
            postcode="B5 5SE", council=council, easting=407_900, northing=286_200
        )
        self.works = Postcode.objects.create(
            postcode="B4 7XG", council=council, easting=407_400, northing=287_200
        )
        self.html, self.css, self.sql, self.git = (
            make_skill(label=label) for label in ("HTML", "CSS", "SQL", "version control")
        )
        self.python = make_skill(label="Python")
        make_relation(skill=self.python, other=self.git, kind=SkillRelation.Kind.ESSENTIAL)
        self.learner = make_seeker(
            postcode=self.home, skills=[(self.html, 3), (self.css, 1), (self.python, 2)]
        )
        self.job = self.make_job(title="Web developer")
        self.course = make_course(title="Databases by the canal", skills=[(self.sql, 3), (self.git, 3)])
        make_run(course=self.course, postcode=self.works)

    def make_job(self, **fields: object) -> Vacancy:
        asked = [(self.html, 2), (self.css, 2), (self.sql, 2), (self.git, 2)]
        return make_vacancy(postcode=self.works, skills=asked, **fields)


@pytest.fixture
def world() -> World:
    built = World()
    match_everybody()
    return built


@pytest.fixture
def visit(client: Client, world: World) -> Client:
    client.force_login(world.learner.user)
    return client


def job_url(vacancy: Vacancy, name: str = "match_job_show") -> str:
    return reverse(name, args=[vacancy.public_id])


def course_url(course: Course, name: str = "match_course_show") -> str:
    return reverse(name, args=[course.public_id])


# The lists --------------------------------------------------------------------------------------


def test_the_list_says_how_many_skills_are_met_how_far_it_is_and_how_fresh(
    visit: Client, world: World
) -> None:
    page = visit.get(reverse("match_list")).text
    assert "1 of 4 skills asked, 2 more in part · one course away" in page
    assert "0.7 miles" in page
    assert "Worked out" in page
    assert "%" not in page.split("<main")[1].split("</main")[0]


def test_without_skills_the_page_says_what_to_do(client: Client, world: World) -> None:
    newcomer = make_seeker(postcode=world.home)
    match_everybody()
    client.force_login(newcomer.user)
    assert "Tell us what you can do" in client.get(reverse("match_list")).text


def test_without_a_postcode_the_page_asks_for_it(client: Client, world: World) -> None:
    somebody = make_seeker(skills=[(world.html, 3)])
    match_everybody()
    client.force_login(somebody.user)
    assert "Tell us where you live" in client.get(reverse("match_list")).text
    assert "Without a postcode" in client.get(reverse("match_course_list")).text


def test_with_matching_off_nothing_is_shown(visit: Client, world: World) -> None:
    Learner.objects.update(matching_on=False)
    match_everybody()
    for name in ("match_list", "match_course_list"):
        page = visit.get(reverse(name)).text
        assert "Matching is off" in page
        assert world.job.title not in page
    assert visit.get(job_url(world.job)).status_code == 302
    assert visit.get(course_url(world.course)).status_code == 302


def test_while_the_worker_is_at_it_the_page_says_so_and_asks_again(visit: Client, world: World) -> None:
    Learner.objects.update(version=7)
    page = visit.get(reverse("match_list")).text
    assert "being worked out" in page
    assert 'hx-get="/me/matches/"' in page
    part = visit.get(reverse("match_list"), headers={"HX-Request": "true"}).text
    assert "<html" not in part
    assert world.job.title in part


def test_while_only_the_courses_are_worked_out_the_jobs_are_fresh(visit: Client, world: World) -> None:
    LearnerMatch.objects.update(courses_version=0)
    jobs = visit.get(reverse("match_list"))
    assert "being worked out" not in jobs.text
    assert [tab["count"] for tab in jobs.context["tabs"]] == [1, None, None]
    courses = visit.get(reverse("match_course_list")).text
    assert "Your courses are being worked out." in courses
    assert 'hx-get="/me/matches/courses/"' in courses
    lists.match_learner_courses(learner_id=world.learner.id)
    assert "being worked out" not in visit.get(reverse("match_course_list")).text


def test_a_closed_job_is_gone_from_the_list_even_before_it_is_matched_again(
    visit: Client, world: World
) -> None:
    Vacancy.objects.update(closes_on=timezone.localdate() - timedelta(days=1))
    assert world.job.title not in visit.get(reverse("match_list")).text
    assert visit.get(job_url(world.job)).status_code == 404


def test_the_courses_are_ordered_by_what_they_open(visit: Client, world: World) -> None:
    page = visit.get(reverse("match_course_list")).text
    assert "Databases by the canal" in page
    assert "Opens 1 job for you" in page
    assert "Start" in page


def test_first_courses_are_explained(client: Client, world: World) -> None:
    newcomer = make_seeker(postcode=world.home)
    make_run(course=make_course(title="First steps online", skills=[(world.html, 1)]))
    match_everybody()
    client.force_login(newcomer.user)
    page = client.get(reverse("match_course_list")).text
    assert "fewer than three skills" in page
    assert "First steps online" in page
    assert "Databases by the canal" not in page


@pytest.mark.parametrize("count", [1, 10])
def test_a_list_of_jobs_takes_four_queries_however_long(
    visit: Client, world: World, django_assert_num_queries, count: int
) -> None:
    for number in range(count - 1):
        world.make_job(title=f"Web developer {number}")
    match_everybody()
    with django_assert_num_queries(SIGNED_IN + 4):
        page = visit.get(reverse("match_list")).text
    assert page.count('class="dsd-result"') == count


@pytest.mark.parametrize("count", [1, 10])
def test_a_list_of_courses_takes_four_queries_however_long(
    visit: Client, world: World, django_assert_num_queries, count: int
) -> None:
    for _ in range(count - 1):
        make_run(course=make_course(skills=[(world.sql, 3)]), postcode=world.works)
    match_everybody()
    with django_assert_num_queries(SIGNED_IN + 4):
        page = visit.get(reverse("match_course_list")).text
    assert page.count('class="dsd-result"') == count


# One job ----------------------------------------------------------------------------------------


def test_a_receipt_shows_each_asked_skill_and_its_lines_sum_to_the_score(visit: Client, world: World) -> None:
    receipt = visit.get(job_url(world.job)).context["receipt"]
    states = {line["skill"]: (line["state"], line["evidence"]) for line in receipt["lines"]}
    assert states == {
        "HTML": ("met", "You have it at advanced level (as you told us)."),
        "CSS": (
            "part",
            "You have it at foundation level (as you told us), intermediate is asked: it counts for 50 per cent.",
        ),
        "Version control": (
            "part",
            "You have “Python” (as you told us), a skill that builds on it: it counts for 45 per cent.",
        ),
        "SQL": ("missing", "Not on your list."),
    }
    assert sum(line["share"] for line in receipt["lines"]) == 100
    numbers = [int(line["points"].split(" of")[0].replace(",", "")) for line in receipt["lines"]]
    sums = [int(each["points"].replace(",", "").replace("\N{MINUS SIGN}", "-")) for each in receipt["sums"]]
    assert sum(numbers) == sums[0]
    assert sum(sums[:-1]) == sums[-1] == LearnerMatch.objects.get().scores[0]


def test_missing_lines_carry_the_course_that_fills_them(visit: Client, world: World) -> None:
    response = visit.get(job_url(world.job))
    actions = {line["skill"]: line["action"] for line in response.context["receipt"]["lines"]}
    assert actions["SQL"] == actions["Version control"] == "Databases by the canal teaches it"
    assert actions["HTML"] == actions["CSS"] == ""
    assert "You lack “SQL”, and have “CSS” and “version control” only in part." in response.text
    assert "The shortest way to it is this course." in response.text
    assert "You would still have “CSS” only in part." in response.text


def test_a_receipt_says_what_was_never_considered(visit: Client, world: World) -> None:
    page = visit.get(job_url(world.job)).text
    for word in ("age", "sex", "ethnic group", "religion", "disability", "name"):
        assert word in page.split("Never considered")[1]


def test_a_job_that_breaks_a_rule_says_which(visit: Client, world: World) -> None:
    Learner.objects.update(least_salary=30_000)
    Vacancy.objects.update(yearly_most=20_000, kind="placement")
    Learner.objects.update(looking_for=["job"])
    page = visit.get(job_url(world.job)).text
    assert "It pays less than the least you said." in page
    assert "not one of the kinds of work" in page


def test_an_advert_without_skills_is_not_scored(visit: Client, world: World) -> None:
    bare = make_vacancy(title="Something with computers", postcode=world.works)
    assert "Not enough information" in visit.get(job_url(bare)).text


def test_the_fragment_for_the_job_page_says_what_is_lacking_and_what_teaches_it(
    visit: Client, world: World
) -> None:
    part = visit.get(job_url(world.job), headers={"HX-Request": "true"}).text
    assert "<html" not in part
    assert "1 of 4 skills asked" in part
    assert "Databases by the canal" in part


def test_one_job_takes_five_queries(visit: Client, world: World, django_assert_num_queries) -> None:
    with django_assert_num_queries(SIGNED_IN + 5):
        visit.get(job_url(world.job))


# One course -------------------------------------------------------------------------------------


def test_a_course_lists_exactly_the_jobs_it_opens(visit: Client, world: World) -> None:
    other = make_vacancy(
        title="Gardener of hosts", postcode=world.works, skills=[(make_skill(label="Docker"), 2)]
    )
    nearer = make_vacancy(
        title="Analyst",
        postcode=world.works,
        skills=[(world.sql, 4), *((make_skill(label=f"statistics {n}"), 4) for n in range(4))],
    )
    lists.match_vacancies(vacancy_ids=[other.id, nearer.id])
    response = visit.get(course_url(world.course))
    assert [each["title"] for each in response.context["opened"]] == [world.job.title]
    assert [each["title"] for each in response.context["nearer"]] == [nearer.title]
    assert "After this course: 3 of 4 skills" in response.text
    assert other.title not in response.text


def test_a_course_that_cannot_be_joined_says_so(visit: Client, world: World) -> None:
    Learner.objects.update(travel_miles=0)
    assert "at a place and a time that you can manage" in visit.get(course_url(world.course)).text
    world.course.runs.all().delete()
    assert "no dates at the moment" in visit.get(course_url(world.course)).text


def test_one_course_takes_five_queries(visit: Client, world: World, django_assert_num_queries) -> None:
    with django_assert_num_queries(SIGNED_IN + 5):
        visit.get(course_url(world.course))


def test_the_fragment_for_the_course_page_names_the_jobs(visit: Client, world: World) -> None:
    part = visit.get(course_url(world.course), headers={"HX-Request": "true"}).text
    assert "<html" not in part
    assert world.job.title in part


# Something wrong --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("what", "leads_to"),
    [("skill", "/me/skills/"), ("place", "/me/profile/travel/"), ("advert", ""), ("other", "")],
)
def test_saying_what_is_wrong_leads_to_where_it_is_mended(
    visit: Client, world: World, what: str, leads_to: str
) -> None:
    response = visit.post(job_url(world.job, "match_job_wrong"), {"what": what, "words": "I do know SQL"})
    assert response.status_code == 302
    assert response.url == (leads_to or job_url(world.job))
    said = WrongMatch.objects.get()
    assert (said.learner, said.vacancy, said.what, said.words) == (
        world.learner,
        world.job,
        what,
        "I do know SQL",
    )
    assert {line["skill"] for line in said.receipt["lines"]} == {"HTML", "CSS", "SQL", "version control"}


def test_saying_it_twice_is_one_report_with_the_newer_words(visit: Client, world: World) -> None:
    for words in ("first", "second"):
        visit.post(job_url(world.job, "match_job_wrong"), {"what": "advert", "words": words})
    assert [each.words for each in WrongMatch.objects.all()] == ["second"]


def test_a_course_can_be_wrong_too(visit: Client, world: World) -> None:
    visit.post(course_url(world.course, "match_course_wrong"), {"what": "other"})
    said = WrongMatch.objects.get()
    assert (said.course, said.receipt["opened"]) == (world.course, [world.job.id])


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        ({}, "what is wrong"),
        ({"what": "everything"}, "Choose from the options shown."),
        ({"what": "skill", "words": "x" * 1001}, "must be 1000 characters or fewer"),
        ({"what": "skill", "words": "a\x00b"}, "hidden characters"),
        ({"what": "skill", "words": "\u202egnorw"}, "hidden characters"),
        ({"what": "skill", "words": "\u200b\u200b"}, "can be seen"),
    ],
)
def test_what_cannot_be_taken_is_explained_and_nothing_is_kept(
    visit: Client, world: World, data: dict[str, str], sentence: str
) -> None:
    page = visit.post(job_url(world.job, "match_job_wrong"), data).text
    assert sentence.lower() in page.lower()
    assert not WrongMatch.objects.exists()


# Who may see what -------------------------------------------------------------------------------

PAGES = (
    "match_list",
    "match_course_list",
    "match_course_pair",
    "match_wider_list",
    "match_job_show",
    "match_course_show",
    "match_job_wrong",
    "match_course_wrong",
)


def address(name: str, world: World) -> str:
    if name.startswith("match_job"):
        return job_url(world.job, name)
    return reverse(name) if name.endswith(("list", "pair")) else course_url(world.course, name)


def test_a_visitor_is_asked_to_sign_in(client: Client, world: World) -> None:
    for name in PAGES:
        response = client.get(address(name, world))
        assert response.status_code == 302, name
        assert response.url.startswith(reverse("account_login")), name


@pytest.mark.parametrize("role", [Role.EMPLOYER, Role.PROVIDER, Role.AUTHORITY, None])
def test_who_has_no_learner_record_is_led_to_make_one(
    client: Client, world: World, role: Role | None
) -> None:
    user = make_user()
    if role:
        make_membership(user=user, organisation=make_organisation(role=role))
    client.force_login(user)
    for name in PAGES:
        response = client.get(address(name, world))
        assert (response.status_code, response.url) == (302, reverse("profile_start")), name


@pytest.mark.parametrize("name", ["match_job_show", "match_course_show"])
def test_pages_that_ask_for_a_fragment_get_nothing_where_there_is_no_learner(
    client: Client, world: World, name: str
) -> None:
    for user in (None, make_user()):
        if user:
            client.force_login(user)
        response = client.get(address(name, world), headers={"HX-Request": "true"})
        assert (response.status_code, response.content) == (204, b"")


@pytest.mark.parametrize("name", ["match_job_show", "match_course_show"])
def test_pages_that_ask_for_a_fragment_get_nothing_where_matching_is_off(
    visit: Client, world: World, name: str
) -> None:
    assert visit.get(address(name, world), headers={"HX-Request": "true"}).status_code == 200
    Learner.objects.update(matching_on=False)
    response = visit.get(address(name, world), headers={"HX-Request": "true"})
    assert (response.status_code, response.content) == (204, b"")


def test_each_learner_sees_their_own_matches_only(client: Client, world: World) -> None:
    Skill.objects.create(scheme=world.html.scheme, uri="x:bees", label="keep bees", kind="skill")
    bees = Skill.objects.get(label="keep bees")
    theirs = make_vacancy(
        title="Beekeeper", postcode=world.works, skills=[(bees, 1)], organisation=make_employer()
    )
    other = make_seeker(postcode=world.home, skills=[(bees, 1)])
    runs.match_all()
    client.force_login(other.user)
    page = client.get(reverse("match_list")).text
    assert theirs.title in page
    assert world.job.title not in page
    client.force_login(world.learner.user)
    assert theirs.title not in client.get(reverse("match_list")).text


@pytest.mark.parametrize("bad", ["00000000-0000-4000-8000-000000000000"])
def test_an_unknown_job_or_course_is_not_found(visit: Client, bad: str) -> None:
    for name in PAGES[4:]:
        assert visit.get(reverse(name, args=[bad])).status_code == 404
