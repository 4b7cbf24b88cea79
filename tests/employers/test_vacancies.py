"""The services that change vacancies: done, refused by state, refused by access, twice."""

from collections.abc import Callable, Iterator
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from district.partners.actor import Actor
from district.partners.models import Rank, Role
from district.web.errors import NotAllowed, Refused
from employers import signals, tasks, wages
from employers.models import Vacancy, VacancySkill
from employers.services import asked_skills, vacancies
from tests.factories.employers import make_asked_skill, make_employer, make_vacancy
from tests.factories.partners import actor_of as actor_of_user
from tests.factories.partners import make_actor, make_staff
from tests.factories.places import make_postcode
from tests.factories.skills import make_skill

pytestmark = pytest.mark.django_db

type Told = list[tuple[str, list[int]]]


@pytest.fixture
def told() -> Iterator[Told]:
    """What matching hears."""
    heard: Told = []

    def opened(vacancy_ids: list[int], **_: Any) -> None:
        heard.append(("opened", vacancy_ids))

    def closed(vacancy_ids: list[int], **_: Any) -> None:
        heard.append(("closed", vacancy_ids))

    signals.vacancy_opened.connect(opened)
    signals.vacancy_closed.connect(closed)
    yield heard
    signals.vacancy_opened.disconnect(opened)
    signals.vacancy_closed.disconnect(closed)


def ready(**fields: Any) -> tuple[Vacancy, Actor]:
    """A vacancy that lacks nothing, and the administrator of its employer."""
    employer = make_employer()
    vacancy = make_vacancy(
        organisation=employer,
        skills=[make_skill(), make_skill(), make_skill()],
        **{"state": Vacancy.State.DRAFT, "postcode": make_postcode()} | fields,
    )
    return vacancy, make_actor(organisation=employer)


def test_a_draft_belongs_to_the_actor_and_gets_suggestions() -> None:
    python = make_skill(label="Python")
    actor = make_actor(role=Role.EMPLOYER)
    vacancy = vacancies.draft(values={"title": "Python developer", "kind": "job", "positions": 1}, by=actor)
    assert (vacancy.state, vacancy.organisation) == ("draft", actor.organisation)
    assert list(vacancy.asked_skills.values_list("skill_id", "state", "words")) == [
        (python.id, "suggested", "Python")
    ]


def test_only_an_approved_employer_may_post() -> None:
    for actor in (
        make_actor(),
        make_actor(role=Role.PROVIDER),
        make_actor(role=Role.EMPLOYER, approved=False),
    ):
        with pytest.raises(NotAllowed):
            vacancies.draft(values={"title": "Developer"}, by=actor)


def test_publishing_opens_once_and_tells_matching(told: Told) -> None:
    vacancy, actor = ready()
    opened = vacancies.publish(vacancy=vacancy, by=actor)
    assert (opened.state, opened.posted_on, opened.version) == ("open", timezone.localdate(), 2)
    assert vacancies.publish(vacancy=vacancy, by=actor).version == 2
    assert told == [("opened", [vacancy.id])]


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"description": " "}, "description"),
        ({"postcode": None}, "postcode"),
        ({"closes_on": None}, "closes_on"),
        ({"closes_on": 6}, "closes_on"),
        ({"salary_least": 12, "salary_most": 13, "salary_unit": "hour"}, "salary_least"),
        ({"salary_least": 24_784, "salary_most": 30_000, "salary_unit": "year"}, "salary_least"),
    ],
)
def test_publishing_says_what_is_lacking(fields: dict[str, Any], field: str) -> None:
    if fields.get("closes_on") == 6:
        fields = {"closes_on": timezone.localdate() + timedelta(days=6)}
    vacancy, actor = ready(**fields)
    with pytest.raises(Refused) as refusal:
        vacancies.publish(vacancy=vacancy, by=actor)
    assert refusal.value.field == field
    vacancy.refresh_from_db()
    assert vacancy.state == "draft"


def test_three_skills_must_be_accepted() -> None:
    vacancy, actor = ready()
    VacancySkill.objects.filter(id=vacancy.asked_skills.first().id).update(state="suggested")
    with pytest.raises(Refused, match="1 more skill"):
        vacancies.publish(vacancy=vacancy, by=actor)


def test_members_write_but_only_administrators_publish_reopen_and_withdraw() -> None:
    vacancy, admin = ready()
    member = make_actor(organisation=vacancy.organisation, rank=Rank.MEMBER)
    for service in (vacancies.publish, vacancies.reopen, vacancies.withdraw):
        with pytest.raises(NotAllowed, match="administrator"):
            service(vacancy=vacancy, by=member)
    vacancies.change(vacancy=vacancy, values={"title": "Tester"}, version=1, by=member)
    vacancies.publish(vacancy=vacancy, by=admin)
    assert vacancies.close(vacancy=vacancy, by=member).state == "closed"


def test_others_and_staff_change_nothing() -> None:
    vacancy, _ = ready()
    for actor in (make_actor(role=Role.EMPLOYER), actor_of_user(make_staff()), make_actor()):
        for act in actions(vacancy, actor):
            with pytest.raises(NotAllowed):
                act()


def actions(vacancy: Vacancy, by: Actor) -> list[Callable[[], Any]]:
    skill = make_skill()
    return [
        lambda: vacancies.change(vacancy=vacancy, values={"title": "x"}, version=1, by=by),
        lambda: vacancies.publish(vacancy=vacancy, by=by),
        lambda: vacancies.close(vacancy=vacancy, by=by),
        lambda: vacancies.reopen(vacancy=vacancy, by=by),
        lambda: vacancies.withdraw(vacancy=vacancy, by=by),
        lambda: asked_skills.ask(vacancy=vacancy, skill=skill, level=2, need="essential", by=by),
        lambda: asked_skills.refuse(vacancy=vacancy, skill=skill, by=by),
    ]


MOVES: dict[str, dict[str, Callable[..., Vacancy]]] = {
    "open": {"closed": vacancies.reopen, "paused": vacancies.resume},
    "closed": {},
    "withdrawn": {},
    "paused": {},
    "draft": {},
}
USUAL: dict[str, Callable[..., Vacancy]] = {
    "open": vacancies.publish,
    "closed": vacancies.close,
    "withdrawn": vacancies.withdraw,
    "paused": lambda **names: vacancies.pause(until=timezone.localdate() + timedelta(days=3), **names),
    "draft": vacancies.take_back,
}
BY_STAFF = {("submitted", "open"), ("referred", "open")}  # see test_vacancy_reviews.py


@pytest.mark.parametrize("state", Vacancy.State.values)
@pytest.mark.parametrize("to", list(MOVES))
def test_a_vacancy_moves_only_as_its_table_says(state: str, to: str) -> None:
    until = timezone.localdate() + timedelta(days=2) if state == "paused" else None
    vacancy, actor = ready(state=state, opened_at=timezone.now(), paused_until=until)
    move = MOVES[to].get(state, USUAL[to])
    if (state, to) in BY_STAFF:
        assert move(vacancy=vacancy, by=actor).state == "submitted"
    elif state == to or to in Vacancy.TRANSITIONS[Vacancy.State(state)]:
        assert move(vacancy=vacancy, by=actor).state == to
    else:
        with pytest.raises(Refused):
            move(vacancy=vacancy, by=actor)


def test_closing_and_reopening_tell_matching_once_each(told: Told) -> None:
    vacancy, actor = ready(state=Vacancy.State.OPEN)
    vacancies.close(vacancy=vacancy, by=actor)
    vacancies.close(vacancy=vacancy, by=actor)
    vacancies.reopen(vacancy=vacancy, by=actor)
    assert told == [("closed", [vacancy.id]), ("opened", [vacancy.id])]


def test_the_second_of_two_editors_is_refused() -> None:
    vacancy, actor = ready()
    vacancies.change(vacancy=vacancy, values={"title": "First"}, version=1, by=actor)
    with pytest.raises(Refused) as refusal:
        vacancies.change(vacancy=vacancy, values={"title": "Second"}, version=1, by=actor)
    assert refusal.value.code == "stale"
    vacancy.refresh_from_db()
    assert (vacancy.title, vacancy.version) == ("First", 2)


def test_saving_what_stands_changes_nothing() -> None:
    vacancy, actor = ready(title="Tester")
    assert vacancies.change(vacancy=vacancy, values={"title": "Tester"}, version=1, by=actor).version == 1


def test_a_postcode_brings_its_council_and_spot() -> None:
    vacancy, actor = ready()
    coventry = make_postcode(postcode="CV1 2WT")
    changed = vacancies.change(vacancy=vacancy, values={"postcode": coventry}, version=1, by=actor)
    assert (changed.council_id, changed.easting, changed.northing) == ("E08000026", 433563, 278223)


def test_an_open_vacancy_stays_lawful_when_it_is_changed(told: Told) -> None:
    vacancy, actor = ready(state=Vacancy.State.OPEN)
    with pytest.raises(Refused, match="closing date"):
        vacancies.change(vacancy=vacancy, values={"closes_on": timezone.localdate()}, version=1, by=actor)
    pay = {"salary_least": Decimal("8"), "salary_most": Decimal("8"), "salary_unit": "hour"}
    with pytest.raises(Refused, match="minimum wage"):
        vacancies.change(vacancy=vacancy, values=pay, version=1, by=actor)
    assert told == []
    vacancies.change(vacancy=vacancy, values={"title": "Tester"}, version=1, by=actor)
    assert told == [("opened", [vacancy.id])]


def test_a_new_text_brings_new_suggestions_and_keeps_what_was_decided() -> None:
    vacancy, actor = ready()
    python, sql = make_skill(label="Python"), make_skill(label="SQL")
    make_asked_skill(vacancy=vacancy, skill=sql, state="refused", words="SQL")
    vacancies.change(vacancy=vacancy, values={"description": "Python and SQL."}, version=1, by=actor)
    states = dict(vacancy.asked_skills.values_list("skill_id", "state"))
    assert (states[python.id], states[sql.id]) == ("suggested", "refused")


def test_a_suggestion_is_accepted_changed_and_refused() -> None:
    vacancy, actor = ready()
    skill = make_skill()
    make_asked_skill(vacancy=vacancy, skill=skill, state="suggested", words="weave")
    for level in (3, 4):
        asked_skills.ask(vacancy=vacancy, skill=skill, level=level, need="desired", by=actor)
        asked = vacancy.asked_skills.get(skill=skill)
        assert (asked.state, asked.level, asked.need, asked.words) == ("accepted", level, "desired", "weave")
    for _ in range(2):
        asked_skills.refuse(vacancy=vacancy, skill=skill, by=actor)
        assert vacancy.asked_skills.get(skill=skill).state == "refused"


def test_a_skill_that_a_person_named_goes_when_it_is_refused() -> None:
    vacancy, actor = ready()
    skill = make_skill()
    asked_skills.ask(vacancy=vacancy, skill=skill, level=1, need="essential", by=actor)
    asked_skills.refuse(vacancy=vacancy, skill=skill, by=actor)
    assert not vacancy.asked_skills.filter(skill=skill).exists()


def test_an_open_vacancy_keeps_three_skills() -> None:
    vacancy, actor = ready(state=Vacancy.State.OPEN)
    with pytest.raises(Refused, match="at least 3"):
        asked_skills.refuse(vacancy=vacancy, skill=vacancy.asked_skills.first().skill, by=actor)


def test_levels_and_needs_that_do_not_exist_are_refused() -> None:
    vacancy, actor = ready()
    for level, need in ((5, "essential"), (0, "essential"), (2, "nice")):
        with pytest.raises(Refused):
            asked_skills.ask(vacancy=vacancy, skill=make_skill(), level=level, need=need, by=actor)


def test_what_is_over_is_closed_by_itself_and_once(told: Told) -> None:
    yesterday = timezone.localdate() - timedelta(days=1)
    over = make_vacancy(closes_on=yesterday)
    stale = make_vacancy(closes_on=None, source="board", opened_at=timezone.now() - timedelta(days=61))
    kept = [
        make_vacancy(),
        make_vacancy(closes_on=None, source="board"),
        make_vacancy(closes_on=timezone.localdate()),
    ]
    assert (vacancies.close_expired(), vacancies.close_expired()) == (2, 0)
    assert set(Vacancy.objects.filter(state="closed")) == {over, stale}
    assert set(Vacancy.objects.filter(state="open")) == set(kept)
    assert told == [("closed", [over.id, stale.id])]


def test_every_change_is_in_the_audit_trail() -> None:
    vacancy, actor = ready()
    vacancies.publish(vacancy=vacancy, by=actor)
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pgh_label, state FROM employers_vacancyevent WHERE id = %s ORDER BY pgh_id", [vacancy.id]
        )
        assert cursor.fetchall() == [("insert", "draft"), ("update", "open")]


@pytest.mark.parametrize(
    ("fields", "name"),
    [
        ({"salary_least": 2, "salary_most": 1, "salary_unit": "hour"}, "employers_salary_range"),
        ({"salary_least": 2, "salary_most": 3, "salary_unit": ""}, "employers_salary_has_unit"),
        ({"easting": 1, "northing": None}, "employers_place_has_both"),
        ({"positions": 0}, "employers_at_least_one_position"),
        ({"opened_at": None}, "employers_open_has_time"),
        ({"state": "paused", "opened_at": timezone.now()}, "employers_pause_has_end"),
    ],
)
def test_postgresql_holds_the_law(fields: dict[str, Any], name: str) -> None:
    with pytest.raises(IntegrityError, match=name):
        make_vacancy(**fields)


def test_a_reference_of_a_source_and_a_skill_of_a_vacancy_come_once() -> None:
    vacancy = make_vacancy(source="board", source_reference="1")
    with pytest.raises(IntegrityError, match="employers_once_per_source"), transaction.atomic():
        make_vacancy(source="board", source_reference="1")
    skill = make_skill()
    make_asked_skill(vacancy=vacancy, skill=skill)
    with pytest.raises(IntegrityError, match="employers_skill_asked_once"), transaction.atomic():
        make_asked_skill(vacancy=vacancy, skill=skill)
    for fields, name in (
        ({"level": 5}, "employers_asked_level_1_to_4"),
        ({"importance": 6}, "employers_importance_1_to_5"),
    ):
        with pytest.raises(IntegrityError, match=name), transaction.atomic():
            make_asked_skill(vacancy=vacancy, skill=make_skill(), **fields)


def test_the_minimum_wage_of_each_kind_and_year() -> None:
    day = timezone.datetime(2026, 4, 1).date()
    assert wages.least_hourly("job", day) == Decimal("12.71")
    assert wages.least_hourly("apprenticeship", day) == Decimal("8.00")
    assert wages.least_hourly("work_experience", day) is None
    assert wages.least_hourly("job", day - timedelta(days=1)) == Decimal("12.21")
    common = {"kind": "job", "unit": "year", "weekly_hours": Decimal("37.5"), "day": day}
    assert wages.shortfall(least=Decimal("24784.50"), **common) == ""
    assert wages.shortfall(least=Decimal("24784.49"), **common).startswith("Pay at least £24,784.50 a year")


def test_the_clock_closes_once_in_its_turn() -> None:
    over = make_vacancy(closes_on=timezone.localdate() - timedelta(days=1))
    tasks.close_expired()
    over.refresh_from_db()
    assert over.state == "closed"
    late = make_vacancy(closes_on=timezone.localdate() - timedelta(days=1))
    tasks.close_expired()
    late.refresh_from_db()
    assert late.state == "open"


def test_full_time_is_not_a_few_hours_a_week() -> None:
    by = make_actor(role=Role.EMPLOYER)
    vacancy = make_vacancy(organisation=by.organisation, state="draft", pattern="part_time")
    values = {"pattern": "full_time", "weekly_hours": Decimal("5.0")}
    with pytest.raises(Refused, match="5 hours a week is not full time") as refused:
        vacancies.change(vacancy=vacancy, values=values, version=vacancy.version, by=by)
    assert refused.value.field == "weekly_hours"
    vacancy.refresh_from_db()
    assert vacancy.pattern == "part_time"
