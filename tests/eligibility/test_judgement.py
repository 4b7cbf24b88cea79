"""The acceptance table of who gets a course for free, with its boundaries: rules as rows in memory, no database."""

from datetime import date
from decimal import Decimal

import pytest

from district.eligibility import facts
from district.eligibility.judgement import (
    Answer,
    Answers,
    CourseMoney,
    Verdict,
    eligibility,
    funding_year,
    of_course,
)
from district.eligibility.models import FundingRule, FundingStream
from district.eligibility.services import funding_rules
from district.places import facts as places
from learners.models import PriorLevel, Work, pay_of_a_year
from programmes.models import ProgrammeKind
from tests.factories.places import KNOWN

DAY = date(2026, 11, 22)
GOOD = {
    "born_on": date(1990, 5, 1),
    "council": "E08000025",
    "council_name": "Birmingham",
    "work": Work.PAID,
    "yearly_pay": Decimal("20000.00"),
    "prior_level": PriorLevel.FULL_2,
}


@pytest.fixture(scope="module")
def rules() -> list[FundingRule]:
    """The rules of the files, as rows that no database holds."""
    streams = {
        row["code"]: FundingStream(pk=number, **row | {"position": int(row["position"])})
        for number, row in enumerate(facts.rows("streams.csv"), start=1)
    }
    return [
        FundingRule(**key, **wanted)
        for key, wanted in (funding_rules.rule_of(row, streams) for row in facts.rows("rules.csv"))
    ]


def verdicts(rules: list[FundingRule], *, day: date = DAY, **said: object) -> dict[str, Verdict]:
    return {found.stream.code: found for found in eligibility(Answers(**GOOD | said), rules, day)}


def test_a_reason_of_two_rules_is_said_once(rules: list[FundingRule]) -> None:
    for verdict in eligibility(Answers(**GOOD), rules, DAY):
        assert len(set(verdict.reasons)) == len(verdict.reasons) > 0


def reasons(verdict: Verdict) -> list[str]:
    return [reason for finding in verdict.used for reason in finding.reasons]


@pytest.mark.parametrize("stream", ["bootcamps", "essential-digital", "adult-skills-2", "free-courses"])
def test_born_on_31_august_2007_is_old_enough_everywhere(rules, stream) -> None:
    found = verdicts(rules, born_on=date(2007, 8, 31))[stream]
    assert found.answer is Answer.LIKELY
    assert "You were 19 on 31 August 2026." in reasons(found)


@pytest.mark.parametrize("stream", ["bootcamps", "essential-digital", "adult-skills-2", "free-courses"])
def test_born_a_day_later_is_too_young_everywhere(rules, stream) -> None:
    found = verdicts(rules, born_on=date(2007, 9, 1))[stream]
    assert found.answer is Answer.UNLIKELY
    assert "You were 18 on 31 August 2026. The rule asks for 19 or over on that day." in reasons(found)


@pytest.mark.parametrize(
    ("postcode", "area"), [("B98 8AA", "Redditch"), ("CV32 4AA", "Warwick"), ("WS13 6AA", "Lichfield")]
)
def test_outside_the_seven_councils_the_answer_names_the_own_area(rules, postcode, area) -> None:
    code = KNOWN[postcode][0]
    name = next(row["name"] for row in places.rows("councils.csv") if row["code"] == code)
    assert name == area
    for found in verdicts(rules, council=code, council_name=name).values():
        assert found.answer is Answer.UNLIKELY
        assert any(reason.startswith(f"You live in {area}, outside the seven") for reason in reasons(found))


@pytest.mark.parametrize(
    ("an_hour", "a_year", "national", "at_level_3"),
    [
        ("12.71", "24784.50", Answer.LIKELY, Answer.LIKELY),
        ("13.75", "26812.50", Answer.UNLIKELY, Answer.LIKELY),
    ],
)
def test_pay_an_hour_is_worked_out_for_a_year(rules, an_hour, a_year, national, at_level_3) -> None:
    pay = pay_of_a_year(pay=Decimal(an_hour), per="hour", hours=Decimal("37.5"))
    assert pay == Decimal(a_year)
    found = verdicts(rules, yearly_pay=pay, prior_level=PriorLevel.FULL_3)
    assert found["adult-skills-2"].answer is national
    assert found["free-courses"].answer is national
    assert found["adult-skills-3"].answer is at_level_3


@pytest.mark.parametrize(
    ("day", "pay", "answer"),
    [
        (DAY, "26799.99", Answer.LIKELY),
        (DAY, "26800.00", Answer.UNLIKELY),
        (date(2026, 7, 31), "25749.99", Answer.LIKELY),
        (date(2026, 7, 31), "25750.00", Answer.UNLIKELY),
        (date(2026, 8, 1), "25750.00", Answer.LIKELY),
        (date(2025, 7, 31), "24999.99", Answer.LIKELY),
        (date(2025, 7, 31), "25000.00", Answer.UNLIKELY),
    ],
)
def test_low_pay_is_less_than_the_limit_of_the_day(rules, day, pay, answer) -> None:
    found = verdicts(rules, day=day, yearly_pay=Decimal(pay))["adult-skills-2"]
    assert found.answer is answer


@pytest.mark.parametrize(("pay", "answer"), [("29999.99", Answer.LIKELY), ("30000.00", Answer.UNLIKELY)])
def test_level_3_has_a_limit_of_its_own_that_waits_to_be_confirmed(rules, pay, answer) -> None:
    found = verdicts(rules, yearly_pay=Decimal(pay), prior_level=PriorLevel.FULL_3)["adult-skills-3"]
    assert found.answer is answer
    assert not found.is_settled


def test_no_pay_given_is_never_held_against_anybody(rules) -> None:
    found = verdicts(rules, yearly_pay=None, prior_level=PriorLevel.HIGHER)
    for code in ("adult-skills-2", "adult-skills-3", "free-courses"):
        assert found[code].answer is Answer.NEED_MORE
    assert "We need to check your pay. It must be less than £26,800 a year before tax." in reasons(
        found["adult-skills-2"]
    )


@pytest.mark.parametrize("unsaid", ["born_on", "council", "work", "prior_level"])
def test_what_is_not_said_never_makes_it_unlikely(rules, unsaid) -> None:
    empty = None if unsaid == "born_on" else ""
    said = {"yearly_pay": None, "born_on": date(2004, 1, 1)} | {unsaid: empty}
    found = verdicts(rules, **said)
    assert all(each.answer is not Answer.UNLIKELY for each in found.values())


@pytest.mark.parametrize(
    ("work", "answer"),
    [
        (Work.LOOKING, Answer.LIKELY),
        (Work.NOT_LOOKING, Answer.NEED_MORE),
        (Work.UNSURE, Answer.NEED_MORE),
        (Work.PAID, Answer.UNLIKELY),
    ],
)
def test_people_out_of_work_pay_nothing(rules, work, answer) -> None:
    pay = Decimal(40000) if work == Work.PAID else None
    found = verdicts(rules, work=work, yearly_pay=pay)["adult-skills-2"]
    assert found.answer is answer


@pytest.mark.parametrize(
    ("born_on", "held", "answer"),
    [
        (date(2002, 9, 1), PriorLevel.PART_2, Answer.LIKELY),  # 23 on 31 August 2026
        (date(2002, 8, 31), PriorLevel.PART_2, Answer.UNLIKELY),  # 24
        (date(2002, 9, 1), PriorLevel.FULL_2, Answer.UNLIKELY),
        (date(2002, 9, 1), PriorLevel.UNSURE, Answer.NEED_MORE),
    ],
)
def test_a_first_full_level_2_is_free_from_19_to_23(rules, born_on, held, answer) -> None:
    found = verdicts(rules, born_on=born_on, prior_level=held, yearly_pay=Decimal(40000))
    assert found["adult-skills-2"].answer is answer


def test_only_the_choice_that_holds_is_told(rules) -> None:
    found = verdicts(rules, work=Work.LOOKING, yearly_pay=None)["adult-skills-2"]
    assert reasons(found)[2:] == ["You are out of work and looking for it."]
    assert found.choices == ()


@pytest.mark.parametrize(
    ("day", "year"), [(date(2026, 7, 31), 2025), (date(2026, 8, 1), 2026), (date(2027, 1, 1), 2026)]
)
def test_the_funding_year_begins_in_august(day, year) -> None:
    assert funding_year(day) == year


def test_each_rule_has_a_version_for_every_day_of_this_year_and_a_source(rules) -> None:
    codes = {rule.code for rule in rules}
    for day in (date(2026, 7, 31), DAY, date(2028, 1, 1)):
        used = {f.rule.code for each in eligibility(Answers(), rules, day) for f in each.used}
        assert used == codes
    assert all(rule.source_url.startswith("https://") and rule.source_title for rule in rules)


@pytest.mark.parametrize(
    ("course", "answer", "streams"),
    [
        (CourseMoney(ProgrammeKind.ADULT_SKILLS, "3", Decimal(0)), Answer.LIKELY, ["adult-skills-3"]),
        (CourseMoney(ProgrammeKind.ADULT_SKILLS, "1"), Answer.LIKELY, ["essential-digital"]),
        (
            CourseMoney(ProgrammeKind.ADULT_SKILLS),
            Answer.LIKELY,
            ["essential-digital", "adult-skills-2", "adult-skills-3"],
        ),
        (CourseMoney(ProgrammeKind.VENDOR), Answer.LIKELY, []),
        (CourseMoney(ProgrammeKind.OTHER, "4", Decimal(0)), Answer.LIKELY, []),
        (CourseMoney(ProgrammeKind.OTHER, "4", Decimal(450)), Answer.NEED_MORE, []),
        (CourseMoney(), Answer.NEED_MORE, []),
    ],
)
def test_a_course_is_answered_by_what_the_catalogue_says_of_it(rules, course, answer, streams) -> None:
    found = of_course(course, list(verdicts(rules).values()))
    assert found.answer is answer
    assert [verdict.stream.code for verdict in found.verdicts] == streams


def test_a_course_that_fits_no_rule_is_unlikely_only_if_all_its_streams_are(rules) -> None:
    rich = {"yearly_pay": Decimal(60000), "prior_level": PriorLevel.HIGHER}
    own = list(verdicts(rules, **rich).values())
    assert of_course(CourseMoney(ProgrammeKind.FREE_COURSES, "3"), own).answer is Answer.UNLIKELY
    assert of_course(CourseMoney(ProgrammeKind.ADULT_SKILLS, ""), own).answer is Answer.LIKELY
