"""Equality answers are read by the one role that groups them, and by nothing else that counts."""

import pytest
from django.db import ProgrammingError, connection, transaction

from district.matching.protection import as_matcher
from district.reports import counting, protection
from district.reports.definitions import DEFINITIONS
from district.reports.models import EqualityCount, EquityCount
from district.reports.protection import ANSWERS, REPORTS, under
from district.reports.scope import Scope
from district.reports.services import equity, freezing
from learners.models import EqualityAnswers
from tests.factories.reports import make_cohort, run_report, take_snapshot

pytestmark = pytest.mark.django_db
ANSWER = "SELECT sex FROM learners_equalityanswers"
OF_PEOPLE = (
    "SELECT name FROM accounts_user",
    "SELECT email FROM accounts_user",
    "SELECT user_id FROM learners_learner",
    "UPDATE reports_snapshot SET reason = ''",
    "DELETE FROM reports_enrolmentrow",
)


def ask(words: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(words)


def who() -> str:
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_user")
        return str(cursor.fetchone()[0])


def test_only_the_role_that_groups_reads_answers() -> None:
    login = who()
    with under(ANSWERS):
        assert who() == ANSWERS
        ask(ANSWER)
    for role in (under(REPORTS), as_matcher()):
        with pytest.raises(ProgrammingError, match="permission denied"), role:
            ask(ANSWER)
    assert who() == login


@pytest.mark.parametrize("words", OF_PEOPLE)
@pytest.mark.parametrize("role", [ANSWERS, REPORTS])
def test_neither_role_reads_who_somebody_is_nor_changes_what_is_frozen(role: str, words: str) -> None:
    with transaction.atomic():
        ask(f"{words} WHERE false")  # the login may
    with pytest.raises(ProgrammingError, match="permission denied"), under(role):
        ask(words)


def test_neither_role_can_sign_in() -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT rolname, rolcanlogin, rolsuper FROM pg_roles WHERE rolname = ANY(%s) ORDER BY rolname",
            [[ANSWERS, REPORTS]],
        )
        assert cursor.fetchall() == [(ANSWERS, False, False), (REPORTS, False, False)]


def test_a_month_is_frozen_and_reports_are_counted_under_them(monkeypatch: pytest.MonkeyPatch) -> None:
    (enrolment, *_) = make_cohort(people=3, completed=2, hired=1)
    EqualityAnswers.objects.create(learner=enrolment.learner, sex="F", may_count=True)
    seen: dict[str, str] = {}
    for module, name in ((freezing, "statement"), (equity, "freeze"), (counting, "count_together")):
        work = getattr(module, name)

        def told(*args: object, work: object = work, name: str = name) -> object:
            seen[str(args[0]) if name == "statement" else name] = who()
            return work(*args)  # type: ignore[operator]

        monkeypatch.setattr(module, name, told)
    run = run_report("R1", snapshot=take_snapshot(), period="all")
    from_answers = {name for name, role in seen.items() if role == ANSWERS}
    assert from_answers == {"take_equality", "take_matching", "freeze"}
    assert set(seen.values()) == {ANSWERS, REPORTS}
    assert seen["count_together"] == REPORTS
    assert EqualityCount.objects.filter(snapshot=run.snapshot, answer="F").exists()
    assert EquityCount.objects.filter(snapshot=run.snapshot, group="F").exists()


def test_every_report_is_counted_without_the_right_to_read_answers() -> None:
    snapshot = take_snapshot()
    with under(protection.REPORTS):
        for definition in DEFINITIONS.values():
            for table in definition.tables:
                assert counting.count(table, snapshot, Scope()).title == table.title
