"""The digital self-check: five pages, a result with courses and a plan, kept page by page for learners."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from district.web.errors import NotAllowed, Refused
from learners import self_check
from learners.models import Learner, PlanStep, SelfCheck
from learners.self_check import AREAS, CODES
from learners.services import profiles, self_checks
from learners.services.self_checks import Step
from programmes import suggested
from tests.factories.accounts import make_user
from tests.factories.learners import make_learner
from tests.factories.partners import actor_of, make_staff
from tests.factories.places import make_postcode
from tests.factories.programmes import make_course, make_run
from tests.factories.skills import make_skill

ALL_TWO = dict.fromkeys(CODES, 2)


def page_of(area: self_check.Area, answer: int = 2) -> dict[str, str]:
    return {"area": area.code} | dict.fromkeys(area.codes, str(answer))


def go_through(client: Client, **also: str) -> Any:
    """As a visitor's browser would: what was told goes along."""
    told, response = "", None
    for area in AREAS:
        response = client.post(reverse("self_check_ask"), page_of(area) | also | {"told": told})
        assert response.status_code == 200
        told = response.context["told"]
    return response


@pytest.fixture
def learner(db: None) -> Learner:
    return make_learner()


@pytest.fixture
def visit(client: Client, learner: Learner) -> Client:
    client.force_login(learner.user)
    return client


def test_there_are_twenty_statements_in_five_areas_of_four() -> None:
    assert [len(area.statements) for area in AREAS] == [4] * 5
    assert len(set(CODES)) == 20
    statements = [statement for area in AREAS for statement in area.statements]
    assert all(statement.startswith("I can ") and len(statement.split()) <= 20 for statement in statements)


@pytest.mark.parametrize(
    ("points", "level"),
    [(4, 1), (5, 1), (6, 2), (9, 2), (10, 3), (13, 3), (14, 4), (16, 4)],
)
def test_a_level_is_the_mean_of_four_answers(points, level) -> None:
    assert self_check.AreaResult(AREAS[0], points).level == level


@pytest.mark.parametrize("word", ["", "2" * 19, "5" + "2" * 19, "٢" * 20, "x" * 20])
def test_what_is_no_set_of_answers_is_nothing(word) -> None:
    assert self_check.unpack(word) == {}


def test_packed_answers_come_back() -> None:
    said = dict.fromkeys(AREAS[1].codes, 3)
    assert self_check.unpack(self_check.pack(said)) == said


def test_a_visitor_gets_levels_a_plan_and_courses_and_nothing_is_kept(client, db) -> None:
    response = go_through(client)
    page = response.text
    assert "You are at the same level in all five areas: with help." in page
    assert [line.words for line in response.context["lines"]] == ["With help"] * 5
    assert "Look up three things you want to know" in page
    assert "/account/login/?next=" in page
    assert SelfCheck.objects.count() == Learner.objects.count() == 0


def test_unanswered_statements_are_named_and_the_others_stay(client, db) -> None:
    area = AREAS[0]
    body = page_of(area) | {area.codes[2]: ""}
    response = client.post(reverse("self_check_ask"), body)
    assert dict(response.context["form"].errors) == {
        area.codes[2]: [f"Choose an answer: {area.statements[2]}"]
    }
    assert response.text.count("checked") == 3


@pytest.mark.parametrize("answer", ["0", "5", "two", "<script>"])
def test_an_answer_that_is_not_there_is_refused(client, db, answer) -> None:
    body = page_of(AREAS[0]) | {AREAS[0].codes[0]: answer}
    assert list(client.post(reverse("self_check_ask"), body).context["form"].errors) == [AREAS[0].codes[0]]


@pytest.mark.parametrize("told", ["", "made-up", "IjIyMjIi:x:y"])
def test_a_skipped_page_leads_back_to_the_first(client, db, told) -> None:
    response = client.post(reverse("self_check_ask"), page_of(AREAS[4]) | {"told": told})
    assert response.context["area"] is AREAS[0]


def test_a_visitor_changes_and_prints_their_plan(client, db) -> None:
    told = go_through(client).context["told"]
    plan = {"plan": "1", "told": told, "text_1": "Ring the library", "due_1_day": "2", "due_1_month": "1"}
    year = str(timezone.localdate().year + 1)
    page = client.post(reverse("self_check_ask"), plan | {"due_1_year": year}).text
    assert "Ring the library" in page
    assert f"by 2 January {year}" in page
    wrong = client.post(reverse("self_check_ask"), plan | {"due_1_month": "13", "due_1_year": year})
    assert wrong.context["form"].errors["due_1"] == ["Enter a real date, like 27 3 2027."]


def test_a_learner_stops_and_goes_on_where_they_were(visit, learner) -> None:
    first, second = AREAS[:2]
    assert visit.post(reverse("self_check_ask"), page_of(first)).url.endswith(f"?area={second.code}")
    assert visit.get(reverse("self_check_ask")).context["area"] is second
    assert SelfCheck.objects.get().answers == dict.fromkeys(first.codes, 2)


def test_a_learner_finishes_and_gets_a_plan_once(visit, learner) -> None:
    for area in AREAS:
        response = visit.post(reverse("self_check_ask"), page_of(area))
    assert response.url == reverse("self_check_show")
    assert visit.get(reverse("self_check_ask")).url == reverse("self_check_show")
    assert PlanStep.objects.count() == 4
    assert "My digital skills and plan" in visit.get(reverse("self_check_show")).text


def test_doing_it_again_keeps_the_first_and_shows_how_far_one_has_come(visit, learner) -> None:
    _done(learner, ALL_TWO, days_ago=90)
    visit.post(reverse("self_check_again"))
    visit.post(reverse("self_check_again"))
    assert SelfCheck.objects.filter(finished_at=None).count() == 1
    for area in AREAS:
        visit.post(reverse("self_check_ask"), page_of(area, 4 if area.code == "safe" else 2))
    page = visit.get(reverse("self_check_show")).text
    assert "you have come further in 1 of 5 areas" in page
    assert "All your checks" in page
    assert SelfCheck.objects.count() == 2


def test_a_learner_changes_their_plan(visit, learner) -> None:
    check = _done(learner, ALL_TWO)
    year = str(timezone.localdate().year + 1)
    body = {
        "plan": "1",
        "text_1": "Ring the library",
        "due_1_day": "2",
        "due_1_month": "1",
        "due_1_year": year,
        "done_1": "on",
        "text_3": "Buy a notebook",
    }
    assert visit.post(reverse("self_check_show"), body).url == reverse("self_check_show")
    steps = list(check.plan_steps.order_by("position").values_list("position", "text", "is_done"))
    assert steps == [(1, "Ring the library", True), (2, "Buy a notebook", False)]


@pytest.mark.parametrize(
    ("typed", "field", "sentence"),
    [
        ({"text_1": "x" * 201}, "text_1", "Step 1 must be 200 characters or fewer. It has 201."),
        ({"text_1": "a\u202eb"}, "text_1", "Remove the hidden characters: type the text again instead of pasting it."),
        ({"text_1": "a", "due_1_day": "31", "due_1_month": "2", "due_1_year": "2027"}, "due_1",
         "Enter a real date, like 27 3 2027."),
        ({"text_1": "", "due_1_day": "1", "due_1_month": "2", "due_1_year": "2027"}, "text_1",
         "Say what you want to do in step 1, or take its date out."),
        ({"text_1": "My number is AB 12 34 56 C"}, "text_1", None),
    ],
)  # fmt: skip
def test_a_wrong_plan_says_what_to_do_and_changes_nothing(visit, learner, typed, field, sentence) -> None:
    check = _done(learner, ALL_TWO)
    response = visit.post(reverse("self_check_show"), {"plan": "1"} | typed)
    errors = response.context["form"].errors[field]
    assert sentence is None or errors == [sentence]
    assert check.plan_steps.count() == 4


def test_of_two_windows_the_second_is_shown_both_plans(visit, learner) -> None:
    check = _done(learner, ALL_TWO)
    seen = visit.get(reverse("self_check_show")).context["form"].initial["seen"]
    visit.post(reverse("self_check_show"), {"plan": "1", "seen": seen, "text_1": "First window"})

    second = visit.post(reverse("self_check_show"), {"plan": "1", "seen": seen, "text_1": "Second window"})

    assert second.status_code == 409
    assert "First window" in second.text
    assert 'value="Second window"' in second.text
    assert check.plan_steps.get().text == "First window"
    again = {"plan": "1", "seen": second.context["form"]["seen"].value(), "text_1": "Second window"}
    assert visit.post(reverse("self_check_show"), again).status_code == 302
    assert check.plan_steps.get().text == "Second window"


def test_what_is_typed_in_a_plan_is_shown_as_text(visit, learner) -> None:
    _done(learner, ALL_TWO)
    visit.post(reverse("self_check_show"), {"plan": "1", "text_1": "<script>alert(1)</script>{{7*7}}"})
    page = visit.get(reverse("self_check_show")).text
    assert "&lt;script&gt;alert(1)&lt;/script&gt;{{7*7}}" in page


def test_a_visitor_keeps_the_result_after_signing_in(client, db) -> None:
    told = go_through(client).context["told"]
    client.force_login(make_user())
    asked = client.get(reverse("self_check_keep"), {"told": told})
    assert "Keep your result?" in asked.text
    for _ in range(2):
        assert client.post(reverse("self_check_keep"), {"told": told}).url == reverse("self_check_show")
    assert SelfCheck.objects.get().answers == ALL_TWO


@pytest.mark.parametrize("told", ["", "made-up", "\x00"])
def test_nothing_can_be_kept_that_was_not_answered(client, db, told) -> None:
    client.force_login(make_user())
    assert client.post(reverse("self_check_keep"), {"told": told}).url == reverse("self_check_ask")
    assert SelfCheck.objects.count() == 0


def test_staff_see_no_offer_to_keep_and_no_result_of_anybody(client, learner) -> None:
    _done(learner, ALL_TWO)
    client.force_login(make_staff())
    assert client.get(reverse("self_check_show")).url == reverse("profile_start")
    assert "Keep my result" not in go_through(client).text


def test_only_the_learner_changes_their_plan(learner) -> None:
    check = _done(learner, ALL_TWO)
    with pytest.raises(NotAllowed):
        self_checks.save_plan(check=check, steps=[Step("Not mine")], by=actor_of(make_learner().user))


def test_a_plan_has_six_steps_at_most_and_needs_a_finished_check(learner) -> None:
    by = actor_of(learner.user)
    with pytest.raises(Refused, match="6 steps at most"):
        self_checks.save_plan(check=_done(learner, ALL_TWO), steps=[Step("One more")] * 7, by=by)
    with pytest.raises(Refused, match="Finish the check first"):
        self_checks.save_plan(check=self_checks.begin(learner=learner, by=by), steps=[], by=by)


def test_half_an_area_is_not_saved(learner) -> None:
    by = actor_of(learner.user)
    with pytest.raises(Refused, match="Answer all four"):
        self_checks.answer(learner=learner, area="safe", values={"safe-1": 2}, by=by)
    assert SelfCheck.objects.count() == 0


def test_a_deleted_profile_takes_its_checks_and_their_history_along(learner) -> None:
    _done(learner, ALL_TWO)
    profiles.delete(learner=learner, by=actor_of(learner.user))
    assert SelfCheck.objects.count() == PlanStep.objects.count() == 0
    assert SelfCheck.pgh_event_model.objects.count() == PlanStep.pgh_event_model.objects.count() == 0


def _done(learner: Learner, said: dict[str, int], *, days_ago: int = 0) -> SelfCheck:
    check = self_checks.keep(said=said, by=actor_of(learner.user))
    SelfCheck.objects.filter(pk=check.pk).update(finished_at=timezone.now() - timedelta(days=days_ago))
    return check


def test_courses_come_from_the_weakest_areas_with_the_reason(db) -> None:
    by_area = {area.code: make_skill(label=area.skills[0]) for area in AREAS}
    weak = make_course(skills=[by_area["safe"]], runs=1, title="Safe and sound", level="1")
    second = make_course(skills=[by_area["making"]], runs=1, title="Posters", level="1")
    make_course(skills=[by_area["finding"]], runs=1, title="What one knows already")
    make_course(skills=[by_area["safe"]], title="Nobody can join it")
    make_course(skills=[by_area["safe"]], runs=1, title="Not out yet", state="draft")
    make_course(skills=[(by_area["safe"], 4)], runs=1, title="For experts")
    make_course(skills=[by_area["safe"]], runs=1, title="Far too high", level="6")
    said = (
        dict.fromkeys(CODES, 4)
        | dict.fromkeys(self_check.BY_CODE["safe"].codes, 1)
        | dict.fromkeys(self_check.BY_CODE["making"].codes, 2)
    )
    found = suggested.after(self_check.results(said), home=None)
    assert [each.course for each in found] == [weak, second]
    assert found[0].reason == (
        "It teaches “Protect personal data and privacy”. That is part of “Staying safe”."
    )


def test_of_two_that_teach_the_same_the_nearer_comes_first_and_three_are_enough(db) -> None:
    skill = make_skill(label=self_check.BY_CODE["finding"].skills[0])
    far, near, online, fourth = (
        make_course(skills=[skill], title=title, level="1") for title in ("Far", "Near", "Third", "Fourth")
    )
    make_run(course=far, postcode=make_postcode(postcode="CV1 2WT"))
    make_run(course=near, postcode=make_postcode(postcode="B4 7ET"))
    for course in (online, fourth):
        make_run(course=course, postcode=make_postcode(postcode="WV1 1SH"))
    found = suggested.after(self_check.results(ALL_TWO), home=make_postcode())
    assert len(found) == 3
    assert found[0].course == near
    assert "miles" in found[0].facts


def test_what_is_too_easy_for_somebody_comes_last(db) -> None:
    skill = make_skill(label=self_check.BY_CODE["finding"].skills[0])
    easy = make_course(skills=[skill], runs=1, title="First clicks", level="E")
    harder = make_course(skills=[skill], runs=1, title="Further", level="2")

    for said, order in ((2, [easy, harder]), (3, [harder, easy])):
        found = suggested.after(self_check.results(dict.fromkeys(CODES, said)), home=None)
        assert [each.course for each in found] == order


@pytest.mark.parametrize("count", [1, 10])
def test_the_result_asks_the_database_as_often_for_one_course_as_for_ten(visit, learner, count) -> None:
    _done(learner, ALL_TWO)
    skill = make_skill(label=self_check.BY_CODE["finding"].skills[0])
    for _ in range(count):
        make_course(skills=[skill], runs=1, level="1")
    visit.get(reverse("self_check_show"))
    with CaptureQueriesContext(connection) as asked:
        visit.get(reverse("self_check_show"))
    assert len(asked) == 8, [query["sql"][:100] for query in asked]
