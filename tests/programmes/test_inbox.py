"""What a provider does with the applications it was sent."""

import re
from datetime import timedelta

import pytest
from django.utils import timezone

from learners.models import EqualityAnswers
from programmes.models import Application, ApplicationNote, CourseRun, OfferCondition, SupportNeed
from programmes.services import decisions
from tests.factories.accounts import make_user
from tests.factories.learners import make_learner
from tests.factories.partners import make_membership, make_staff
from tests.factories.programmes import make_application, make_course, make_open_run, make_provider
from tests.factories.skills import make_skill

State = Application.State


@pytest.fixture
def member(client, teacher):
    client.force_login(teacher.user)
    return client


@pytest.fixture
def run(provider) -> CourseRun:
    course = make_course(organisation=provider, title="Python")
    return make_open_run(course=course, admission="decision", capacity=3)


def sent(run: CourseRun, name: str, **fields) -> Application:
    learner = make_learner(user=make_user(name=name))
    return make_application(run=run, learner=learner, **{"state": State.SUBMITTED} | fields)


def decide(client, act: str, rows, step: str = "do", **fields):
    ids = [str(each.public_id) for each in rows]
    return client.post(f"/provider/applications/decide/{act}/", {"rows": ids, "step": step} | fields)


def names(page: str) -> list[str]:
    return re.findall(r'<a class="govuk-link" href="/provider/applications/[0-9a-f-]{36}/">([^<]+)</a>', page)


# The list ---------------------------------------------------------------------------------------------


def test_the_list_holds_what_was_sent_to_own_runs_who_waited_longest_first(member, run, provider):
    now = timezone.now()
    sent(run, "Second", submitted_at=now - timedelta(days=2))
    sent(run, "First", submitted_at=now - timedelta(days=9))
    sent(run, "Draft", state=State.DRAFT)
    elsewhere = make_open_run(course=make_course(organisation=make_provider()))
    sent(elsewhere, "Elsewhere", applied_for=provider, agreed_how="On paper.")

    assert names(member.get("/provider/applications/").text) == ["First", "Second"]


def test_what_is_remembered_of_a_narrowed_list_are_its_filters_and_never_its_people(member, run, client):
    waiting = "/provider/applications/?waiting=us"
    first = sent(run, "Ada")
    assert names(member.get(waiting).text) == ["Ada"]

    sent(run, "Bea")
    Application.objects.filter(id=first.id).update(state=State.WITHDRAWN, ended_at=timezone.now())
    assert names(member.get(waiting).text) == ["Bea"]

    elsewhere = make_open_run(course=make_course(organisation=make_provider()))
    sent(elsewhere, "Elsewhere")
    client.force_login(make_membership(organisation=elsewhere.course.organisation).user)
    assert names(client.get(waiting).text) == ["Elsewhere"]


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("waiting=us", ["Ada", "Bea"]),
        ("waiting=person", ["Cy"]),
        ("waiting=place", ["Di"]),
        ("state=offered", ["Cy"]),
        ("support=unanswered", ["Bea"]),
        ("days=5", ["Bea"]),
        ("q=%20bE", ["Bea"]),
        ("q=bea&waiting=person", []),
        ("order=newest&waiting=us", ["Ada", "Bea"]),
    ],
)
def test_the_list_is_narrowed(member, run, query, found):
    sent(run, "Ada")
    bea = sent(run, "Bea", submitted_at=timezone.now() - timedelta(days=6))
    SupportNeed.objects.create(application=bea, kind="travel", is_shared=True)
    sent(run, "Cy", state=State.OFFERED)
    sent(run, "Di", state=State.WAITLISTED)

    assert sorted(names(member.get(f"/provider/applications/?{query}").text)) == sorted(found)


def test_the_list_is_narrowed_by_course_and_run(member, run, provider):
    other = make_open_run(course=make_course(organisation=provider, title="Weaving"))
    sent(run, "Ada")
    sent(other, "Bea")

    assert names(member.get(f"/provider/applications/?course={run.course.public_id}").text) == ["Ada"]
    assert names(member.get(f"/provider/applications/?run={other.public_id}").text) == ["Bea"]


@pytest.mark.parametrize(
    "query",
    [
        "course=x&run=%00&state=none&waiting=x&days=-4&order=y&page=abc",
        "days=99999999999999999999",
        "days=1e9",
        "run=00000000-0000-4000-8000-000000000000",
        "state=offered&state=%ED%A0%80",
        f"course={'9' * 3000}",
    ],
)
def test_whatever_the_address_asks_the_list_answers(member, run, query):
    sent(run, "Ada")

    assert member.get(f"/provider/applications/?{query}").status_code == 200


@pytest.mark.parametrize("rows", [1, 10])
def test_pages_take_the_same_queries_however_many_rows(member, run, django_assert_num_queries, rows):
    several = [sent(run, f"Person {number}") for number in range(rows)]
    ids = "&".join(f"rows={each.public_id}" for each in several)
    for each in several:
        SupportNeed.objects.create(application=each, kind="travel", is_shared=True)
        ApplicationNote.objects.create(application=several[0], words="A note.")
        OfferCondition.objects.create(application=several[0], words=f"Condition {each.pk}")
    signed_in = 3
    member.get(f"/provider/applications/{several[0].public_id}/")  # the first form makes its token

    with django_assert_num_queries(3 + signed_in):
        member.get("/provider/applications/")
    with django_assert_num_queries(4 + signed_in):
        member.get(f"/provider/applications/{several[0].public_id}/")
    with django_assert_num_queries(1 + signed_in):
        member.get(f"/provider/applications/decide/offer/?{ids}")


# One application --------------------------------------------------------------------------------------


def test_one_application_shows_what_was_shared_and_no_more(member, run, provider):
    learner = make_learner(user=make_user(name="Ada Lock"))
    mine = make_application(
        run=run, learner=learner, state=State.SUBMITTED, why="For a new start.", earnings=18_000
    )
    EqualityAnswers.objects.create(learner=learner, ethnicity="B", has_disability="Y", birth_year=1961)
    SupportNeed.objects.create(application=mine, kind="travel", details="The bus fare", is_shared=True)
    SupportNeed.objects.create(application=mine, kind="childcare", details="Two little ones", is_shared=False)
    other = make_open_run(
        course=make_course(organisation=make_provider(name="Rival College"), title="Rival course")
    )
    make_application(run=other, learner=learner, state=State.SUBMITTED)

    page = member.get(f"/provider/applications/{mine.public_id}/").text

    assert "For a new start." in page
    assert "The bus fare" in page
    for hidden in ("Two little ones", "Childcare", "Rival", "18,000", "18000", "1961", "Black"):
        assert hidden not in page, hidden


def test_support_is_answered_before_an_offer(member, run):
    ada = sent(run, "Ada")
    SupportNeed.objects.create(application=ada, kind="travel", details="The bus fare", is_shared=True)
    path = f"/provider/applications/{ada.public_id}/"
    page = member.get(path).text
    assert "Offer a place" not in page
    assert "Your answer about support" in page

    unsaid = member.post(path, {"do": "support", "travel": "no", "travel_note": ""})
    assert "Say what you can do, or why you cannot" in unsaid.text
    assert unsaid.text.count('value="no" checked') == 1

    member.post(path, {"do": "support", "travel": "partly", "travel_note": "Half of it."})
    need = SupportNeed.objects.get()
    assert (need.answer, need.answer_note) == ("partly", "Half of it.")
    assert "Offer a place" in member.get(path).text


def test_a_note_is_kept_with_its_writer_and_seen_by_no_other_provider(member, run, client, stranger):
    ada = sent(run, "Ada")
    path = f"/provider/applications/{ada.public_id}/"

    assert member.post(path, {"do": "note", "words": "  "}).status_code == 200
    assert ApplicationNote.objects.count() == 0
    member.post(path, {"do": "note", "words": "Rings on Monday. <b>x</b>"})

    assert "Rings on Monday. &lt;b&gt;x&lt;/b&gt;" in member.get(path).text
    client.force_login(stranger.user)
    assert client.get(path).status_code == 404


def test_conditions_are_met_on_the_page(member, run, teacher):
    ada = sent(run, "Ada")
    decisions.offer(application=ada, conditions=["Show your address"], by=teacher)
    condition = OfferCondition.objects.get()
    path = f"/provider/applications/{ada.public_id}/"

    member.post(path, {"do": "met", "condition": str(condition.public_id)})

    condition.refresh_from_db()
    assert condition.met_at
    assert member.post(path, {"do": "met", "condition": "x"}).status_code == 404
    foreign = OfferCondition.objects.create(application=sent(make_open_run(), "Eve"), words="x")
    assert member.post(path, {"do": "met", "condition": str(foreign.public_id)}).status_code == 404


# Decisions on many --------------------------------------------------------------------------------------


def test_a_preview_says_who_would_get_what_and_changes_nothing(member, run):
    CourseRun.objects.update(capacity=2)
    several = [
        sent(run, name, submitted_at=timezone.now() - timedelta(days=days))
        for name, days in (("Third", 1), ("First", 3), ("Second", 2))
    ]

    page = decide(member, "offer", several, step="look", conditions="Show your address").text

    assert "2 people would be offered a place. 1 application would stay as it is." in page
    said = re.findall(r'data-label="Name">([^<]+)</th>.*?data-label="What happens">([^<]+)</td>', page)
    assert said == [
        ("First", "Is offered a place"),
        ("Second", "Is offered a place"),
        ("Third", "Nothing. All places on this course run are taken."),
    ]
    run.refresh_from_db()
    assert (run.places_taken, set(Application.objects.values_list("state", flat=True))) == (0, {"submitted"})
    assert OfferCondition.objects.count() == 0


def test_offers_never_exceed_the_places_and_the_rest_is_told(member, run):
    several = [sent(run, f"Person {number}") for number in range(5)]

    page = decide(member, "offer", several, conditions="").status_code
    told = member.get("/provider/applications/").text

    run.refresh_from_db()
    assert (page, run.places_taken, Application.objects.filter(state=State.OFFERED).count()) == (302, 3, 3)
    assert "3 people are offered a place." in told
    assert told.count("All places on this course run are taken.") == 2


def test_a_refusal_for_missing_skills_names_them(member, run):
    make_skill(label="use spreadsheets software")
    ada, bea = sent(run, "Ada"), sent(run, "Bea")
    reason = {"reason": "unsuccessful-missing_skills", "note": "Try the evening class first."}

    unnamed = decide(member, "refuse", [ada, bea], skills="", **reason)
    assert "Name the skills that are missing" in unnamed.text
    unknown = decide(member, "refuse", [ada, bea], skills="use spreadsheet software", **reason)
    assert "“use spreadsheet software” is not in the list of skills." in unknown.text
    assert Application.objects.filter(state=State.SUBMITTED).count() == 2

    decide(member, "refuse", [ada, bea], skills="Use spreadsheets software", **reason)

    for each in Application.objects.all():
        missing = [row.skill.label for row in each.missing_skills.select_related("skill")]
        assert (each.state, each.reason, missing) == (
            State.UNSUCCESSFUL,
            "missing_skills",
            ["use spreadsheets software"],
        )


def test_who_is_not_eligible_is_told_so_and_may_ask_again(member, run):
    ada = sent(run, "Ada")

    decide(member, "refuse", [ada], reason="ineligible-residence", note="", skills="")

    ada.refresh_from_db()
    assert (ada.state, ada.reason) == (State.INELIGIBLE, "residence")


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({}, "Choose"),
        ({"reason": "unsuccessful-age"}, "Choose from the options shown."),
        ({"reason": "unsuccessful-other"}, "Explain it in a sentence"),
        ({"reason": "unsuccessful-other", "note": "x" * 501}, "500 characters"),
        ({"reason": "unsuccessful-other", "note": "\u202egnp.exe"}, "hidden characters"),
    ],
)
def test_a_refusal_without_its_reason_is_not_made(member, run, fields, sentence):
    ada = sent(run, "Ada")

    page = decide(member, "refuse", [ada], **fields)

    assert page.status_code == 200
    assert sentence in page.text
    ada.refresh_from_db()
    assert ada.state == State.SUBMITTED


def test_an_offer_is_taken_back_with_its_reason(member, run, teacher):
    ada = sent(run, "Ada")
    decisions.offer(application=ada, by=teacher)

    assert decide(member, "take-back", [ada], note="").status_code == 200
    decide(member, "take-back", [ada], note="The tutor is ill.")

    ada.refresh_from_db()
    run.refresh_from_db()
    assert (ada.state, ada.reason_note, run.places_taken) == (State.OFFER_WITHDRAWN, "The tutor is ill.", 0)


def test_who_has_accepted_is_enrolled(member, run):
    ada = sent(run, "Ada", state=State.ACCEPTED)

    decide(member, "enrol", [ada])

    ada.refresh_from_db()
    enrolment = ada.enrolments.get()
    assert (ada.state, enrolment.state) == (State.ENROLLED, "enrolled")
    shown = member.get(f"/provider/applications/{ada.public_id}/").text
    assert f'href="/provider/people/{enrolment.public_id}/"' in shown
    run.refresh_from_db()
    assert run.places_taken == 1


def test_buttons_stand_only_where_the_state_allows_them(member, run):
    allowed = {
        State.SUBMITTED: {"offer", "waitlist", "refuse"},
        State.WAITLISTED: {"offer", "refuse"},
        State.OFFERED: {"take-back"},
        State.ACCEPTED: {"enrol"},
        State.DECLINED: set(),
    }
    for state, acts in allowed.items():
        page = member.get(f"/provider/applications/{sent(run, state, state=state).public_id}/").text
        assert set(re.findall(r"/provider/applications/decide/([a-z-]+)/", page)) == acts, state


# Access -------------------------------------------------------------------------------------------------


def test_forged_ids_in_bulk_forms_are_refused(member, run):
    foreign = sent(make_open_run(admission="decision"), "Eve")
    own = sent(run, "Ada")

    for rows in ([own, foreign], [foreign]):
        assert decide(member, "offer", rows, conditions="").status_code == 404
    assert decide(member, "steal", [own]).status_code == 404
    assert member.post("/provider/applications/decide/offer/", {"rows": "x", "step": "do"}).status_code == 404
    assert set(Application.objects.values_list("state", flat=True)) == {State.SUBMITTED}


def test_only_members_of_the_provider_see_its_applications(client, member, run, stranger, teacher):
    ada = sent(run, "Ada Unmistakable")
    paths = ["/provider/applications/", f"/provider/applications/{ada.public_id}/"]
    assert all("Ada Unmistakable" in member.get(path).text for path in paths)

    client.force_login(stranger.user)
    assert [client.get(path).status_code for path in paths] == [200, 404]
    assert "Ada Unmistakable" not in client.get(paths[0]).text
    client.force_login(make_staff())
    assert [client.get(path).status_code for path in paths] == [403, 403]
    client.force_login(ada.learner.user)
    assert [client.get(path).status_code for path in paths] == [403, 403]

    client.force_login(make_membership(organisation=run.course.organisation).user)
    assert client.get(paths[1]).status_code == 200
    client.force_login(teacher.user)
    teacher.user.memberships.update(ended_at=timezone.now())
    assert client.get(paths[1]).status_code == 403


def test_the_ticked_rows_lead_to_the_page_of_what_was_pressed(member, run):
    ada = sent(run, "Ada")

    response = member.get(f"/provider/applications/chosen/?act=refuse&rows={ada.public_id}")

    assert response["Location"] == f"/provider/applications/decide/refuse/?rows={ada.public_id}"
    assert member.get("/provider/applications/chosen/?act=refuse")["Location"] == "/provider/applications/"
