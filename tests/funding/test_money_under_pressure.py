"""Many who want the same money at once. Each test first shows that it would fail without its guard."""

import threading
import time
from collections import Counter
from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal

import pgtrigger
import pytest
from django.db import connection, transaction
from django.db.models import Sum
from django.utils import timezone

from district.funding import locks
from district.funding.models import Allocation, Contract, Fund, MilestoneClaim
from district.funding.services import claims, funds, milestones
from district.web.errors import Refused
from programmes.models import Enrolment
from tests.factories.contracts import make_claim, make_contract, make_counted, make_fund
from tests.factories.partners import actor_of, make_staff
from tests.factories.programmes import make_programme
from tests.programmes.test_places_under_pressure import at_once

pytestmark = pytest.mark.django_db(transaction=True)

PEOPLE = 12
REPEATS = 10
D = Decimal


@pytest.fixture
def without_triggers(monkeypatch):
    """The database itself does not look, so that the lock stands alone."""
    names = ("funding.Allocation:allocations_within_fund", "funding.MilestoneClaim:payments_within_contract")
    pgtrigger.disable(*names)
    yield
    pgtrigger.enable(*names)


def unlock(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(locks, "hold_fund", lambda pk: Fund.objects.get(pk=pk))
    monkeypatch.setattr(locks, "hold_contract", lambda pk: Contract.objects.get(pk=pk))


def rush_for_a_fund(staff) -> tuple[Decimal, list]:
    """Twelve want a hundred pounds each, of a fund that has 250."""
    fund = make_fund(amount=D("250.00"))
    programmes = [make_programme() for _ in range(PEOPLE)]

    def allocate(programme):
        return lambda: funds.allocate(
            fund=fund, programme=programme, amount=D("100.00"), reason="At once", by=staff
        )

    answers = at_once(allocate(programme) for programme in programmes)
    return funds.allocated(fund), answers


def rush_for_a_contract(staff) -> tuple[Decimal, list]:
    """Twelve approve one claim each, of a contract that has enough for one and a half."""
    contract = make_contract(value=D("2000.00"))
    rows = [make_claim(contract, state="claimed") for _ in range(PEOPLE)]
    answers = at_once([lambda row=row: claims.approve(claims=[row], by=staff) for row in rows])
    return claims.spent(contract), answers


def test_the_lock_alone_keeps_allocations_within_the_fund(without_triggers, monkeypatch):
    staff = actor_of(make_staff())
    for _ in range(REPEATS):
        given, answers = rush_for_a_fund(staff)
        assert given == D("200.00")
        assert sum(isinstance(answer, Refused) for answer in answers) == PEOPLE - 2
    unlock(monkeypatch)
    assert any(rush_for_a_fund(staff)[0] > D("250.00") for _ in range(REPEATS))


def test_the_database_alone_keeps_allocations_within_the_fund_and_says_so(monkeypatch):
    staff = actor_of(make_staff())
    unlock(monkeypatch)
    for _ in range(REPEATS):
        given, answers = rush_for_a_fund(staff)
        assert given == D("200.00")
        assert {type(answer) for answer in answers} == {Allocation, Refused}


def test_the_lock_alone_keeps_payments_within_the_contract(without_triggers, monkeypatch):
    staff = actor_of(make_staff())
    given, answers = rush_for_a_contract(staff)
    assert given == D("2000.00")
    assert sum(isinstance(answer, Refused) for answer in answers) == PEOPLE - 2
    unlock(monkeypatch)
    assert any(rush_for_a_contract(staff)[0] > D("2000.00") for _ in range(REPEATS))


def test_workers_that_work_out_at_once_make_each_milestone_once():
    contract = make_contract()
    for _ in range(5):
        make_counted(contract)
    answers = at_once([lambda: milestones.work_out(contract_id=contract.pk)] * PEOPLE)
    assert sorted(answers) == [0] * (PEOPLE - 1) + [15]
    total = MilestoneClaim.objects.filter(state="due").aggregate(sum=Sum("amount"))["sum"]
    assert total == 5 * D("1350.00")


def waiting() -> int:
    """How many connections wait for a lock, as it is now: a transaction is shown what it was shown before."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_stat_clear_snapshot()")
        cursor.execute(
            "SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND datname = current_database()"
        )
        return int(cursor.fetchone()[0])


def paid() -> int:
    return MilestoneClaim.objects.filter(state="paid").count()


def rush_to_pay_what_goes(staff, people: int, is_time: Callable[[], bool]) -> Counter[str]:
    """So many record payments while the evidence of all of them is being taken back, which is done once `is_time`."""
    contract = make_contract()
    rows = [make_claim(contract, state="approved") for _ in range(people)]
    is_going = threading.Event()

    def take_back() -> None:
        left = {"state": "withdrawn", "withdrawal_reason": "44", "holds_place": False}
        try:
            with transaction.atomic():
                gone = Enrolment.objects.filter(milestones__in=rows)
                gone.update(ended_on=timezone.localdate() - timedelta(days=59), **left)
                is_going.set()
                until = time.monotonic() + 60
                while not is_time() and time.monotonic() < until:
                    time.sleep(0.02)
        finally:
            connection.close()

    taker = threading.Thread(target=take_back)
    taker.start()
    is_going.wait()
    today = timezone.localdate()
    at_once([lambda row=row: claims.pay(claims=[row], paid_on=today, by=staff) for row in rows])
    taker.join()
    return Counter(contract.claims.filter(number=1).values_list("state", flat=True))


def test_nothing_is_paid_whose_evidence_is_being_taken_back(monkeypatch):
    staff = actor_of(make_staff())
    assert rush_to_pay_what_goes(staff, 8, lambda: waiting() == 8) == {"queried": 8}
    monkeypatch.setattr(locks, "hold_enrolments", lambda ids: None)
    assert rush_to_pay_what_goes(staff, 2, lambda: paid() > 0)["paid"] > 0
