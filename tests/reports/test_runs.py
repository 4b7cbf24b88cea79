"""A report counts frozen rows, is the same when counted again, and opens down to exactly what it counted."""

import json
from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from district.matching.models import EngineVersion, LearnerMatch
from district.reports import rows as behind_figures
from district.reports.definitions import DEFINITIONS
from district.reports.definitions.formulae import FORMULAE
from district.reports.models import DefinitionVersion, ReportRun
from district.reports.parts import Derived, Rate, read_back
from district.reports.services import publications, runs, versions
from district.web.errors import NotAllowed, Refused
from learners.models import EqualityAnswers
from tests.factories.contracts import make_claim, make_contract
from tests.factories.learners import make_learner
from tests.factories.partners import actor_of, make_staff
from tests.factories.places import make_council
from tests.factories.programmes import (
    make_application,
    make_course,
    make_enrolment,
    make_open_run,
    make_programme,
    make_provider,
    make_run,
)
from tests.factories.reports import make_cohort, make_destination, run_report, take_snapshot

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate()


def told(run: ReportRun, table: str) -> dict[tuple[str, ...], dict[str, object]]:
    """The figures of a table by the words of their row."""
    found = read_back(run.result["tables"])[table]
    width = sum(column["kind"] == "text" for column in found.columns)
    keys = [column["key"] for column in found.columns][width:]
    return {
        tuple(row["cells"][:width]): dict(zip(keys, row["cells"][width:], strict=True)) for row in found.rows
    }


def test_r1_counts_delivery_by_provider_and_programme():
    bootcamp, college = make_programme(name="Bootcamps"), make_provider(name="Aston Lock College")
    course = make_course(organisation=college, programme=bootcamp)
    make_cohort(people=4, completed=3, hired=2, course=course)
    make_cohort(people=2, completed=1)
    figures = told(run_report("R1", period="all"), "delivery")
    ours = figures["Aston Lock College", "Bootcamps"]
    assert {name: ours[name] for name in ("starts", "continuing", "completed", "outcomes")} == {
        "starts": 4,
        "continuing": 1,
        "completed": 3,
        "outcomes": 2,
    }
    assert (ours["completion"], ours["outcome_of_starts"], ours["outcome_of_completed"]) == (
        "75.0",
        "50.0",
        "66.7",
    )
    assert figures["Total", "Total"]["starts"] == 6
    assert figures["Aston Lock College", "Total"]["starts"] == 4


def test_r1_tells_rates_as_the_formulae_have_them():
    course = make_course(programme=make_programme())
    made = make_cohort(people=5, completed=4, course=course)
    made[0].state = "not_achieved"
    made[0].save()
    figures = told(run_report("R1", period="all"), "rates")["Total", "Total"]
    assert (figures["leavers"], figures["completers"], figures["achievers"]) == (4, 4, 3)
    assert (figures["achievement"], figures["retention"], figures["pass"]) == ("75.0", "100.0", "75.0")


def test_a_report_of_nothing_says_so_with_noughts_and_symbols():
    figures = told(run_report("R1", period="all"), "delivery")
    assert list(figures) == [("Total", "Total")]
    assert figures["Total", "Total"]["starts"] == 0
    assert figures["Total", "Total"]["completion"] == "z"


def test_a_scope_narrows_to_it():
    one, other = make_course(programme=make_programme()), make_course(programme=make_programme())
    make_cohort(people=3, course=one, council_code="E08000025", age_at_start=18)
    make_cohort(people=2, course=other, council_code="E08000026", age_at_start=30)
    make_council(code="E08000025", name="Birmingham")
    snapshot = take_snapshot()

    def starts(**scope: str) -> object:
        return told(run_report("R1", snapshot=snapshot, **scope), "delivery")["Total", "Total"]["starts"]

    assert starts(period="all") == 5
    assert starts(period="all", provider=str(one.organisation_id)) == 3
    assert starts(period="all", programme=str(other.programme_id)) == 2
    assert starts(period="all", council="E08000025") == 3
    assert starts(period="all", cohort="under_19") == 3
    assert starts(period="2015") == 0


def test_r5_tells_councils_and_starts_for_residents():
    make_council(code="E08000025", name="Birmingham")
    make_cohort(people=3, council_code="E08000025", ward_code="E05011111", imd_decile=1)
    run = run_report("R5", period="all")
    assert told(run, "council")["Birmingham",]["starts"] == 3
    assert told(run, "council")["Birmingham",]["per_100_000"] == "0.3"
    assert told(run, "imd_decile")["1 (most deprived)",]["starts"] == 3


@pytest.mark.parametrize(
    ("as_at", "area", "rate"),
    [(date(2025, 9, 29), "West Midlands", "0.1"), (date(2025, 9, 28), "West Midlands and Warwickshire", "x")],
)
def test_r5_tells_skills_plan_areas_as_they_were_drawn_on_the_day(as_at, area, rate):
    make_council(code="E08000025", name="Birmingham")
    begun = as_at - timedelta(days=60)
    run = make_run(starts_on=begun, ends_on=begun + timedelta(days=50), capacity=None)
    for council in ("E08000025", "E08000025", "E06000051"):
        make_enrolment(run=run, council_code=council)
    snapshot = take_snapshot(as_at=as_at)
    figures = told(run_report("R5", snapshot=snapshot, period="all"), "lsip")
    assert figures[area,]["starts"] == 2
    assert figures[area,]["per_100_000"] == rate
    assert figures["Total",]["starts"] == 3
    assert figures["Not known",]["per_100_000"] == "z"


def test_r6_counts_people_once_a_stage():
    run = make_open_run(
        starts_on=TODAY - timedelta(days=60), ends_on=TODAY - timedelta(days=10), capacity=None
    )
    sent = make_application(run=run, state="submitted")
    make_application(state="submitted", learner=sent.learner)
    enrolled = make_application(run=run, state="enrolled")
    enrolment = make_enrolment(
        run=run,
        learner=enrolled.learner,
        application=enrolled,
        state="achieved",
        ended_on=TODAY - timedelta(days=10),
    )
    make_destination(enrolment, starts_on=TODAY - timedelta(days=5))
    make_application(run=run)
    make_application(run=run, state="unsuccessful", reason="full")
    make_learner()
    figures = told(run_report("R6", period="all"), "people")
    people = [row["people"] for row in figures.values()]
    assert people == [5, 4, 3, 1, 1, 1, 1, 1]
    assert [row["step"] for row in figures.values()] == [
        "z",
        "80.0",
        "75.0",
        "33.3",
        "100.0",
        "100.0",
        "100.0",
        "100.0",
    ]
    assert list(figures.values())[-1]["whole"] == "20.0"
    assert [row["days"] for row in figures.values()][-2:] == [50, 5]  # of the one who got there, not of all


def test_r6_of_a_provider_counts_whom_its_courses_were_suggested_to():
    mine, other = make_course(programme=make_programme()), make_course(programme=make_programme())
    suggested, neither = make_learner(), make_learner()
    make_application(run=make_open_run(course=mine), state="submitted")
    counts = dict.fromkeys(("vacancy_count", "skill_count", "credit_count"), 0)
    engine = EngineVersion.objects.create(number=1, rules=1, mean_raw=1, default_weight=1, **counts)
    for learner, courses in ((suggested, [mine, other]), (neither, [other])):
        LearnerMatch.objects.create(
            learner=learner, engine=engine, learner_version=1, courses=[course.pk for course in courses]
        )
    snapshot = take_snapshot()

    def people(**scope: str) -> list[object]:
        rows = told(run_report("R6", snapshot=snapshot, period="all", **scope), "people").values()
        return [row["people"] for row in rows][:3]

    assert people() == [3, 1, 1]
    assert people(provider=str(mine.organisation_id)) == [2, 1, 1]
    assert people(provider=str(mine.organisation_id), programme=str(mine.programme_id)) == [2, 1, 1]
    assert people(provider=str(mine.organisation_id), programme=str(other.programme_id)) == []
    assert people(programme=str(other.programme_id)) == [2, 0, 0]
    assert snapshot.row_counts["reachrow"] == 3


def test_r7_tells_where_people_are_and_how_soon():
    made = make_cohort(people=4, completed=4, hired=2)
    make_destination(made[0], starts_on=made[0].ended_on + timedelta(days=20), code="2")
    run = run_report("R7", period="all")
    moments = told(run, "moments")
    assert moments["On completion",]["people"] == 4
    assert moments["On completion",]["unknown"] == 2
    whole = told(run, "programme")["Total",]
    assert (whole["completers"], whole["found"], whole["median"], whole["mean"]) == (4, 2, "10.0", "10.0")


def test_who_lives_elsewhere_comes_last_where_small_numbers_are_hidden_too():
    for number, code in enumerate(("E08000025", "E08000028", "")):
        make_cohort(people=20 + number, council_code=code)
    make_council(code="E08000025", name="Birmingham")
    make_council(code="E08000028", name="Sandwell")
    run = run_report("R5", period="all")
    told_openly, _ = publications.protected_tables(run, "district")
    names = ["Total", "Birmingham", "Sandwell", "Not known"]
    for tables in (read_back(run.result["tables"]), told_openly):
        assert [row["cells"][0] for row in tables["council"].rows] == names


def test_r8_tells_when_and_why_people_left():
    starts_on = TODAY - timedelta(days=100)
    run = make_open_run(starts_on=starts_on, ends_on=starts_on + timedelta(days=160), capacity=None)
    for days, reason in ((20, "44"), (60, "43"), (60, "43")):
        make_enrolment(
            run=run, state="withdrawn", ended_on=starts_on + timedelta(days=days), withdrawal_reason=reason
        )
    report = run_report("R8", period="all")
    assert {words: row["left"] for (words,), row in told(report, "weeks").items()} == {
        "Total": 3,
        "In weeks 3 and 4": 1,
        "In weeks 9 to 12": 2,
    }
    assert told(report, "reasons")["Money",]["left"] == 2


def test_r4_hides_small_groups_from_staff_too():
    cohort = make_cohort(people=30, completed=25, hired=12)
    for number, enrolment in enumerate(cohort):
        sex = "F" if number < 27 else "M"
        EqualityAnswers.objects.create(learner=enrolment.learner, sex=sex, may_count=True)
    run = run_report("R4", period="all")
    figures = told(run, "sex")
    assert figures["Male",]["starts"] == "c"
    assert figures["Female",]["starts"] == "c"
    assert "27" not in json.dumps(run.result)


@pytest.mark.parametrize("code", DEFINITIONS)
def test_every_report_can_be_counted_and_is_the_same_when_counted_again(code):
    make_cohort(people=12, completed=6, hired=3)
    run = run_report(code, period="all")
    assert run.state == "finished"
    assert runs.is_equal_when_counted_again(run)
    again = run_report(code, snapshot=run.snapshot, period="all")
    assert (again.checksum, again.pk != run.pk) == (run.checksum, True)
    assert run.drawn.html.count("<table") >= 1


@pytest.mark.parametrize("code", DEFINITIONS)
def test_every_report_describes_all_its_columns_and_names_known_formulae(code):
    for table in DEFINITIONS[code].tables:
        assert all(each.meaning.endswith(".") for each in table.measures)
        formulae = {each.formula for each in table.measures if isinstance(each, Rate | Derived)}
        assert formulae <= set(FORMULAE)


def test_a_version_is_kept_as_long_as_the_words_are_the_same():
    first, second = (versions.of(DEFINITIONS["R1"]) for _ in range(2))
    assert first == second
    assert first.number == 1
    with pytest.raises(IntegrityError, match="is frozen"), transaction.atomic():
        DefinitionVersion.objects.update(title="Another")


def test_a_finished_report_cannot_be_changed():
    run = run_report("R1", period="all")
    for change in (
        lambda: ReportRun.objects.update(result={}),
        lambda: ReportRun.objects.update(state="waiting", checksum="", finished_at=None),
        lambda: ReportRun.objects.filter(pk=run.pk)._raw_delete("default"),
    ):
        with pytest.raises(IntegrityError, match="is frozen"), transaction.atomic():
            change()
    assert runs.count(run_id=run.pk).checksum == run.checksum


def test_the_rows_behind_every_count_are_as_many_as_it_says():
    make_cohort(people=4, completed=3, hired=2, council_code="E08000025")
    make_cohort(people=3, completed=1, council_code="", imd_decile=4)
    checked = 0
    for code in ("R1", "R5", "R8"):
        run = run_report(code, period="all")
        for table in read_back(run.result["tables"]).values():
            for number, row in enumerate(table.rows):
                for column in table.columns:
                    behind = behind_figures.find(run, table=table.key, row=str(number), column=column["key"])
                    if behind is not None:
                        assert behind_figures.rows(run, behind).count() == table.figure(row, column["key"])
                        checked += 1
    assert checked > 50


@pytest.mark.parametrize(
    "wanted",
    [
        {"table": "nothing", "row": "0", "column": "starts"},
        {"table": "delivery", "row": "99999999", "column": "starts"},
        {"table": "delivery", "row": "-1", "column": "starts"},
        {"table": "delivery", "row": "٣", "column": "starts"},
        {"table": "delivery", "row": "0", "column": "completion"},
        {"table": "delivery", "row": "0", "column": "'; DROP TABLE x"},
    ],
)
def test_there_are_no_rows_behind_what_is_no_count(wanted):
    run = run_report("R1", period="all")
    assert behind_figures.find(run, **wanted) is None


def test_no_rows_are_opened_of_groups_of_people():
    make_cohort(people=12)
    run = run_report("R4", period="all")
    assert behind_figures.find(run, table="age_group", row="0", column="starts") is None


def test_only_staff_ask_for_reports():
    with pytest.raises(NotAllowed):
        run_report("R1", by=actor_of(make_staff()).__class__(user=make_staff()))


def test_ten_reports_wait_at_a_time():
    staff, snapshot = actor_of(make_staff()), take_snapshot()
    for year in range(2010, 2020):
        runs.ask(
            definition=DEFINITIONS["R1"],
            snapshot=snapshot,
            scope=_scope(str(year)),
            by=staff,
        )
    with pytest.raises(Refused, match="being counted"):
        runs.ask(definition=DEFINITIONS["R1"], snapshot=snapshot, scope=_scope("2020"), by=staff)


def _scope(period: str):
    return runs.Scope(period=period)


def test_the_same_report_asked_twice_at_once_is_one():
    staff, snapshot = actor_of(make_staff()), take_snapshot()
    asked = [
        runs.ask(definition=DEFINITIONS["R1"], snapshot=snapshot, scope=_scope("all"), by=staff)
        for _ in range(2)
    ]
    assert asked[0] == asked[1]


def test_what_is_refused_says_why_and_is_over():
    snapshot = take_snapshot()
    run = runs.ask(
        definition=DEFINITIONS["R1"], snapshot=snapshot, scope=_scope("all"), by=actor_of(make_staff())
    )
    runs.give_up(run_id=run.pk, fault="Choose a wider scope.")
    run.refresh_from_db()
    assert (run.state, run.fault, run.checksum) == ("failed", "Choose a wider scope.", "")


def test_money_and_rates_are_never_kept_as_floats():
    make_cohort(people=3, completed=1)
    run = run_report("R1", period="all")
    kinds = {type(cell) for table in run.result["tables"] for row in table["rows"] for cell in row["cells"]}
    assert kinds == {int, str}
    assert Decimal(told(run, "delivery")["Total", "Total"]["completion"]) == Decimal("33.3")


def test_r2_holds_what_was_earned_beside_the_profile_and_r3_tells_of_claims():
    contract = make_contract()
    claim = make_claim(contract, state="claimed")
    run = run_report("R2", period="all")
    figures = told(run, "contracts")
    assert figures[contract.reference,]["value"] == f"{contract.value:.2f}"
    assert figures["Total",]["value"] == f"{contract.value:.2f}"
    assert 'class="govuk-tag dsd-tag--red dsd-light"><svg' in run.drawn.html
    planned = sum(month.amount for month in contract.profile.all())
    assert list(told(run, "months").values())[-1]["planned"] == f"{planned:.2f}"
    report = run_report("R3", snapshot=run.snapshot)
    assert told(report, "milestones")["Total",]["claimed"] == 1
    assert told(report, "amounts")["Total",]["claimed_amount"] == f"{claim.amount:.2f}"
