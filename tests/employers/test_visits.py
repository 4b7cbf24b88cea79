"""Who looks at a vacancy is counted once a day, without keeping who; employers see sums."""

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from employers import performance
from employers.models import Vacancy, VacancyDay, VacancyVisit, VisitSalt
from employers.services import visits
from tests.factories.employers import make_employer, make_job_application, make_vacancy
from tests.factories.learners import make_learner
from tests.factories.partners import make_membership
from tests.factories.places import make_postcode
from tests.factories.skills import make_occupation

pytestmark = pytest.mark.django_db

BROWSER = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"


@pytest.fixture
def vacancy(db: None) -> Vacancy:
    return make_vacancy(apply_url="https://example.com/apply")


def looks(vacancy: Vacancy, name: str = "job_show", query: str = "", **headers: str) -> int:
    headers = {"user-agent": BROWSER, **headers}
    return Client(headers=headers).get(reverse(name, args=[vacancy.public_id]) + query).status_code


def counted() -> list[tuple[str, str]]:
    return sorted(VacancyVisit.objects.values_list("kind", "source"))


def test_one_browser_counts_once_a_day(vacancy) -> None:
    for _ in range(3):
        looks(vacancy)
    looks(vacancy, **{"user-agent": "Mozilla/5.0 (another)"})
    looks(make_vacancy())
    assert VacancyVisit.objects.filter(vacancy_id=vacancy.id).count() == 2


@pytest.mark.parametrize(
    ("query", "referer", "source"),
    [
        ("", "", "direct"),
        ("?from=alert", "", "alert"),
        ("?from=nonsense", "https://elsewhere.example/jobs/", "direct"),
        ("?postcode=B1+1AA", "http://testserver/jobs/?q=data", "list"),
        ("", "http://testserver/me/matches/", "match"),
        ("", "http://[not an address", "direct"),
    ],
)
def test_where_people_come_from(vacancy, query, referer, source) -> None:
    assert looks(vacancy, query=query, referer=referer) == 200
    assert counted() == [("seen", source)]


def test_who_goes_to_apply_is_counted_with_where_they_first_came_from(vacancy) -> None:
    looks(vacancy, query="?from=alert")
    assert looks(vacancy, "job_apply", referer="http://testserver/jobs/x/") == 302
    assert counted() == [("apply", "alert"), ("seen", "alert")]


def test_the_way_to_apply_leads_to_the_employer_and_nowhere_once_it_is_closed(
    client: Client, vacancy
) -> None:
    href = reverse("job_apply", args=[vacancy.public_id])
    assert client.get(href).url == "https://example.com/apply"
    Vacancy.objects.update(state="closed")
    assert client.get(href).url == reverse("job_show", args=[vacancy.public_id])
    Vacancy.objects.update(state="draft")
    assert client.get(href).status_code == 404


@pytest.mark.parametrize(
    "headers",
    [
        {"user-agent": ""},
        {"user-agent": "Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)"},
        {"user-agent": "python-httpx/0.28"},
        {"sec-purpose": "prefetch"},
    ],
)
def test_programs_are_left_out(vacancy, headers) -> None:
    assert looks(vacancy, **headers) == 200
    assert counted() == []


def test_members_of_organisations_are_left_out_and_learners_are_not(vacancy) -> None:
    for user, count in (
        (make_membership(organisation=vacancy.organisation).user, 0),
        (make_learner().user, 1),
    ):
        client = Client(headers={"user-agent": BROWSER})
        client.force_login(user)
        client.get(reverse("job_show", args=[vacancy.public_id]))
        assert VacancyVisit.objects.count() == count


def test_a_page_is_shown_though_nothing_can_be_counted(vacancy, monkeypatch) -> None:
    monkeypatch.setattr(visits, "NOTE", visits.NOTE.replace("INTO employers_", "INTO no_such_"))
    with connection.cursor() as cursor:
        cursor.execute("SAVEPOINT before")
    try:
        request = Client(headers={"user-agent": BROWSER}).get("/").wsgi_request
        visits.note(request=request, vacancy_id=vacancy.id, kind=performance.VisitKind.SEEN)
    finally:
        with connection.cursor() as cursor:
            cursor.execute("ROLLBACK TO SAVEPOINT before")


def test_the_table_of_visits_is_unlogged_and_holds_no_address(vacancy) -> None:
    looks(vacancy)
    with connection.cursor() as cursor:
        cursor.execute("SELECT relpersistence FROM pg_class WHERE relname = 'employers_vacancyvisit'")
        assert cursor.fetchone() == ("u",)
        cursor.execute("SELECT row_to_json(visit)::text FROM employers_vacancyvisit visit")
        assert "127.0.0.1" not in cursor.fetchone()[0]


def test_counting_again_changes_nothing_and_days_that_are_over_are_forgotten(vacancy) -> None:
    yesterday = timezone.localdate() - timedelta(days=1)
    looks(vacancy)
    VacancyVisit.objects.update(day=yesterday)
    VisitSalt.objects.create(day=yesterday, salt="x")
    looks(vacancy)
    for _ in range(2):
        visits.count_days()
        assert list(VacancyDay.objects.order_by("day").values_list("day", "count")) == [
            (yesterday, 1),
            (timezone.localdate(), 1),
        ]
    assert VacancyVisit.objects.get().day == timezone.localdate()
    assert not VisitSalt.objects.filter(day__lt=timezone.localdate()).exists()
    looks(vacancy, **{"user-agent": "Mozilla/5.0 (another)"})
    assert performance.of_vacancy(vacancy).seen_count == 2


def day_of(vacancy: Vacancy, day: date, count: int, kind: str = "seen", source: str = "list") -> None:
    VacancyDay.objects.create(vacancy=vacancy, day=day, kind=kind, source=source, count=count)


def test_the_sums_are_of_the_days_that_the_vacancy_is_open() -> None:
    today = timezone.localdate()
    vacancy = make_vacancy(opened_at=timezone.now() - timedelta(days=2))
    for ago, count in ((0, 4), (1, 3), (2, 2), (9, 100)):
        day_of(vacancy, today - timedelta(days=ago), count)
    day_of(vacancy, today, 1, "apply", "match")
    found = performance.of_vacancy(vacancy)
    assert (list(found.seen), list(found.applied)) == ([2, 3, 4], [0, 0, 1])
    assert [(source.value, seen, applied) for source, seen, applied in found.sources] == [
        ("list", 9, 0),
        ("match", 0, 1),
        ("alert", 0, 0),
        ("direct", 0, 0),
    ]


def test_another_employer_sees_nothing_and_a_draft_has_nothing_to_show(client: Client, vacancy) -> None:
    href = reverse("vacancy_performance", args=[vacancy.public_id])
    client.force_login(make_membership(organisation=make_employer()).user)
    assert client.get(href).status_code == 404
    client.force_login(make_membership(organisation=vacancy.organisation).user)
    page = client.get(href).text
    assert "times seen" in page
    assert "nothing fair to compare" in page
    draft = make_vacancy(organisation=vacancy.organisation, state="draft")
    assert "Not open yet" in client.get(reverse("vacancy_performance", args=[draft.public_id])).text


def test_it_is_compared_only_with_five_or_more_like_it_and_by_whole_days() -> None:
    long_ago, today = timezone.now() - timedelta(days=10), timezone.localdate()
    usual = {
        "occupation": make_occupation(isco_group="2512"),
        "postcode": make_postcode(),
        "opened_at": long_ago,
    }
    vacancy = make_vacancy(**usual)
    others = [make_vacancy(**usual) for _ in range(4)]
    make_vacancy(**usual, organisation=vacancy.organisation)
    make_vacancy(**usual | {"opened_at": timezone.now()})
    assert performance.others_like(vacancy) is None
    others.append(make_vacancy(**usual))
    for number, each in enumerate(others):
        day_of(each, today - timedelta(days=1), 10 * (number + 1))
        day_of(each, today, 500)
    day_of(vacancy, today - timedelta(days=2), 45)
    found = performance.others_like(vacancy)
    assert found
    assert (found.count, found.own_rate, found.usual_rate) == (5, 4.5, 3.0)


def test_job_applications_that_were_sent_here_are_counted_by_day_whatever_came_of_them() -> None:
    now = timezone.now()
    vacancy = make_vacancy(opened_at=now - timedelta(days=40))
    for days, state in ((0, "submitted"), (2, "withdrawn"), (2, "unsuccessful"), (35, "submitted")):
        extra = {"reason": "other"} if state == "unsuccessful" else {}
        make_job_application(
            vacancy=vacancy, state=state, **{"submitted_at": now - timedelta(days=days)} | extra
        )
    make_job_application(vacancy=vacancy, state="draft")
    make_job_application()

    found = performance.of_vacancy(vacancy)
    assert (found.sent_count, found.sent[-1], found.sent[-3]) == (3, 1, 2)
