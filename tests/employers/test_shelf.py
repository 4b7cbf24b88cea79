"""The jobs in memory: the answers of PostgreSQL, and never those of yesterday."""

from collections import Counter
from dataclasses import replace
from datetime import timedelta
from itertools import cycle
from typing import Any

import pytest
from django.http import QueryDict
from django.test import Client
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from district.skills.models import Skill
from district.web import shelf as shelves
from district.web.search import find
from employers import filters, queries, shelf
from employers.models import SALARY_STEPS, JobApplication, Vacancy, VacancyChange, VacancyEntry
from tests.factories.employers import make_employer, make_job_application, make_vacancy
from tests.factories.learners import make_learner
from tests.factories.places import KNOWN, make_postcode
from tests.factories.skills import make_skill

pytestmark = pytest.mark.django_db

TITLES = ("Data analyst", "Python developer", "Web tester", "Developer of data", "Helpdesk")
JOBS = 20


def titles() -> list[str]:
    found = queries.search(shelf.current(), filters.read(QueryDict("sort=newest")))
    return [vacancy.title for vacancy in queries.in_order(found.found.hits)]


# The answers of PostgreSQL ---------------------------------------------------------------------------


@pytest.fixture
def skills() -> list[Skill]:
    python, old, data = (make_skill(label=label) for label in ("Python", "Snake", "Data"))
    old.withdrawn_at, old.replaced_by = timezone.now(), python
    old.save()
    return [python, old, data]


@pytest.fixture
def jobs(skills: list[Skill]) -> None:
    """Unlike each other in everything that a search can ask for."""
    today, employer, learners = timezone.localdate(), make_employer(), [make_learner(), make_learner()]
    places = [make_postcode(postcode=each) for each in KNOWN]
    asked = cycle([(), skills[:1], skills[1:], skills[2:], skills])
    for number in range(JOBS):
        other = places[(number * 5 + 1) % len(places)]
        spot = {"council": other.council_id, "easting": other.easting, "northing": other.northing, "name": ""}
        vacancy = make_vacancy(
            organisation=employer,
            title=TITLES[number % len(TITLES)],
            description="Everybody here knows python and data." if number % 3 else "Come and see.",
            kind=("job", "apprenticeship", "placement")[number % 3],
            mode=("remote", "on_site")[number % 2],
            pattern=("full_time", "part_time", "")[number % 3],
            yearly_most=(None, 19_000, 26_000, 61_000)[number % 4],
            posted_on=today - timedelta(days=(0, 1, 2, 20, 40)[number % 5]),
            closes_on=(None, today, today + timedelta(days=9), today - timedelta(days=1))[number % 4],
            postcode=places[number % len(places)] if number % 4 != 1 else None,
            other_places=[spot] if number % 3 == 2 else [],
            skills=[(skill, 1 + number % 4) for skill in next(asked)],
        )
        for learner in learners[: number % 3]:
            make_job_application(vacancy=vacancy, learner=learner)


addresses = st.fixed_dictionaries(
    {
        "q": st.sampled_from(["", "", "developer", "python", "data -tester", "the", "data or web"]).map(
            lambda x: [x]
        ),
        "postcode": st.sampled_from(["", "", "B1 1AA", "CV1 2WT"]).map(lambda x: [x]),
        "radius": st.sampled_from(["5", "15", "25"]).map(lambda x: [x]),
        "sort": st.sampled_from(["", "newest", "distance"]).map(lambda x: [x]),
        "salary": st.sampled_from(["", "", "20000", "25000", "60000"]).map(lambda x: [x]),
        "posted": st.sampled_from(["", "", "1", "3", "30"]).map(lambda x: [x]),
        **{
            name: st.lists(st.sampled_from(values), max_size=2)
            for name, values in {
                "kind": ["job", "apprenticeship"],
                "mode": ["remote", "on_site"],
                "pattern": ["full_time", "part_time"],
                "level": ["1", "3", "4"],
                "council": ["birmingham", "coventry"],
            }.items()
        },
    }
)


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(address=addresses, picked=st.lists(st.integers(0, 2), max_size=2))
def test_the_shelf_finds_what_postgresql_finds(
    jobs: None, skills: list[Skill], address: dict[str, list[str]], picked: list[int]
) -> None:
    data = QueryDict(mutable=True)
    for name, values in (address | {"skill": [str(skills[each].public_id) for each in picked]}).items():
        data.setlist(name, values)
    asked = filters.read(data)
    found = shelf.current().search(asked.asked())
    expected = find(filters.entries(), asked.search())

    assert (found.count, list(found.hits)) == (expected.count, _ties_by_applied(asked, expected.ids))
    assert {name: dict(found.facets.get(name, {})) for name in filters.NAMES} == {
        name: _counted(asked, name) for name in filters.NAMES
    }


def _ties_by_applied(asked: filters.JobFilter, ids: Any) -> list[int]:
    if asked.sort != "newest":
        return list(ids)
    entries = VacancyEntry.objects.in_bulk(ids)
    sent = Counter(JobApplication.objects.values_list("vacancy", flat=True))
    return sorted(ids, key=lambda id_: (-entries[id_].posted_on.toordinal(), sent[id_], -id_))


def _counted(asked: filters.JobFilter, name: str) -> dict[str, int]:
    """Each value of a facet among what is found without its own choice."""
    search = asked.search()
    others = {other: condition for other, condition in search.chosen.items() if other != name}
    ids = find(filters.entries(), replace(search, chosen=others)).ids
    return dict(
        Counter(value for each in VacancyEntry.objects.in_bulk(ids).values() for value in _values(each, name))
    )


def _values(entry: VacancyEntry, name: str) -> list[str]:
    age = (timezone.localdate() - entry.posted_on).days
    labels = {skill.id: str(skill.public_id) for skill in Skill.objects.all()}
    return {
        "kind": lambda: [entry.kind],
        "mode": lambda: [entry.mode],
        "pattern": lambda: [entry.pattern] if entry.pattern else [],
        "level": lambda: [str(entry.level)] if entry.level else [],
        "council": lambda: entry.council_codes,
        "salary": lambda: [str(step) for step in SALARY_STEPS[: entry.salary_step or 0]],
        "posted": lambda: [days for days in filters.DAYS if age <= int(days)],
        "skill": lambda: [labels[each] for each in entry.skill_ids],
    }[name]()


# Never those of yesterday ----------------------------------------------------------------------------


def test_a_change_is_found_by_the_next_search() -> None:
    first = make_vacancy(title="Tester")
    assert titles() == ["Tester"]
    make_vacancy(title="Analyst")
    assert titles() == ["Analyst", "Tester"]
    Vacancy.objects.filter(id=first.id).update(title="Keeper")
    assert titles() == ["Analyst", "Keeper"]
    first.organisation.is_active = False
    first.organisation.save()
    assert titles() == ["Analyst"]


def test_drafts_and_people_who_apply_do_not_unmake_the_shelf() -> None:
    vacancies = [make_vacancy(title=title) for title in ("First", "Second")]
    before = shelf.current()
    assert titles() == ["Second", "First"]

    draft = make_vacancy(title="Draft", state=Vacancy.State.DRAFT)
    draft.summary = "Still being written."
    draft.save()
    make_job_application(vacancy=vacancies[1])

    assert shelf.current() is before
    assert titles() == ["First", "Second"]


def test_a_skill_that_is_named_anew_or_merged_unmakes_the_shelf() -> None:
    python = make_skill(label="Python")
    make_vacancy(skills=[python])
    assert list(shelf.current().skill_labels.values()) == ["Python"]
    Skill.objects.filter(id=python.id).update(label="Python 3")
    assert list(shelf.current().skill_labels.values()) == ["Python 3"]


def test_a_change_that_is_committed_late_is_seen() -> None:
    late = VacancyChange.objects.create()
    late.delete()
    VacancyChange.objects.create()
    before = shelf.current()
    VacancyChange.objects.create(id=late.id)
    assert shelf.current() is not before


def test_tomorrow_has_a_shelf_of_its_own(time_machine: Any) -> None:
    make_vacancy(title="Until today", closes_on=timezone.localdate())
    assert titles() == ["Until today"]
    time_machine.move_to(timezone.now() + timedelta(days=1))
    assert titles() == []


def test_marks_are_tidied_after_an_hour() -> None:
    VacancyChange.objects.create(made_at=timezone.now() - timedelta(hours=2))
    fresh = VacancyChange.objects.create()
    shelves.tidy(VacancyChange)
    assert list(VacancyChange.objects.values_list("id", flat=True)) == [fresh.id]


def test_a_page_is_remembered_while_the_jobs_are_the_same(client: Client, settings: Any) -> None:
    settings.SEARCH_MEMORY_SECONDS = 10**9
    make_vacancy(title="Tester")
    assert "Tester" in client.get("/jobs/").text
    made = []
    here = shelf.current()
    for _ in range(2):
        queries.recall(here, "key", lambda: made.append(1))
    assert made == [1]
    make_vacancy(title="Analyst")
    assert "Analyst" in client.get("/jobs/").text
