"""When a milestone is due, and the sentence that says why it is not."""

from dataclasses import dataclass, replace
from datetime import date, timedelta

import pytest

from district.funding.milestones import Facts, Outcome, Spell, judge

FIRST = date(2026, 9, 7)
TODAY = date(2027, 8, 1)
LAST = date(2026, 12, 18)
WAYS = "an interview offer that is not a mock, a new role with the employer they have, or a plan to be self-employed"


@dataclass(frozen=True)
class Rule:
    qualifying_days: int = 14
    qualifying_hours: int = 10
    needs_interview: bool = True
    outcome_months: int = 6
    sustained_days: int = 84


def told(facts: Facts, *, today: date = TODAY, rule: Rule | None = None) -> list[date | str]:
    """For each milestone the day, or why not."""
    return [each.due_on or " ".join(each.reasons) for each in judge(facts, rule or Rule(), today)]


LEARNING = Facts(
    spells=[Spell(FIRST)], attended=[(FIRST + timedelta(days=7 * week), 180) for week in range(5)]
)
COMPLETED = Facts(spells=[Spell(FIRST, LAST)], is_completed=True, shown_on=[date(2026, 12, 1)])
JOB = Outcome(date(2027, 1, 11))


@pytest.mark.parametrize(
    ("facts", "today", "wanted"),
    [
        (
            replace(LEARNING, attended=LEARNING.attended[:3]),
            date(2026, 9, 27),
            "Needs 10 taught hours attended: the registers show 9.",
        ),
        (LEARNING, TODAY, date(2026, 9, 28)),
        (
            replace(LEARNING, attended=[(FIRST, 600)]),
            date(2026, 9, 19),
            "Needs 14 days of learning: the last of them is 20 September 2026.",
        ),
        (replace(LEARNING, attended=[(FIRST, 600)]), date(2026, 9, 20), date(2026, 9, 20)),
        (
            Facts(spells=[Spell(FIRST, date(2026, 9, 19))], attended=[(FIRST, 600)], has_left=True),
            TODAY,
            "Needs 14 days of learning. Left after 13.",
        ),
        (
            Facts(spells=[Spell(FIRST, date(2026, 9, 20))], attended=[(FIRST, 600)], has_left=True),
            TODAY,
            date(2026, 9, 20),
        ),
        (
            Facts(
                spells=[Spell(FIRST, date(2026, 9, 16)), Spell(date(2026, 10, 5))], attended=[(FIRST, 600)]
            ),
            TODAY,
            date(2026, 10, 8),
        ),
        (
            Facts(spells=[Spell(FIRST)]),
            TODAY,
            "Needs 10 taught hours attended: the registers show 0.",
        ),
        (Facts(spells=[Spell(FIRST, LAST)], is_completed=True), TODAY, date(2026, 9, 20)),
        (
            Facts(spells=[Spell(FIRST, FIRST + timedelta(days=4))], is_completed=True),
            TODAY,
            FIRST + timedelta(days=4),
        ),
    ],
)
def test_a_start_is_due_on_the_day_that_has_both_days_and_hours(facts, today, wanted):
    assert told(facts, today=today)[0] == wanted


@pytest.mark.parametrize(
    ("facts", "wanted"),
    [
        (LEARNING, "Has not completed the course yet."),
        (
            Facts(spells=[Spell(FIRST, LAST)], attended=[(FIRST, 600)], has_left=True),
            "Left the course before the end.",
        ),
        (replace(COMPLETED, shown_on=[]), f"Needs {WAYS}."),
        (
            replace(COMPLETED, shown_on=[], mock_count=2),
            f"Only practice interviews are recorded. Needs {WAYS}.",
        ),
        (COMPLETED, LAST),
        (replace(COMPLETED, shown_on=[date(2027, 1, 8), date(2027, 1, 4)]), date(2027, 1, 4)),
        (Facts(spells=[Spell(FIRST, date(2026, 9, 10))], has_left=True), "Needs the start (M1) first."),
    ],
)
def test_a_completion_needs_a_real_interview_a_new_role_or_a_plan(facts, wanted):
    assert told(facts)[1] == wanted


@pytest.mark.parametrize(
    ("outcomes", "today", "wanted"),
    [
        ([JOB], TODAY, date(2027, 4, 4)),
        ([JOB], date(2027, 4, 3), "Lasts 84 days on 4 April 2027, if it goes on until then."),
        ([replace(JOB, ended_on=date(2027, 4, 4))], TODAY, date(2027, 4, 4)),
        (
            [replace(JOB, ended_on=date(2027, 4, 3))],
            TODAY,
            "Ended on 3 April 2027 after 83 days: 84 are needed.",
        ),
        ([Outcome(date(2027, 6, 18))], date(2028, 1, 1), date(2027, 9, 9)),
        (
            [Outcome(date(2027, 6, 19))],
            date(2028, 1, 1),
            "Began on 19 June 2027: it had to begin by 18 June 2027.",
        ),
        ([Outcome(date(2026, 8, 1))], TODAY, LAST),  # before they completed: no sooner than that
        (
            [],
            date(2027, 6, 18),
            "Needs a job, an apprenticeship, a new role or self-employment that begins by 18 June 2027.",
        ),
        (
            [],
            date(2027, 6, 19),
            "Needed a job, an apprenticeship, a new role or self-employment that began by 18 June 2027: "
            "the time for it is over.",
        ),
    ],
)
def test_an_outcome_begins_within_six_months_and_lasts_twelve_weeks(outcomes, today, wanted):
    assert told(replace(COMPLETED, outcomes=outcomes), today=today)[2] == wanted


def test_the_months_are_those_of_the_calendar():
    end_of_august = Facts(spells=[Spell(FIRST, date(2026, 8, 31))], is_completed=True, shown_on=[FIRST])
    on, after = Outcome(date(2027, 2, 28)), Outcome(date(2027, 3, 1))
    assert told(replace(end_of_august, outcomes=[on]))[2] == date(2027, 5, 22)
    assert told(replace(end_of_august, outcomes=[after]))[2] == (
        "Began on 1 March 2027: it had to begin by 28 February 2027."
    )
    sustained = Outcome(date(2026, 9, 14), date(2026, 12, 5))
    assert told(replace(end_of_august, outcomes=[sustained]))[2] == (
        "Ended on 5 December 2026 after 83 days: 84 are needed."
    )


def test_each_needs_the_one_before():
    no_interview = replace(COMPLETED, shown_on=[], outcomes=[JOB])
    assert told(no_interview)[2] == "Needs the completion (M2) first."
    assert told(Facts(spells=[Spell(FIRST)], outcomes=[JOB]))[1:] == [
        "Needs the start (M1) first.",
        "Needs the completion (M2) first.",
    ]


def test_what_came_of_it_is_named_where_it_does_not_pay():
    facts = replace(COMPLETED, other_destination="volunteering")
    assert told(facts, today=LAST)[2].startswith("Recorded: volunteering. Needs a job")


def test_a_scheme_without_interviews_pays_on_the_last_day():
    assert told(replace(COMPLETED, shown_on=[]), rule=Rule(needs_interview=False))[1] == LAST


def test_an_obstacle_keeps_all_three_from_being_due():
    assert told(replace(COMPLETED, obstacles=["Counts elsewhere."])) == ["Counts elsewhere."] * 3
