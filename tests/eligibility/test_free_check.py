"""Is it likely free for me? Page by page, with bad inputs, for visitors and for learners who keep their answers."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.contrib.sessions.models import Session
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from django.utils.html import escape

from district.eligibility import questions
from district.eligibility.models import FundingRule
from district.eligibility.services import funding_rules
from learners.models import FundingFacts, Learner
from learners.services import funding_facts, profiles
from programmes.models import ProgrammeKind
from tests.factories.accounts import make_user
from tests.factories.learners import NOWHERE, make_learner
from tests.factories.partners import actor_of, make_staff
from tests.factories.places import make_postcode
from tests.factories.programmes import make_course, make_programme, make_run

BIRTH = {"question": "birth", "born_on_day": "14", "born_on_month": "3", "born_on_year": "1990"}
HOME = {"question": "home", "postcode": "b11aa"}
LEVEL = {"question": "level", "prior_level": "full_2"}
LOOKING = {"question": "work", "work": "looking"}
PAID = {"question": "work", "work": "paid"}
PAY = {"question": "pay", "pay": "£12.71", "pay_per": "hour", "hours": "37.5"}


@pytest.fixture(scope="module")
def loaded_rules(kept_for_module: None) -> None:
    funding_rules.load()
    make_postcode()


@pytest.fixture(autouse=True)
def rules(loaded_rules: None, db: None) -> None:
    """What a test changes of them is taken back."""


def send(client: Client, *pages: dict[str, str], **also: str) -> Any:
    """One page after the other, as a browser would: what was told before goes along."""
    told, response = "", None
    for page in pages:
        response = client.post(reverse("free_check"), page | also | {"told": told})
        assert response.status_code == 200
        told = response.context["told"]
    return response


def faults(response: Any) -> dict[str, list[str]]:
    return dict(response.context["form"].errors)


def test_five_questions_lead_to_an_answer_with_reasons_rules_and_what_to_do(client) -> None:
    response = send(client, BIRTH, HOME, LEVEL, PAID, PAY)
    page = response.text
    assert "Good news: 6 kinds of course are likely free for you" in page
    assert "You live in Birmingham, inside the West Midlands Combined Authority." in page
    assert "Your pay is about £24,784.50 a year, which is less than £26,800." in page
    assert "Low pay, national" in page
    assert "(to be confirmed)" in page
    assert "The provider of a course checks and decides." in page
    assert escape(f"{reverse('course_list')}?postcode=B1+1AA&cost=free") in page
    assert "0800 100 900" in page


def test_people_without_paid_work_are_not_asked_for_pay(client) -> None:
    response = send(client, BIRTH, HOME, LEVEL, LOOKING)
    assert "You are out of work and looking for it." in response.text
    assert "Pay before tax" not in response.text


def test_no_pay_given_needs_a_check_and_is_never_a_no(client) -> None:
    high = LEVEL | {"prior_level": "higher"}
    response = send(client, BIRTH, HOME, high, PAID, {"question": "pay", "pay": ""})
    assert "We need to check your pay. It must be less than £26,800 a year before tax." in response.text
    told = {verdict.stream.code: verdict.answer.value for verdict in response.context["verdicts"]}
    assert told["adult-skills-2"] == told["adult-skills-3"] == told["free-courses"] == "need_more"


def test_nothing_is_kept_of_a_visitor(client) -> None:
    before = _rows()
    send(client, BIRTH, HOME, LEVEL, PAID, PAY)
    assert _rows() == before
    kept = " ".join(str(session.get_decoded()) for session in Session.objects.all())
    assert not any(word in kept for word in ("1990", "B1 1AA", "12.71", "full_2"))


def _rows() -> tuple[int, int]:
    return Learner.objects.count(), FundingFacts.objects.count()


def test_the_way_back_leads_to_the_answers_and_no_proxy_may_keep_them(client) -> None:
    assert send(client, BIRTH)["Cache-Control"] == "private, no-cache"


@pytest.mark.parametrize(
    ("day", "month", "year", "sentence"),
    [
        ("31", "2", "1990", "Enter a real date, like 27 3 1990."),
        ("1", "1", "90", "Enter the year in four figures, like 1987."),
        ("", "", "", "Enter your date of birth, like 27 3 1990."),
        ("1", "1", "2199", "Check the year: a date of birth is in the past."),
        ("1", "1", "1700", "Check the year: we take dates of people up to 110 years old."),
        ("1", "1", "9" * 5000, "Enter a real date, like 27 3 1990."),
    ],
)
def test_a_wrong_birthday_says_what_to_do(client, day, month, year, sentence) -> None:
    page = {"question": "birth", "born_on_day": day, "born_on_month": month, "born_on_year": year}
    assert faults(send(client, page)) == {"born_on": [sentence]}


def test_people_under_16_are_told_kindly(client) -> None:
    born_on = timezone.localdate() - timedelta(days=15 * 365)
    page = {"question": "birth"} | {
        f"born_on_{part}": str(getattr(born_on, part)) for part in ("day", "month", "year")
    }
    assert faults(send(client, page))["born_on"][0].startswith("This check is for people who are 16 or over.")


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ("", "Enter a postcode, like B1 1AA."),
        ("ZZ99 9ZZ", "We cannot find the postcode ZZ99 9ZZ. Check it, or enter one nearby."),
        ("B1", "Enter the whole postcode, like B1 1AA. “B1” is only its first half."),
    ],
)
def test_a_wrong_postcode_says_what_to_do(client, typed, sentence) -> None:
    assert faults(send(client, BIRTH, HOME | {"postcode": typed})) == {"postcode": [sentence]}


@pytest.mark.parametrize(
    ("typed", "field", "sentence"),
    [
        ({"pay": "-5"}, "pay", "Your pay must be 0 or more."),
        ({"pay": "lots"}, "pay", "Your pay must be a number, like 25."),
        ({"pay": "NaN"}, "pay", "Your pay must be a number, like 25."),
        ({"pay_per": ""}, "pay_per", "Choose whether that is for an hour, a week, a month or a year."),
        ({"pay_per": "decade"}, "pay_per", "Choose from the options shown."),
        ({"hours": ""}, "hours", "Enter how many hours you work in a usual week, like 16."),
        ({"hours": "-1"}, "hours", "The number of hours must be 0.5 or more."),
        ({"hours": "169"}, "hours", "The number of hours must be 100 or less."),
        (
            {"pay": "24,784"},
            "pay_per",
            "That makes £48,328,800 a year. Check the amount and what it is for.",
        ),
        (
            {"pay": "12.71", "pay_per": "year"},
            "pay_per",
            "That makes £12.71 a year. Check the amount and what it is for.",
        ),
    ],
)
def test_wrong_pay_says_what_to_do(client, typed, field, sentence) -> None:
    assert faults(send(client, BIRTH, HOME, LEVEL, PAID, PAY | typed)) == {field: [sentence]}


@pytest.mark.parametrize(
    ("pay", "per", "a_year"),
    [
        ("£24,784.50", "year", "£24,784.50"),
        ("2 000", "month", "£24,000"),
        ("400", "week", "£20,800"),
        ("0", "week", "£0"),
    ],
)
def test_pay_may_be_written_as_people_do(client, pay, per, a_year) -> None:
    page = {"question": "pay", "pay": pay, "pay_per": per, "hours": ""}
    assert f"Your pay is about {a_year} a year" in send(client, BIRTH, HOME, LEVEL, PAID, page).text


@pytest.mark.parametrize(("page", "field"), [(LEVEL, "prior_level"), (PAID, "work")])
@pytest.mark.parametrize("typed", ["", "<script>"])
def test_a_choice_that_is_not_there_is_refused(client, page, field, typed) -> None:
    assert list(faults(send(client, BIRTH, HOME, page | {field: typed}))) == [field]


@pytest.mark.parametrize("told", ["", "made-up", "x" * 5000, "eyJhIjoxfQ:1tab:cdef"])
def test_a_skipped_page_or_changed_answers_lead_back_to_what_is_missing(client, told) -> None:
    response = client.post(reverse("free_check"), PAID | {"told": told})
    assert response.context["question"].name == "birth"


def test_answers_can_be_changed_and_the_others_stay(client) -> None:
    told = send(client, BIRTH, HOME, LEVEL, PAID, PAY).context["told"]
    asked = client.post(reverse("free_check"), {"told": told, "to": "work"})
    assert asked.context["question"].name == "work"
    assert 'value="paid" checked' in asked.text
    changed = client.post(reverse("free_check"), LOOKING | {"told": asked.context["told"]})
    assert "You are out of work and looking for it." in changed.text
    assert "pay" not in questions.unpack(changed.context["told"])


def test_outside_the_seven_councils_the_page_names_the_own_area_and_whom_to_ask(client) -> None:
    make_postcode(postcode="B98 8AA")
    page = send(client, BIRTH, HOME | {"postcode": "B98 8AA"}, LEVEL, LOOKING).text
    assert "Most funded courses are unlikely to be free for you" in page
    assert "You live in Redditch, outside the seven councils" in page
    assert "Ask about adult learning at the council of Redditch." in page


def test_somebody_of_17_is_shown_where_to_go(client) -> None:
    year = str(timezone.localdate().year - 17)
    page = send(client, BIRTH | {"born_on_year": year}, HOME, LEVEL, LOOKING).text
    assert "Youth Guarantee" in page


@pytest.mark.parametrize(
    ("kind", "level", "answer"),
    [
        (ProgrammeKind.SKILLS_BOOTCAMP, "3", "Likely free for you"),
        (ProgrammeKind.OTHER, "4", "We need to know more"),
    ],
)
def test_from_a_course_the_answer_is_about_that_course(client, kind, level, answer) -> None:
    programme = make_programme(kind=kind, is_free=kind != ProgrammeKind.OTHER)
    course = make_course(programme=programme, level=level, title="Mending data locks")
    make_run(course=course, cost=0 if kind != ProgrammeKind.OTHER else Decimal(450))
    start = client.get(reverse("free_check"), {"course": course.public_id})
    assert "Mending data locks" in start.text
    response = send(client, BIRTH, HOME, LEVEL, LOOKING, course=str(course.public_id))
    assert f'<h1 class="govuk-heading-l">{answer}</h1>' in response.text
    assert reverse("course_show", args=[course.public_id]) in response.text


@pytest.mark.parametrize("course", ["nonsense", "00000000-0000-4000-8000-000000000000", "\x00"])
def test_a_course_that_is_not_there_is_no_course(client, course) -> None:
    assert client.get(reverse("free_check"), {"course": course}).status_code == 200


def test_a_draft_is_not_told_of(client) -> None:
    course = make_course(state="draft", title="Secret locks")
    assert "Secret locks" not in client.get(reverse("free_check"), {"course": course.public_id}).text


def test_a_learner_keeps_their_answers_sees_them_and_removes_them(client) -> None:
    learner = make_learner(postcode=NOWHERE)
    client.force_login(learner.user)
    told = send(client, BIRTH, HOME, LEVEL, PAID, PAY).context["told"]
    assert FundingFacts.objects.count() == 0

    assert client.post(reverse("free_keep"), {"told": told}).url == reverse("free_check")

    facts = FundingFacts.objects.get(learner=learner)
    assert (facts.born_on, facts.yearly_pay) == (date(1990, 3, 14), Decimal("24784.50"))
    learner.refresh_from_db()
    assert learner.postcode_id == "B1 1AA"
    page = client.get(reverse("free_check")).text
    assert "£12.71 an hour, 37.5 hours a week" in page
    assert "Kept with your profile" in page
    assert client.post(reverse("free_forget")).url == reverse("free_check")
    assert client.post(reverse("free_forget")).url == reverse("free_check")
    assert FundingFacts.objects.count() == 0


def test_keeping_makes_a_profile_where_there_is_none_and_twice_is_once(client) -> None:
    client.force_login(make_user())
    told = send(client, BIRTH, HOME, LEVEL, LOOKING).context["told"]
    for _ in range(2):
        client.post(reverse("free_keep"), {"told": told})
    assert FundingFacts.objects.count() == Learner.objects.count() == 1


def test_answers_that_are_not_whole_are_not_kept(client) -> None:
    client.force_login(make_user())
    for told in ("", "made-up", send(client, BIRTH, HOME).context["told"]):
        client.post(reverse("free_keep"), {"told": told})
    assert FundingFacts.objects.count() == 0


def test_staff_are_not_offered_to_keep_anything(client) -> None:
    client.force_login(make_staff())
    assert "Keep my answers" not in send(client, BIRTH, HOME, LEVEL, LOOKING).text


def test_only_the_learner_removes_what_they_keep(client) -> None:
    mine, other = make_learner(), make_learner()
    for learner in (mine, other):
        _keep(learner)
    client.force_login(other.user)
    client.post(reverse("free_forget"))
    assert list(FundingFacts.objects.values_list("learner_id", flat=True)) == [mine.id]


def test_a_deleted_profile_leaves_nothing_of_the_answers_behind() -> None:
    learner = make_learner()
    _keep(learner)
    profiles.delete(learner=learner, by=actor_of(learner.user))
    assert FundingFacts.pgh_event_model.objects.count() == 0


def test_the_history_holds_neither_age_nor_pay() -> None:
    _keep(make_learner())
    event = FundingFacts.pgh_event_model.objects.get()
    assert not hasattr(event, "born_on")
    assert not hasattr(event, "pay")


def _keep(learner: Learner) -> None:
    funding_facts.keep(
        born_on=date(1990, 3, 14),
        postcode=make_postcode(),
        work="looking",
        prior_level="none",
        pay=None,
        pay_per="",
        hours=None,
        by=actor_of(learner.user),
    )


def test_the_answer_asks_the_database_seldom(client) -> None:
    told = send(client, BIRTH, HOME, LEVEL, PAID, PAY).context["told"]
    course = make_course(programme=make_programme(), runs=1)
    body = {"told": told, "course": str(course.public_id)}
    with CaptureQueriesContext(connection) as asked:
        client.post(reverse("free_check"), body)
    assert len(asked) <= 8, [query["sql"][:90] for query in asked]


def test_staff_read_the_rules_of_a_year_and_how_one_has_changed(client) -> None:
    client.force_login(make_staff())
    page = client.get(reverse("funding_rule_list"), {"year": "2025"}).text
    assert "Pay below £25,750 a year" in page
    assert "Pay below £26,800 a year" not in page
    FundingRule.objects.filter(code="asf2-pay", valid_to=None).update(pay_below=27000)
    page = client.get(reverse("funding_rule_show", args=["asf2-pay"])).text
    assert "26800.00 → 27000.00" in page
    assert client.get(reverse("funding_rule_show", args=["no-such-rule"])).status_code == 404


@pytest.mark.parametrize(
    "query", [{"year": "abc"}, {"year": "2019\x00"}, {"stream": "nope"}, {"year": "9" * 500}]
)
def test_bad_filters_are_no_filters(client, query) -> None:
    client.force_login(make_staff())
    assert client.get(reverse("funding_rule_list"), query).status_code == 200


def test_rules_loaded_twice_change_nothing_and_a_change_is_told() -> None:
    again = funding_rules.load()
    assert (again.added, again.changed, again.unchanged) == (0, 0, again.read)
    FundingRule.objects.filter(code="bootcamps-age").update(least_age=18)
    assert funding_rules.load().changed == 2


def test_two_versions_on_one_day_are_refused_whole() -> None:
    row = {
        "stream": "bootcamps", "code": "bootcamps-age", "name": "Aged 18", "one_of": "", "least_age": "18",
        "most_age": "", "councils": "", "work": "", "pay_below": "", "without_level": "", "confirmed": "yes",
        "valid_from": "2026-09-01", "valid_to": "", "note": "", "source_title": "x",
        "source_url": "https://www.example.org/",
    }  # fmt: skip
    with pytest.raises(funding_rules.Refused, match="Two versions of a rule are in force on the same day"):
        funding_rules.load(streams=[], rules=[row])
    assert not FundingRule.objects.filter(name="Aged 18").exists()
