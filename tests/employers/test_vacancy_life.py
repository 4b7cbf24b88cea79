"""Pay, hours, closing times, pauses, copies: what a vacancy may say, and what becomes of it."""

from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from district.partners.actor import Actor
from district.partners.models import Role
from district.web.errors import NotAllowed, Refused
from employers import facts, job_posting, tasks, wages
from employers.forms import sections_of
from employers.models import Vacancy
from employers.services import vacancies, vacancy_copies
from tests.factories.employers import make_asked_skill, make_employer, make_vacancy
from tests.factories.partners import make_actor, make_membership
from tests.factories.places import make_postcode
from tests.factories.skills import make_skill

pytestmark = pytest.mark.django_db
DAY = date(2026, 11, 22)
FULL_WEEK = Decimal("37.5")


def ready(**fields: Any) -> tuple[Vacancy, Actor]:
    employer = make_employer()
    usual = {"state": Vacancy.State.DRAFT, "postcode": make_postcode()}
    vacancy = make_vacancy(
        organisation=employer, skills=[make_skill(), make_skill(), make_skill()], **usual | fields
    )
    return vacancy, make_actor(organisation=employer)


@pytest.mark.parametrize(
    ("least", "unit", "hours", "is_living"),
    [
        ("26227.50", "year", FULL_WEEK, True),
        ("26227.49", "year", FULL_WEEK, False),
        ("13.45", "hour", None, True),
        ("13.44", "hour", FULL_WEEK, False),
        ("20982.00", "year", Decimal(30), True),
        ("20981.99", "year", Decimal(30), False),
    ],
)
def test_the_real_living_wage_is_known_to_the_penny(
    least: str, unit: str, hours: Decimal | None, is_living: bool
) -> None:
    pay = {"least": Decimal(least), "unit": unit, "weekly_hours": hours, "day": DAY}
    assert wages.is_real_living_wage(kind="job", **pay) is is_living
    assert not wages.is_real_living_wage(kind="work_experience", **pay)


def test_figures_hold_from_their_day_on() -> None:
    assert facts.figure("real_living_wage", date(2026, 4, 30)) == Decimal("12.60")
    assert facts.figure("real_living_wage", date(2026, 5, 1)) == Decimal("13.45")
    assert facts.figure("apprenticeship_least_months", date(2025, 7, 31)) == 12
    assert facts.figure("adult", date(2019, 1, 1)) == Decimal("12.21")


@pytest.mark.parametrize(
    ("youngest", "enough", "too_little"),
    [(16, "8.00", "7.99"), (18, "10.85", "10.84"), (21, "12.71", "12.70")],
)
def test_pay_must_do_for_the_youngest_who_may_be_taken_on(
    youngest: int, enough: str, too_little: str
) -> None:
    common = {"kind": "job", "unit": "hour", "weekly_hours": None, "day": DAY, "youngest": youngest}
    assert wages.shortfall(least=Decimal(enough), **common) == ""
    assert wages.shortfall(least=Decimal(too_little), **common).startswith(f"Pay at least £{enough} an hour")


def test_too_little_pay_is_refused_with_the_sum() -> None:
    pay = {"kind": "apprenticeship", "unit": "year", "weekly_hours": Decimal(30), "day": DAY}
    assert wages.shortfall(least=Decimal(12_480), **pay) == ""
    assert wages.shortfall(least=Decimal("12479.99"), **pay) == (
        "Pay at least £12,480.00 a year: the minimum wage for apprentices is £8.00 an hour, "
        "for 30 hours a week and 52 weeks."
    )


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"kind": "apprenticeship", "weekly_hours": Decimal("15.9")}, "weekly_hours"),
        ({"kind": "apprenticeship", "weekly_hours": Decimal("48.1")}, "weekly_hours"),
        ({"kind": "apprenticeship", "weekly_hours": None}, "weekly_hours"),
        ({"kind": "apprenticeship", "weekly_hours": Decimal(16), "duration_months": 7}, "duration_months"),
        ({"kind": "apprenticeship", "weekly_hours": Decimal(48), "duration_months": 8}, "training"),
        ({"kind": "placement", "placement_hours": 314}, "placement_hours"),
        ({"kind": "placement"}, "placement_hours"),
    ],
)
def test_apprenticeships_and_placements_say_what_they_must(fields: dict[str, Any], field: str) -> None:
    vacancy, by = ready(**fields)
    with pytest.raises(Refused) as refusal:
        vacancies.publish(vacancy=vacancy, by=by)
    assert refusal.value.field == field


def test_an_apprenticeship_and_a_placement_that_say_it_open() -> None:
    for fields in (
        {
            "kind": "apprenticeship",
            "weekly_hours": Decimal(16),
            "duration_months": 8,
            "training": "Data",
            "training_level": 3,
        },
        {"kind": "placement", "placement_hours": 315},
        {"kind": "guaranteed_interview"},
    ):
        vacancy, by = ready(**fields)
        assert vacancies.publish(vacancy=vacancy, by=by).state == "open"


def test_each_kind_has_its_own_pages() -> None:
    assert sections_of("job") == ["about", "text", "place", "pay", "apply"]
    assert sections_of("apprenticeship") == ["about", "text", "place", "training", "pay", "apply"]
    assert sections_of("placement") == ["about", "text", "place", "placement", "pay", "apply"]


@pytest.mark.parametrize(
    ("closes_on", "closes_time", "closes_at"),
    [
        (date(2026, 7, 1), time(17), datetime(2026, 7, 1, 16, tzinfo=UTC)),
        (date(2026, 12, 1), time(17), datetime(2026, 12, 1, 17, tzinfo=UTC)),
        (date(2027, 3, 28), time(12), datetime(2027, 3, 28, 11, tzinfo=UTC)),
        (date(2026, 10, 25), time(23, 59, 59), datetime(2026, 10, 25, 23, 59, 59, tzinfo=UTC)),
        (date(2026, 10, 24), time(23, 59, 59), datetime(2026, 10, 24, 22, 59, 59, tzinfo=UTC)),
    ],
)
def test_it_closes_by_londons_clocks_summer_and_winter(
    closes_on: date, closes_time: time, closes_at: datetime
) -> None:
    vacancy = make_vacancy(closes_on=closes_on, closes_time=closes_time)
    assert vacancy.closes_at == closes_at
    vacancy.skills_shown = []
    assert datetime.fromisoformat(job_posting.posting(vacancy, "x")["validThrough"]) == closes_at
    second = timedelta(seconds=1)
    for moment, is_open in ((closes_at - second, True), (closes_at + second, False)):
        assert Vacancy.objects.open(moment).exists() is is_open
        with time_machine.travel(moment, tick=False):
            assert vacancy.is_open is is_open
            assert vacancies.close_expired() == int(not is_open)
    vacancy.refresh_from_db()
    assert (vacancy.state, vacancy.end_reason) == ("closed", "time")


def test_the_closing_time_only_ever_becomes_later() -> None:
    vacancy, by = ready(state="open")
    soon, later = vacancy.closes_on - timedelta(days=1), vacancy.closes_on + timedelta(days=1)
    with pytest.raises(Refused, match="count on the closing date"):
        vacancies.extend(vacancy=vacancy, closes_on=soon, closes_time=time(12), by=by)
    with pytest.raises(Refused, match="count on the closing date"):
        vacancies.change(vacancy=vacancy, values={"closes_on": soon}, version=1, by=by)
    for _ in range(2):
        extended = vacancies.extend(vacancy=vacancy, closes_on=later, closes_time=time(12), by=by)
    assert (extended.closes_on, extended.closes_time, extended.version) == (later, time(12), 2)
    ended = make_vacancy(organisation=vacancy.organisation, state="closed")
    with pytest.raises(Refused, match="Only an open vacancy"):
        vacancies.extend(vacancy=ended, closes_on=later, closes_time=time(12), by=by)


def test_a_pause_hides_it_and_ends_by_itself() -> None:
    vacancy, by = ready(state="open", title="Keeper of bridges")
    today = timezone.localdate()
    for wrong in (today, today + timedelta(days=29)):
        with pytest.raises(Refused, match="from tomorrow"):
            vacancies.pause(vacancy=vacancy, until=wrong, by=by)
    for _ in range(2):
        assert vacancies.pause(vacancy=vacancy, until=today + timedelta(days=2), by=by).state == "paused"
    assert "Keeper of bridges" not in Client().get(reverse("job_list")).text
    page = Client().get(reverse("job_show", args=[vacancy.public_id])).text
    assert "This job is paused" in page
    assert "ld+json" not in page
    assert vacancies.end_pauses() == 0
    Vacancy.objects.update(paused_until=today)
    assert (vacancies.end_pauses(), vacancies.end_pauses()) == (1, 0)
    vacancy.refresh_from_db()
    assert (vacancy.state, vacancy.paused_until) == ("open", None)


def test_a_pause_that_outlasts_the_closing_time_ends_closed() -> None:
    today = timezone.localdate()
    vacancy, by = ready(state="paused", paused_until=today, closes_on=today - timedelta(days=1))
    assert vacancies.resume(vacancy=vacancy, by=by).state == "closed"


def test_the_clock_of_checks_and_pauses_runs() -> None:
    vacancy, _ = ready(state="paused", paused_until=timezone.localdate())
    tasks.watch_the_clock()
    vacancy.refresh_from_db()
    assert vacancy.state == "open"


def test_ending_early_says_why_and_whether_it_is_filled() -> None:
    vacancy, by = ready(state="open")
    for reason, filled in (("time", "not"), ("because", "not"), ("enough", "maybe"), ("filled", "not")):
        with pytest.raises(Refused):
            vacancies.close(vacancy=vacancy, reason=reason, filled=filled, by=by)
    closed = vacancies.close(vacancy=vacancy, reason="filled", filled="portal", by=by)
    assert (closed.state, closed.end_reason, closed.filled) == ("closed", "filled", "portal")
    assert vacancies.tell_filled(vacancy=vacancy, filled="elsewhere", by=by).filled == "elsewhere"
    with pytest.raises(Refused, match="Choose"):
        vacancies.tell_filled(vacancy=vacancy, filled="maybe", by=by)
    with pytest.raises(Refused, match="not closed"):
        vacancies.tell_filled(vacancy=make_vacancy(organisation=vacancy.organisation), filled="not", by=by)


def test_a_copy_has_the_skills_and_what_was_refused_but_no_dates() -> None:
    vacancy, by = ready(state="open", starts_on=timezone.localdate() + timedelta(days=60))
    make_asked_skill(vacancy=vacancy, skill=make_skill(label="SQL"), state="refused", words="SQL")
    for _ in range(2):
        made = vacancy_copies.copy(vacancy=vacancy, by=by)
    assert Vacancy.objects.count() == 2
    assert (made.state, made.title, made.closes_on, made.starts_on) == ("draft", vacancy.title, None, None)
    assert made.asked_skills.get(skill__label="SQL").state == "refused"
    vacancies.change(vacancy=made, values={"description": "SQL, again."}, version=1, by=by)
    assert made.asked_skills.get(skill__label="SQL").state == "refused"


def test_a_closed_vacancy_is_listed_again_and_known_to_follow() -> None:
    vacancy, by = ready(state="closed")
    made = vacancy_copies.relist(vacancy=vacancy, by=by)
    assert (made.relists, vacancy_copies.relist(vacancy=vacancy, by=by)) == (vacancy, made)
    with pytest.raises(Refused, match="Only a closed"):
        vacancy_copies.relist(vacancy=made, by=by)


def test_others_neither_copy_nor_pause_nor_extend() -> None:
    vacancy, _ = ready(state="open")
    by, later = make_actor(role=Role.EMPLOYER), timezone.localdate() + timedelta(days=3)
    for act in (
        lambda: vacancy_copies.copy(vacancy=vacancy, by=by),
        lambda: vacancy_copies.relist(vacancy=vacancy, by=by),
        lambda: vacancies.pause(vacancy=vacancy, until=later, by=by),
        lambda: vacancies.resume(vacancy=vacancy, by=by),
        lambda: vacancies.extend(vacancy=vacancy, closes_on=later, closes_time=time(12), by=by),
        lambda: vacancies.tell_filled(vacancy=vacancy, filled="not", by=by),
        lambda: vacancies.take_back(vacancy=vacancy, by=by),
    ):
        with pytest.raises(NotAllowed):
            act()


def test_the_preview_is_the_public_page(client: Client) -> None:
    vacancy, by = ready(
        title="Keeper of bridges",
        question_one="Why bridges?",
        salary_least=Decimal("26227.50"),
        salary_most=Decimal("26227.50"),
        salary_unit="year",
        weekly_hours=FULL_WEEK,
        closes_time=time(17),
    )
    client.force_login(by.person)
    preview = client.get(reverse("vacancy_preview", args=[vacancy.public_id])).text
    vacancies.publish(vacancy=vacancy, by=by)
    public = Client().get(reverse("job_show", args=[vacancy.public_id])).text
    for page in (preview, public):
        assert "Real Living Wage" in page
        assert "5pm London time" in page
        assert "Keeper of bridges" in page
    assert "Why bridges?" in public


def test_the_pages_of_moves_work_without_script(client: Client) -> None:
    vacancy, by = ready(state="open")
    client.force_login(by.person)
    own, until = [vacancy.public_id], timezone.localdate() + timedelta(days=3)
    day = {"until_day": str(until.day), "until_month": str(until.month), "until_year": str(until.year)}
    assert "There is a problem" in client.post(reverse("vacancy_time", args=[*own, "pause"]), {}).text
    client.post(reverse("vacancy_time", args=[*own, "pause"]), day)
    client.post(reverse("vacancy_open", args=[*own, "resume"]))
    client.post(reverse("vacancy_end", args=[*own, "close"]), {"reason": "enough", "filled": "not"})
    vacancy.refresh_from_db()
    assert (vacancy.state, vacancy.end_reason, vacancy.filled) == ("closed", "enough", "not")
    response = client.post(reverse("vacancy_open", args=[*own, "relist"]))
    draft = Vacancy.objects.get(relists=vacancy)
    assert response.headers["Location"] == reverse("vacancy_show", args=[draft.public_id])
    client.force_login(make_membership(organisation=make_employer()).user)
    for name, move in (("vacancy_time", "pause"), ("vacancy_end", "filled"), ("vacancy_open", "copy")):
        assert client.post(reverse(name, args=[*own, move])).status_code == 404
