"""What is written to a progress file is read from it again, code for code."""

from datetime import date, timedelta
from typing import Any

import pytest

from district.imports.reading import formats, progress
from district.imports.reading.cells import Row
from programmes import codes, progress_rows
from programmes.models import Enrolment

State = Enrolment.State
UKPRN = "10001234"
START, TODAY = date(2026, 9, 7), date(2027, 3, 1)

CODED = [state for state in State if state in Enrolment.ILR]


def recorded(state, **fields: Any) -> dict[str, Any]:
    has_ended = state != State.IN_LEARNING
    usual = {
        "state": state,
        "learner_reference": "AL 7",
        "learning_aim": "60351234",
        "uln": "1000000019",
        "starts_on": START,
        "planned_end_on": START + timedelta(days=100),
        "ended_on": START + timedelta(days=90) if has_ended else None,
        "achieved_on": START + timedelta(days=95) if state == State.ACHIEVED else None,
        "withdrawal_reason": "44" if state == State.WITHDRAWN else "",
        "fund_model": "37",
        "programme_type": "32",
        "funding_source": "112",
        "full_funding": "1",
        "prior_level": "10",
        "employment_status": "11",
        "unemployed_for": "3",
        "weekly_hours": "",
    }
    return usual | fields


def read(cells):
    row = Row(2, {column.upper(): value for column, value in cells.items()})
    found = progress.read(row, UKPRN, TODAY)
    assert row.refusals == []
    return found


def test_the_columns_are_those_that_are_read():
    assert tuple(column.label.upper() for column in progress_rows.COLUMNS) == formats.PROGRESS.columns


@pytest.mark.parametrize("state", CODED)
def test_every_state_comes_back_as_it_was(state):
    before = recorded(state)

    found = read(progress_rows.row(before, UKPRN))

    assert found.key == ("AL 7", "60351234", START)
    assert found.state == state
    assert (found.ended_on, found.achieved_on, found.reason) == (
        *(before["ended_on"], before["achieved_on"], before["withdrawal_reason"]),
    )
    record = ("uln", "planned_end_on", "fund_model", "programme_type", "funding_source", "full_funding")
    assert found.record == {name: before[name] for name in record}
    assert found.at_start == {"prior_level": "10", "employment_status": "11", "unemployed_for": "3"}


@pytest.mark.parametrize(("kind", "code"), codes.DESTINATIONS)
def test_every_destination_comes_back_as_it_was(kind, code):
    after = {"kind": kind, "code": code, "starts_on": START, "collected_on": TODAY}
    after = {f"destinations__{name}": value for name, value in after.items()}

    found = read(progress_rows.row(recorded(State.COMPLETED) | after, UKPRN))

    assert found.outcome == progress.Outcome(kind, code, START, TODAY)


@pytest.mark.parametrize(
    ("field", "listed"),
    [
        ("withdrawal_reason", codes.WithdrawalReason),
        ("prior_level", codes.PriorLevel),
        ("employment_status", codes.EmploymentStatus),
        ("unemployed_for", codes.Unemployed),
        ("weekly_hours", codes.WeeklyHours),
        ("fund_model", codes.FundModel),
        ("programme_type", codes.ProgrammeType),
        ("funding_source", codes.SourceOfFunding),
        ("full_funding", codes.FullFunding),
    ],
)
def test_every_code_of_every_list_comes_back_as_it_was(field, listed):
    for code in listed.values:
        found = read(progress_rows.row(recorded(State.WITHDRAWN, **{field: code}), UKPRN))
        told = {**found.record, **found.at_start, "withdrawal_reason": found.reason}
        assert told[field] == code
