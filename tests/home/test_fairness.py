"""Adverse impact is told apart from matching, in figures nobody can be made out in, to staff alone."""

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse
from hypothesis import given, settings
from hypothesis import strategies as st

from district.figures.disclosure.profiles import DESK
from district.figures.measures import Group
from district.home.models import FairnessFigure
from district.home.services import fairness
from district.home.tasks import measure_fairness
from district.matching.models import LearnerMatch, MatchRun
from district.outbox.models import OutboxTask
from district.partners.models import Role
from learners.models import EqualityAnswers
from tests.factories.accounts import make_user
from tests.factories.matching import make_seeker, match_everybody
from tests.factories.partners import make_membership, make_organisation

PAGE = "fairness_show"
LEAST = DESK.sensitive.threshold
QUESTION = fairness.Question(FairnessFigure.Asked.SEX, {group: group for group in "ABCDEF"})
count = st.integers(0, 60).flatmap(lambda people: st.builds(Group, st.just(people), st.integers(0, people)))
groups = st.fixed_dictionaries(dict.fromkeys("ABCDEF", count))


def make_staff(role: str = Role.AUTHORITY):
    user = make_user()
    make_membership(user=user, organisation=make_organisation(role=role))
    return user


def make_answering(count: int, *, listed: int, **answers: object) -> None:
    """People who agreed; so many of them have a job on their list."""
    for number in range(count):
        learner = make_seeker()
        EqualityAnswers.objects.create(learner=learner, **{"may_count": True} | answers)
        LearnerMatch.objects.create(
            learner=learner, engine_id="v1", learner_version=1, vacancies=[1] if number < listed else []
        )


@pytest.fixture
def run(db: None) -> MatchRun:
    match_everybody()
    return MatchRun.objects.get()


def told_of(question: str) -> dict[str, tuple[int | None, int | None]]:
    rows = FairnessFigure.objects.filter(question=question).order_by("run_id", "id")
    return {row.group: (row.people, row.listed) for row in rows}


@given(counted=groups, earlier=st.none() | groups)
@settings(max_examples=100)
def test_no_small_group_is_told_nor_found_by_subtraction(
    counted: dict[str, Group], earlier: dict[str, Group] | None
) -> None:
    was = fairness.told(QUESTION, earlier, earlier=None) if earlier else None
    found = fairness.told(QUESTION, counted, earlier=was)
    shown = [count for count in found.values() if count is not None]
    assert all(count.people >= LEAST and count.having <= count.people for count in shown)
    assert all(count.people % 5 == count.having % 5 == 0 for count in shown)
    if not was and shown and len(shown) < len(found):
        hidden = [counted[group].people for group, count in found.items() if count is None]
        assert len(hidden) >= 2
        assert sum(hidden) >= LEAST


@given(people=st.integers(LEAST, 60), comes=st.integers(-9, 9))
def test_one_persons_coming_or_going_changes_nothing_that_is_told(people: int, comes: int) -> None:
    others = dict.fromkeys("BCDEF", Group(100, 100))
    before = fairness.told(QUESTION, {"A": Group(people, people)} | others, earlier=None)
    assert before["A"] is not None
    later = before["A"].people + comes
    after = fairness.told(QUESTION, {"A": Group(later, later)} | others, earlier=before)
    assert after == before


def test_a_run_that_ends_promises_the_figures_once(run: MatchRun) -> None:
    promised = OutboxTask.objects.get(name="home.measure_fairness")
    assert promised.args == {"run_id": run.id}
    for _ in range(2):
        assert measure_fairness.run(promised.id) in {"done", "gone"}
    assert FairnessFigure.objects.filter(run=run, question="sex").count() == 2


def test_groups_are_counted_and_a_small_one_hides_with_another(run: MatchRun) -> None:
    make_answering(20, listed=20, sex="F", ethnicity="W")
    make_answering(30, listed=15, sex="M", ethnicity="A1")
    make_answering(3, listed=1, sex="X", ethnicity="B")
    fairness.measure(run_id=run.id)
    assert told_of("sex") == {"F": (20, 20), "M": (30, 15)}
    assert told_of("ethnicity") == {
        "A": (30, 15), "B": (None, None), "M": (None, None), "W": (None, None), "O": (None, None),
    }  # fmt: skip
    assert set(told_of("disability").values()) == {(None, None)}


def test_only_who_agreed_and_was_matched_is_counted(run: MatchRun) -> None:
    make_answering(12, listed=12, sex="F")
    make_answering(12, listed=12, sex="M")
    make_answering(40, listed=0, sex="M", may_count=False)
    for _ in range(40):
        EqualityAnswers.objects.create(learner=make_seeker(), sex="M", may_count=True)
    fairness.measure(run_id=run.id)
    assert told_of("sex") == {"F": (10, 10), "M": (10, 10)}


@pytest.mark.parametrize(
    ("age", "group"), [(16, "16"), (18, "16"), (19, "19"), (25, "25"), (49, "25"), (50, "50")]
)
def test_ages_fall_into_bands(run: MatchRun, age: int, group: str) -> None:
    make_answering(1, listed=1, birth_year=run.day.year - age)
    counted = fairness._count("age", run.day)
    assert counted == {group: Group(1, 1)}


def test_the_page_tells_no_raw_count_and_of_hidden_groups_nothing(client: Client, run: MatchRun) -> None:
    client.force_login(make_staff())
    pages = []
    for small in (1, 8):
        FairnessFigure.objects.all().delete()
        EqualityAnswers.objects.all().delete()
        LearnerMatch.objects.all().delete()
        make_answering(52, listed=31, has_disability="N")
        make_answering(33, listed=33, is_care_leaver="Y")
        make_answering(27, listed=22, is_care_leaver="N")
        make_answering(small, listed=small, has_disability="Y")
        fairness.measure(run_id=run.id)
        pages.append(client.get(reverse(PAGE)))
    one, other = ([table.rows for table in page.context["tables"]] for page in pages)
    words = [[[cell.text for cell in row] for row in rows] for rows in one]
    assert words == [[[cell.text for cell in row] for row in rows] for rows in other]
    assert ["Yes", "35", "100%", "1.00", "Kept"] in words[3]
    assert ["No", "25", "80%", "0.80", "Too close to tell"] in words[3]
    hidden = [row for row in words[2] if "Hidden" in row[1]]
    assert [row[0] for row in hidden] == ["Yes", "No"]


def test_a_broken_rule_is_marked(client: Client, run: MatchRun) -> None:
    make_answering(30, listed=30, sex="F")
    make_answering(30, listed=10, sex="M")
    fairness.measure(run_id=run.id)
    client.force_login(make_staff())
    assert "Broken: look into it" in client.get(reverse(PAGE)).text


def test_before_a_run_the_page_says_so_and_knows_no_other_runs(client: Client, db: None) -> None:
    client.force_login(make_staff())
    assert "Nothing has been counted yet" in client.get(reverse(PAGE)).text
    for wanted in ("nonsense", "00000000-0000-0000-0000-000000000000", "\x00"):
        assert client.get(reverse(PAGE), {"run": wanted}).status_code == 404


@pytest.mark.parametrize("role", [Role.EMPLOYER, Role.PROVIDER, Role.SCHOOL, Role.CIVIC])
def test_others_are_refused(client: Client, db: None, role: str) -> None:
    assert client.get(reverse(PAGE)).url.startswith(reverse("account_login"))
    client.force_login(make_staff(role))
    assert client.get(reverse(PAGE)).status_code == 403


def test_the_database_refuses_small_figures(run: MatchRun) -> None:
    for people, listed in ((9, 5), (5, None), (None, 5)):
        with pytest.raises(IntegrityError), transaction.atomic():
            FairnessFigure.objects.create(run=run, question="sex", group="F", people=people, listed=listed)
