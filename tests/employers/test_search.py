"""The narrow entries, words, facets, distance, order and spelling of the search for jobs."""

from datetime import timedelta

import pytest
from django.http import QueryDict
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st
from pytest_django.fixtures import Settings

from district.web import spelling
from district.web.search import Memory
from employers import filters, queries, shelf
from employers.models import Vacancy, VacancyEntry, VacancyWord
from tests.factories.employers import make_asked_skill, make_employer, make_vacancy
from tests.factories.places import make_postcode
from tests.factories.skills import make_skill

pytestmark = pytest.mark.django_db


def found(address: str = "") -> list[str]:
    answer = queries.search(shelf.current(), filters.read(QueryDict(address)))
    return [vacancy.title for vacancy in queries.in_order(answer.found.hits)]


def counts(address: str, name: str) -> dict[str, int]:
    answer = queries.search(shelf.current(), filters.read(QueryDict(address)))
    facet = next(each for each in answer.facets if each.name == name)
    return {option.label: option.count for option in facet.options if option.count is not None}


def test_only_open_vacancies_within_their_dates_are_found() -> None:
    make_vacancy(title="Open")
    make_vacancy(title="Draft", state=Vacancy.State.DRAFT)
    make_vacancy(title="Closed", state=Vacancy.State.CLOSED)
    make_vacancy(title="Over", closes_on=timezone.localdate() - timedelta(days=1))
    make_vacancy(title="Today", closes_on=timezone.localdate())
    assert sorted(found()) == ["Open", "Today"]


def test_the_entry_follows_every_change_of_a_vacancy() -> None:
    vacancy = make_vacancy(title="Tester")
    Vacancy.objects.filter(id=vacancy.id).update(title="Analyst")
    assert (found("q=tester"), found("q=analyst")) == ([], ["Analyst"])
    Vacancy.objects.filter(id=vacancy.id).update(state="closed")
    assert VacancyEntry.objects.count() == 0


def test_the_entry_follows_skills_and_the_name_of_the_employer() -> None:
    vacancy = make_vacancy(title="Tester")
    asked = make_asked_skill(vacancy=vacancy, skill=make_skill(label="Kubernetes"))
    assert found("q=kubernetes") == ["Tester"]
    asked.state = "refused"
    asked.save()
    assert found("q=kubernetes") == []
    vacancy.organisation.name = "Lapworth Locks"
    vacancy.organisation.save()
    assert found("q=lapworth") == ["Tester"]
    asked.delete()
    vacancy.delete()
    assert found("q=lapworth") == []


def test_words_in_the_title_come_before_words_in_the_text() -> None:
    today = timezone.localdate()
    make_vacancy(title="Gardener", description="You know python.", posted_on=today)
    make_vacancy(title="Python developer", posted_on=today - timedelta(days=9))
    assert found("q=python") == ["Python developer", "Gardener"]
    assert found("q=python&sort=newest") == ["Gardener", "Python developer"]


def test_words_are_found_in_their_other_forms_and_left_out_with_a_minus() -> None:
    make_vacancy(title="Software developer")
    make_vacancy(title="Software tester")
    assert found("q=developers") == ["Software developer"]
    assert found("q=software+-tester") == ["Software developer"]
    assert sorted(found("q=the")) == []


def test_a_misspelt_word_is_understood() -> None:
    make_vacancy(title="Python developer")
    answer = queries.search(shelf.current(), filters.read(QueryDict("q=pyhton+developer")))
    assert (answer.found.count, answer.meant) == (1, "python developer")


def test_distance_narrows_and_orders() -> None:
    make_vacancy(title="Near", postcode=make_postcode(postcode="B4 7ET"))
    make_vacancy(title="Further", postcode=make_postcode(postcode="B91 3QB"))
    make_vacancy(title="Far", postcode=make_postcode(postcode="CV1 2WT"))
    make_vacancy(title="Nowhere")
    make_postcode(postcode="B1 1AA")
    assert found("postcode=b11aa&radius=10&sort=distance") == ["Near", "Further"]
    assert found("postcode=b11aa&radius=50&sort=distance") == ["Near", "Further", "Far"]
    assert len(found("radius=1")) == 4


def test_counts_of_a_facet_leave_out_its_own_choice() -> None:
    employer = make_employer()
    for kind, mode in (("job", "remote"), ("job", "on_site"), ("apprenticeship", "on_site")):
        make_vacancy(organisation=employer, kind=kind, mode=mode)
    assert counts("kind=job", "kind") == {"Job": 2, "Apprenticeship": 1}
    assert counts("kind=job", "mode") == {"At the workplace": 1, "From home": 1}
    assert counts("kind=job&mode=remote", "kind") == {"Job": 1}
    assert len(found("kind=job&kind=apprenticeship")) == 3


def test_pay_and_age_count_everything_up_to_the_step() -> None:
    today = timezone.localdate()
    for pounds, days in ((19_000, 0), (26_000, 2), (61_000, 40)):
        make_vacancy(
            salary_least=1,
            salary_most=pounds,
            salary_unit="year",
            yearly_most=pounds,
            posted_on=today - timedelta(days=days),
        )
    assert counts("", "salary") == {
        "£20,000 or more": 2,
        "£25,000 or more": 2,
        "£30,000 or more": 1,
        "£40,000 or more": 1,
        "£50,000 or more": 1,
        "£60,000 or more": 1,
    }
    assert counts("", "posted") == {
        "Last day": 1,
        "Last 3 days": 2,
        "Last week": 2,
        "Last 2 weeks": 2,
        "Last month": 2,
    }
    assert (len(found("salary=25000")), len(found("posted=3"))) == (2, 2)


def test_council_level_and_skill_narrow() -> None:
    python = make_skill(label="Python")
    make_vacancy(title="A", postcode=make_postcode(postcode="B4 7ET"), skills=[(python, 3)])
    make_vacancy(title="B", postcode=make_postcode(postcode="CV1 2WT"))
    assert found("council=birmingham") == ["A"]
    assert found("level=3") == ["A"]
    assert found(f"skill={python.public_id}") == ["A"]
    assert counts("", "council") == {"Birmingham": 1, "Coventry": 1}
    assert counts("", "skill") == {"Python": 1}
    assert counts(f"skill={python.public_id}", "skill") == {"Python": 1}


def test_a_skill_finds_what_was_merged_with_it() -> None:
    python, old, older, other = (make_skill(label=label) for label in ("Python", "Snake", "Adder", "SQL"))
    for skill, heir in ((old, python), (older, old)):
        skill.withdrawn_at, skill.replaced_by = timezone.now(), heir
        skill.save()
    for title, skills in (("A", [python]), ("B", [older]), ("C", [other]), ("D", [old, other])):
        make_vacancy(title=title, skills=skills)
    for asked in (python, old, older):
        assert sorted(found(f"skill={asked.public_id}")) == ["A", "B", "D"]
    assert found(f"skill={older.public_id}&skill={other.public_id}") == ["D"]
    assert counts(f"skill={old.public_id}", "skill")["Snake"] == 3


BAD = [
    "q=%00",
    "q=%ED%A0%80",
    "q=" + "a" * 10_000,
    "q=%27%22%3C%3E%28%29%26%7C%21%3A%2A",
    "radius=abc&postcode=B1",
    "postcode=%00",
    "postcode=ZZ99+9ZZ",
    "salary=1e400000&posted=-1&level=9&kind=%00&council=x&mode=%ED%A0%80",
    "skill=1&skill=00000000-0000-0000-0000-000000000000&skill=%00",
    "sort=id;drop&page=abc",
    "kind=job&kind=job&kind=x",
]


@pytest.mark.parametrize("address", BAD)
def test_what_is_not_understood_is_left_out(address: str) -> None:
    make_vacancy()
    found(address)


@given(st.text(max_size=60))
def test_no_words_break_the_search(text: str) -> None:
    data = QueryDict(mutable=True)
    data["q"] = text
    queries.search(shelf.current(), filters.read(data))


def test_the_memory_forgets_as_soon_as_anything_has_changed(settings: Settings) -> None:
    settings.SEARCH_MEMORY_SECONDS = 60
    memory = Memory("employers_vacancyentry")
    make_vacancy()
    assert memory.recall("count", VacancyEntry.objects.count) == 1
    assert memory.recall("count", lambda: 99) == 1
    make_vacancy()
    assert memory.recall("count", VacancyEntry.objects.count) == 2


@pytest.mark.parametrize(
    ("typed", "meant", "slips"),
    [
        ("pyhton", "python", 1),
        ("kubernets", "kubernetes", 1),
        ("data", "data", 0),
        ("", "abc", 3),
        ("abc", "cab", 2),
    ],
)
def test_misprints_are_counted(typed: str, meant: str, slips: int) -> None:
    assert spelling.misprints(typed, meant) == slips


def test_spelling_help_leaves_known_and_hopeless_words_alone() -> None:
    spelling.learn_words(VacancyWord, {"python": 5, "developer": 3})
    spelling.learn_words(VacancyWord, {"python": 2})
    assert VacancyWord.objects.get(word="python").thing_count == 7
    assert spelling.respell(VacancyWord, "python developer") == ""
    assert spelling.respell(VacancyWord, "zzzzzz") == ""
    assert spelling.respell(VacancyWord, "Devloper !!") == "developer !!"
