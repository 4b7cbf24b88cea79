"""Every page of the profile: what it shows, what it says to bad input, how many queries it takes."""

from datetime import date
from urllib.parse import quote

import pytest
from django.test import Client
from django.urls import reverse
from django.utils.text import capfirst

from learners import questions
from learners.models import Learner, ProfileSuggestion
from learners.services import held_skills, suggestions
from tests.factories.accounts import make_user
from tests.factories.learners import NOWHERE, make_held_skill, make_learner
from tests.factories.partners import actor_of, make_actor
from tests.factories.places import make_postcode
from tests.factories.skills import make_occupation, make_skill

SIGNED_IN = 3  # session, person, membership
QUESTION = {
    "place": ({"postcode": "cv1 2wt"}, "CV1 2WT is in Coventry."),
    "travel": (
        {"travel_miles": "5", "travel_modes": ["walk", "transit"]},
        "How far and how you can travel: Up to 5 miles, on foot, by bus, tram or train.",
    ),
    "remote": ({"remote_ok": "False"}, "Working from home: No."),
    "looking": ({"looking_for": ["job", "course"]}, "What you look for: A job, a course."),
    "times": (
        {"free_times": ["evening"], "free_from_day": "2", "free_from_month": "6", "free_from_year": "2027"},
        "When you have time: Evenings, from 2 June 2027.",
    ),
    "pay": ({"least_salary": "£21,892"}, "The least you could be paid: At least £21,892 a year."),
    "matching": ({"matching_on": "False"}, "Matching: Off."),
}


def page_of(client: Client, name: str, *args: object, **query: str) -> str:
    response = client.get(reverse(name, args=args), query)
    assert response.status_code == 200
    return response.text


def seen_of(client: Client, href: str) -> str:
    return client.get(href).context["form"].initial["seen"]


def test_starting_leads_to_the_first_question_and_makes_the_record(client, db) -> None:
    client.force_login(make_user())
    assert "Start now" in page_of(client, "profile_start")
    response = client.post(reverse("profile_start"))
    assert response.url == "/me/profile/place/?go=on"
    assert Learner.objects.count() == 1
    assert client.get(reverse("profile_start")).url == "/me/profile/"


@pytest.mark.parametrize("name", QUESTION)
def test_each_question_is_asked_answered_and_told_back(visit, learner, name) -> None:
    make_postcode(postcode="CV1 2WT")
    href = reverse("profile_question", args=[name])
    data, sentence = QUESTION[name]
    response = visit.post(href, data | {"seen": seen_of(visit, href)}, follow=True)
    assert response.redirect_chain[-1][0] == "/me/profile/"
    assert sentence in response.text
    learner.refresh_from_db()
    assert learner.answered == [name]
    assert questions.called(name).is_answered(learner)


def test_answers_follow_one_another_until_all_is_said(client, db) -> None:
    make_postcode(postcode="CV1 2WT")
    client.force_login(make_user())
    href, asked = client.post(reverse("profile_start")).url, []
    while "go=on" in href:
        name = href.split("/")[3]
        asked.append(name)
        page = client.get(href)
        assert f"Question {len(asked)} of 6" in page.text
        href = client.post(href, QUESTION[name][0] | {"seen": page.context["form"].initial["seen"]}).url
    assert asked == [question.name for question in questions.QUESTIONS]
    assert href == "/me/profile/"


def test_a_place_outside_the_seven_is_said_kindly(visit) -> None:
    make_postcode(postcode="B98 8AA")
    href = reverse("profile_question", args=["place"])
    page = visit.post(href, {"postcode": "b988aa", "seen": seen_of(visit, href)}, follow=True).text
    assert "B98 8AA is in Redditch, outside the seven councils" in page
    assert "You can use everything here." in page


BAD = [
    ("place", {"postcode": ""}, "Enter a postcode, like B1 1AA."),
    ("place", {"postcode": "ZZ99 9ZZ"}, "We cannot find the postcode ZZ99 9ZZ."),
    ("place", {"postcode": "B1"}, "is only its first half."),
    ("place", {"postcode": "B1\x001AA"}, "A postcode has only letters and numbers"),
    ("place", {"postcode": "<script>alert(1)</script>"}, "A postcode has only letters and numbers"),
    ("travel", {"travel_miles": "-1"}, "must be 0 or more"),
    ("travel", {"travel_miles": "201"}, "must be 200 or less"),
    ("travel", {"travel_miles": "1e400000"}, "must be a number"),
    ("travel", {"travel_miles": "9" * 5000}, "must be"),
    ("travel", {"travel_miles": "5", "travel_modes": ["rocket"]}, "Choose from the options shown."),
    ("remote", {}, "Choose an answer to “Could you work from home?”"),
    ("remote", {"remote_ok": "maybe"}, "Choose from the options shown."),
    ("looking", {}, "Tick at least one."),
    ("looking", {"looking_for": ["job", "fame"]}, "Choose from the options shown."),
    ("times", {"free_from_day": "31", "free_from_month": "2", "free_from_year": "2027"}, "Enter a real date"),
    ("times", {"free_from_day": "1", "free_from_month": "1", "free_from_year": "9999"}, "or earlier"),
    ("times", {"free_from_day": "1", "free_from_month": "1", "free_from_year": "0000"}, "Enter a real date"),
    ("times", {"free_from_day": "1"}, "too."),
    ("pay", {"least_salary": "0"}, "must be 1 or more"),
    ("pay", {"least_salary": "NaN"}, "must be a number"),
    ("pay", {"least_salary": "1000000000"}, "must be 500000 or less"),
    ("matching", {"matching_on": ""}, "Choose an answer to “Shall we look for matches for you?”"),
]


@pytest.mark.parametrize(("name", "data", "sentence"), BAD)
def test_bad_input_gets_a_sentence_keeps_what_was_typed_and_saves_nothing(
    visit, learner, name, data, sentence
) -> None:
    href = reverse("profile_question", args=[name])
    response = visit.post(href, data | {"seen": seen_of(visit, href)})
    assert response.status_code == 200
    assert "There is a problem" in response.text
    assert sentence in response.text
    assert "<script>alert" not in response.text
    learner.refresh_from_db()
    assert (learner.version, learner.answered) == (1, [])


def test_arabic_digits_are_numbers(visit, learner) -> None:
    href = reverse("profile_question", args=["travel"])
    visit.post(href, {"travel_miles": "١٢", "seen": seen_of(visit, href)})
    learner.refresh_from_db()
    assert learner.travel_miles == 12


def test_a_stale_page_shows_both_versions_and_saves_only_when_sent_again(visit, learner) -> None:
    href = reverse("profile_question", args=["pay"])
    old = seen_of(visit, href)
    visit.post(href, {"least_salary": "20000", "seen": old})
    response = visit.post(href, {"least_salary": "30000", "seen": old})
    assert response.status_code == 409
    assert "What stands now: At least £20,000 a year" in response.text
    assert 'value="30000"' in response.text
    again = visit.post(href, {"least_salary": "30000", "seen": response.context["form"].data["seen"]})
    assert again.status_code == 302
    learner.refresh_from_db()
    assert learner.least_salary == 30_000


@pytest.mark.parametrize("seen", ["", "x" * 64, "\x00"])
def test_a_forged_mark_overwrites_nothing(visit, learner, seen) -> None:
    response = visit.post(reverse("profile_question", args=["pay"]), {"least_salary": "30000", "seen": seen})
    assert response.status_code in {200, 409}
    learner.refresh_from_db()
    assert learner.least_salary is None


def test_hidden_extras_are_ignored(visit, learner) -> None:
    href = reverse("profile_question", args=["pay"])
    other = make_learner()
    data = {"least_salary": "30000", "learner_id": other.id, "user": other.user_id, "matching_on": "False"}
    visit.post(href, data | {"seen": seen_of(visit, href)})
    learner.refresh_from_db()
    other.refresh_from_db()
    assert (learner.least_salary, learner.matching_on, other.least_salary) == (30_000, True, None)


def test_an_answer_can_be_removed_from_its_page(visit, learner) -> None:
    assert "Remove my answer" in page_of(visit, "profile_question", "place")
    visit.post(reverse("profile_answer_remove", args=["place"]))
    learner.refresh_from_db()
    assert learner.postcode is None
    assert "Remove my answer" not in page_of(visit, "profile_question", "place")


@pytest.mark.parametrize("name", ["nonsense", "hopes2", "answered"])
def test_there_are_no_other_questions(visit, name) -> None:
    assert visit.get(f"/me/profile/{name}/").status_code == 404
    assert visit.post(f"/me/profile/{name}/remove/").status_code == 404


def test_the_profile_shows_what_is_said_and_what_comes_next(visit, learner) -> None:
    page = page_of(visit, "profile_show")
    assert "B1 1AA, Birmingham" in page
    assert "3 of 8 done" in page
    assert "Go on: Working from home" in page
    Learner.objects.filter(id=learner.id).update(answered=[question.name for question in questions.QUESTIONS])
    learner.hopes.add(make_occupation())
    for _ in range(3):
        make_held_skill(learner=learner)
    assert "Everything is said." in page_of(visit, "profile_show")


@pytest.mark.parametrize("count", [1, 10])
def test_the_profile_takes_as_many_queries_however_much_is_said(
    visit, learner, count, django_assert_num_queries
) -> None:
    for _ in range(count):
        make_held_skill(learner=learner)
        learner.hopes.add(make_occupation())
    page_of(visit, "profile_show")
    with django_assert_num_queries(SIGNED_IN + 3):
        page_of(visit, "profile_show")


@pytest.mark.parametrize("count", [1, 10])
def test_the_skills_take_as_many_queries_however_many_there_are(
    visit, learner, count, django_assert_num_queries
) -> None:
    for _ in range(count):
        make_held_skill(learner=learner)
    page_of(visit, "skills_show")
    with django_assert_num_queries(SIGNED_IN + 4):
        page_of(visit, "skills_show")


@pytest.mark.parametrize("count", [1, 10])
def test_suggestions_take_as_many_queries_however_many_there_are(
    visit, learner, count, django_assert_num_queries
) -> None:
    for _ in range(count):
        ProfileSuggestion.objects.create(learner=learner, skill=make_skill(), words="x", source="your text")
    page_of(visit, "skills_suggested")
    with django_assert_num_queries(SIGNED_IN + 3):
        page_of(visit, "skills_suggested")


def test_an_empty_list_of_skills_says_what_to_do(visit) -> None:
    page = page_of(visit, "skills_show")
    assert "No skills on your list yet" in page
    assert reverse("skills_add") in page


def test_a_skill_is_found_chosen_and_its_level_asked(visit, learner) -> None:
    skill = make_skill(label="weave ribbons")
    assert "Weave ribbons" in page_of(visit, "skills_add", q="ribb")
    response = visit.post(reverse("skills_add"), {"add": str(skill.public_id)})
    assert response.url == reverse("held_skill_change", args=[skill.public_id])
    data = {
        "level": "3",
        "evidence": "work",
        "evidence_note": "at a mill",
        "seen": seen_of(visit, response.url),
    }
    response = visit.post(response.url, data, follow=True)
    assert "Saved: weave ribbons." in response.text
    held = learner.held_skills.get()
    assert (held.level, held.evidence, held.evidence_note) == (3, "work", "at a mill")


def test_save_and_add_another_goes_back_to_the_picker(visit, learner) -> None:
    held = make_held_skill(learner=learner)
    href = reverse("held_skill_change", args=[held.skill.public_id])
    data = {"level": "3", "evidence": "work", "more": "1", "seen": seen_of(visit, href)}
    assert visit.post(href, data).url == reverse("skills_add")


@pytest.mark.parametrize(
    "data", [{}, {"add": "nonsense"}, {"add": "\x00"}, {"add": str(2**70)}, {"remove": "x"}]
)
def test_choosing_nothing_says_so(visit, learner, data) -> None:
    page = visit.post(reverse("skills_add"), data, follow=True).text
    assert "Choose a skill from the list." in page
    assert not learner.held_skills.exists()


def test_a_skill_that_does_not_exist_is_refused_in_words(visit, learner) -> None:
    page = visit.post(reverse("skills_add"), {"add": str(learner.public_id)}, follow=True).text
    assert "There is no such skill." in page


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        ({"level": "5", "evidence": "work"}, "Choose from the options shown."),
        ({"evidence": "work"}, "Choose your level."),
        ({"level": "1", "evidence": "completion"}, "Choose from the options shown."),
        ({"level": "1", "evidence": "work", "evidence_note": "x" * 201}, "200 characters or fewer"),
        (
            {"level": "1", "evidence": "work", "evidence_note": "AB123456C"},
            "Take out the National Insurance number",
        ),
        ({"level": "1", "evidence": "work", "evidence_note": "a\u202eb"}, "Remove the hidden characters"),
        ({"level": "1", "evidence": "work", "evidence_note": "\u200b"}, "Type at least one letter"),
    ],
)
def test_bad_levels_and_notes_get_a_sentence(visit, learner, data, sentence) -> None:
    held = make_held_skill(learner=learner)
    href = reverse("held_skill_change", args=[held.skill.public_id])
    response = visit.post(href, data | {"seen": seen_of(visit, href)})
    assert response.status_code == 200
    assert sentence in response.text
    learner.refresh_from_db()
    assert learner.version == 1


@pytest.mark.parametrize("note", ["O'Brien-Ñ 李 🎓", "<b>bold</b>", "{{7*7}}", "=cmd|' /C calc'!A0"])
def test_honest_notes_are_kept_and_shown_as_text(visit, learner, note) -> None:
    held = make_held_skill(learner=learner)
    href = reverse("held_skill_change", args=[held.skill.public_id])
    visit.post(href, {"level": "2", "evidence": "home", "evidence_note": note, "seen": seen_of(visit, href)})
    held.refresh_from_db()
    assert held.evidence_note == note
    assert "<b>bold" not in page_of(visit, "skills_show")


def test_a_stale_level_shows_both_versions(visit, learner) -> None:
    held = make_held_skill(learner=learner, level=1)
    href = reverse("held_skill_change", args=[held.skill.public_id])
    old = seen_of(visit, href)
    visit.post(href, {"level": "2", "evidence": "work", "seen": old})
    response = visit.post(href, {"level": "4", "evidence": "work", "seen": old})
    assert response.status_code == 409
    assert "Intermediate, from paid or unpaid work" in response.text


def test_a_skill_is_removed_by_its_button(visit, learner) -> None:
    held = make_held_skill(learner=learner)
    page = visit.post(reverse("held_skill_remove", args=[held.skill.public_id]), follow=True).text
    assert f"Removed: {held.skill.label}." in page
    assert not learner.held_skills.exists()


def test_a_text_gives_suggestions_to_answer(visit, learner) -> None:
    make_skill(label="weave ribbons")
    make_skill(label="paint roses")
    response = visit.post(reverse("skills_from_text"), {"text": "I weave ribbons and paint roses."})
    assert response.url == reverse("skills_suggested")
    page = page_of(visit, "skills_suggested")
    assert "2 skills, each with the words that gave it" in page
    found = {
        each.skill.label: each.skill for each in learner.suggestions.select_related("skill").order_by("id")
    }
    visit.post(response.url, {"add": str(found["weave ribbons"].public_id), "level": "3"})
    visit.post(response.url, {"refuse": str(found["paint roses"].public_id)})
    assert [(held.skill_id, held.level) for held in learner.held_skills.order_by("id")] == [
        (found["weave ribbons"].id, 3)
    ]
    assert "Nothing waits for you here" in page_of(visit, "skills_suggested")


def test_all_suggestions_are_taken_or_put_away_together(visit, learner) -> None:
    by = actor_of(learner.user)
    make_skill(label="weave ribbons")
    make_skill(label="paint roses")
    suggestions.suggest(learner=learner, text="weave ribbons", by=by)
    page = visit.post(reverse("skills_suggested"), {"add_all": "1", "level": "2"}, follow=True).text
    assert "Added 1 skill to your list." in page
    suggestions.suggest(learner=learner, text="paint roses", by=by)
    visit.post(reverse("skills_suggested"), {"refuse_all": "1"})
    assert learner.held_skills.count() == 1
    page = visit.post(reverse("skills_suggested"), {"add_all": "1", "level": "9"}, follow=True).text
    assert "Choose one of the four levels." in page


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("", "your text"),
        ("My number is AB 12 34 56 C", "Take out the National Insurance number"),
        ("nothing known stands here", "We found no skill in it"),
        ("x" * 20_001, "20000 characters or fewer"),
        ("weave\x00ribbons", "Null characters"),
    ],
)
def test_texts_that_cannot_be_used_say_why(visit, learner, text, sentence) -> None:
    make_skill(label="weave ribbons")
    response = visit.post(reverse("skills_from_text"), {"text": text})
    assert response.status_code == 200
    assert "There is a problem" in response.text
    assert sentence in response.text or "Remove the hidden characters" in response.text
    assert not learner.suggestions.exists()


def test_an_occupation_offers_its_skills_the_essential_first(visit, learner) -> None:
    essential, optional, held = make_skill(), make_skill(), make_held_skill(learner=learner)
    occupation = make_occupation(
        label="ribbon weaver", essential=(essential, held.skill), optional=(optional,)
    )
    assert "Ribbon weaver" in page_of(visit, "skills_from_occupation", q="ribbon")
    href = reverse("skills_of_occupation", args=[occupation.public_id])
    page = visit.get(href).text
    assert "1 skill of it is on your list already" in page
    assert page.index(capfirst(essential.label)) < page.index(capfirst(optional.label))
    assert capfirst(held.skill.label) not in page
    response = visit.post(href, {"skills": [str(essential.public_id)], "level": "2"}, follow=True)
    assert "Added 1 skill to your list." in response.text
    assert learner.held_skills.get(skill=essential).level == 2


def test_a_forged_choice_of_skills_is_refused(visit, learner) -> None:
    occupation = make_occupation(essential=(make_skill(),))
    data = {"skills": [str(make_skill().public_id)], "level": "2"}
    response = visit.post(reverse("skills_of_occupation", args=[occupation.public_id]), data)
    assert "Choose from the options shown." in response.text
    assert not learner.held_skills.exists()


def test_an_occupation_all_of_which_is_held_says_so(visit, learner) -> None:
    held = make_held_skill(learner=learner)
    occupation = make_occupation(essential=(held.skill,))
    assert "You have all of it" in page_of(visit, "skills_of_occupation", occupation.public_id)


def test_hopes_are_found_added_and_removed(visit, learner) -> None:
    occupation = make_occupation(label="ribbon weaver")
    assert "Ribbon weaver" in page_of(visit, "profile_hopes", q="weav")
    page = visit.post(reverse("profile_hopes"), {"add": str(occupation.public_id)}, follow=True).text
    assert "Added: ribbon weaver." in page
    visit.post(reverse("profile_hopes"), {"remove": str(occupation.public_id)})
    assert not learner.hopes.exists()
    page = visit.post(reverse("profile_hopes"), {"add": "\x00"}, follow=True).text
    assert "Choose an occupation from the list." in page


@pytest.mark.parametrize("q", ["\x00", "\ud800", "x" * 5000, "%_'\"\\", "(.*"])
@pytest.mark.parametrize("name", ["skills_add", "skills_from_occupation", "profile_hopes"])
def test_searches_bear_anything_that_is_typed(visit, name, q) -> None:
    address = reverse(name) + "?q=%ED%A0%80" if q == "\ud800" else reverse(name)
    response = visit.get(address, None if q == "\ud800" else {"q": q})
    assert response.status_code in {200, 400}


@pytest.mark.parametrize("page", ["0", "-1", "abc", "9" * 5000])
def test_odd_page_numbers_are_no_error(visit, learner, page) -> None:
    make_held_skill(learner=learner)
    assert visit.get(reverse("skills_show"), {"page": page}).status_code in {200, 404}


def test_deleting_asks_first_and_then_leads_to_the_start(visit, learner) -> None:
    response = visit.post(reverse("profile_delete"))
    assert "Tick the box if you want to delete your profile." in response.text
    assert Learner.objects.exists()
    response = visit.post(reverse("profile_delete"), {"sure": "on"}, follow=True)
    assert "Your account stays." in response.text
    assert not Learner.objects.exists()


def test_a_profile_without_a_place_or_anything_else_is_shown(client, db) -> None:
    blank = make_learner(postcode=NOWHERE, looking_for=[], travel_miles=None)
    client.force_login(blank.user)
    assert "0 of 8 done" in page_of(client, "profile_show")


def test_a_start_in_the_past_is_kept_when_the_page_is_saved_again(visit, learner) -> None:
    Learner.objects.filter(id=learner.id).update(free_from=date(2025, 1, 1))
    href = reverse("profile_question", args=["times"])
    data = {"free_from_day": "1", "free_from_month": "1", "free_from_year": "2025", "free_times": ["weekend"]}
    assert visit.post(href, data | {"seen": seen_of(visit, href)}).status_code == 302


OWN_PAGES = [
    "/me/profile/",
    "/me/profile/place/",
    "/me/profile/hopes/",
    "/me/profile/delete/",
    "/me/skills/",
    "/me/skills/add/",
    "/me/skills/text/",
    "/me/skills/suggested/",
    "/me/skills/occupation/",
]


@pytest.mark.parametrize("href", OWN_PAGES)
def test_strangers_sign_in_first(client, db, href) -> None:
    assert client.get(href).url == f"/account/login/?next={quote(href, safe='')}"


@pytest.mark.parametrize("href", OWN_PAGES)
@pytest.mark.parametrize("role", ["provider", "employer", "authority"])
def test_organisations_see_no_learner(client, learner, href, role) -> None:
    """Whoever has no record of their own is led to make one, and finds nobody else's on the way."""
    client.force_login(make_actor(role=role).user)
    response = client.get(href, follow=True)
    assert response.redirect_chain[-1][0] == "/me/profile/start/"
    assert learner.user.email not in response.text
    assert "B1 1AA" not in response.text


def test_the_skill_of_another_learner_is_not_found(visit, learner) -> None:
    other = make_held_skill()
    for href in (
        reverse("held_skill_change", args=[other.skill.public_id]),
        reverse("held_skill_change", args=[learner.public_id]),
    ):
        assert visit.get(href).status_code == 404
        assert visit.post(href, {"level": "1", "evidence": "work"}).status_code == 404
        assert visit.post(f"{href}remove/").status_code == 404
    other.refresh_from_db()
    own = Client()
    own.force_login(other.learner.user)
    assert own.get(reverse("held_skill_change", args=[other.skill.public_id])).status_code == 200


def test_the_suggestion_of_another_learner_is_untouched(visit, learner) -> None:
    other = make_learner()
    skill = make_skill(label="weave ribbons")
    suggestions.suggest(learner=other, text="weave ribbons", by=actor_of(other.user))
    visit.post(reverse("skills_suggested"), {"refuse": str(skill.public_id)})
    visit.post(reverse("skills_suggested"), {"add_all": "1", "level": "2"})
    assert other.suggestions.get().state == "suggested"
    assert not other.held_skills.exists()
    assert held_skills.held(make_held_skill(learner=learner))["level"] == 2


def test_own_pages_are_never_cached(visit) -> None:
    assert visit.get(reverse("profile_show"))["Cache-Control"] == "no-store, private"
