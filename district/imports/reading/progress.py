"""Rows of the progress file: what became of a provider's learners, in the codes of the national learner record."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import TextChoices

from district.imports.reading import cells
from district.imports.reading.cells import Row
from programmes import codes, derived
from programmes.models import Enrolment

State = Enrolment.State
A_YEAR = timedelta(days=365)
REFERENCE = re.compile("[A-Za-z0-9 ]{1,12}")
STATES = {
    ("1", ""): State.IN_LEARNING,
    ("2", "8"): State.COMPLETED,
    ("2", "1"): State.ACHIEVED,
    ("2", "3"): State.NOT_ACHIEVED,
    ("3", "3"): State.WITHDRAWN,
    ("6", ""): State.ON_BREAK,
    ("6", "3"): State.ON_BREAK,
}
RECORD: dict[str, tuple[str, type[TextChoices]]] = {  # column: (field, its codes)
    "FUNDMODEL": ("fund_model", codes.FundModel),
    "PROGTYPE": ("programme_type", codes.ProgrammeType),
    "SOF": ("funding_source", codes.SourceOfFunding),
    "FFI": ("full_funding", codes.FullFunding),
}
AT_START: dict[str, tuple[str, type[TextChoices]]] = {
    "PRIORLEVEL": ("prior_level", codes.PriorLevel),
    "EMPSTAT": ("employment_status", codes.EmploymentStatus),
    "LOU": ("unemployed_for", codes.Unemployed),
    "EII": ("weekly_hours", codes.WeeklyHours),
}

type Key = tuple[str, str, date]


@dataclass(frozen=True)
class Outcome:
    """One thing that came of it."""

    kind: str
    code: str
    starts_on: date
    collected_on: date | None

    @property
    def thing(self) -> tuple[str, str, date]:
        """What of it is recorded once."""
        return self.kind, self.code, self.starts_on


@dataclass(frozen=True)
class ProgressRow:
    """How one enrolment stands. `record` and `at_start` hold only what the file says; an empty cell says nothing."""

    row: int
    key: Key
    state: str
    ended_on: date | None
    achieved_on: date | None
    reason: str
    record: Mapping[str, Any]
    at_start: Mapping[str, str]
    outcome: Outcome | None


def read(row: Row, ukprn: str, today: date) -> ProgressRow | None:
    if not ukprn:
        row.refuse("UKPRN", "UKPRN_UNKNOWN", "We do not know your UKPRN. Add it to your organisation first.")
    elif row["UKPRN"] != ukprn:
        row.refuse("UKPRN", "UKPRN_OTHER", f"This row is of another provider. Your UKPRN is {ukprn}.")
    reference = row["LEARNREFNUMBER"]
    if not REFERENCE.fullmatch(reference):
        row.refuse("LEARNREFNUMBER", "LEARNREFNUMBER_INVALID", "Enter up to 12 letters, digits and spaces.")
    aim = cells.learning_aim(row["LEARNAIMREF"])
    if not aim:
        row.refuse("LEARNAIMREF", "LEARNAIMREF_INVALID", "A learning aim has 8 letters or digits.")
    starts_on = _day(row, "LEARNSTARTDATE", needed=True)
    planned = _day(row, "LEARNPLANENDDATE", after=starts_on)
    ended_on = _day(row, "LEARNACTENDDATE", after=starts_on, until=today)
    achieved_on = _day(row, "ACHDATE", after=starts_on, until=today)
    record = _codes(row, RECORD) | _uln(row) | ({"planned_end_on": planned} if planned else {})
    at_start = _codes(row, AT_START)
    reason = _code(row, "WITHDRAWREASON", codes.WithdrawalReason)
    state = _state(row, reason, achieved_on)
    outcome = _outcome(row, today)
    if row.refusals or starts_on is None or state is None:
        return None
    key = (reference, aim, starts_on)
    return ProgressRow(row.number, key, state, ended_on, achieved_on, reason, record, at_start, outcome)


def _state(row: Row, reason: str, achieved_on: date | None) -> str | None:
    """By completion status and outcome, with what each of them asks for and forbids."""
    status = _code(row, "COMPSTATUS", codes.CompletionStatus)
    result = _code(row, "OUTCOME", codes.LearningOutcome)
    if not status:
        if not row["COMPSTATUS"]:
            row.refuse("COMPSTATUS", "COMPSTATUS_REQUIRED", "Enter 1, 2, 3 or 6.")
        return None
    if status == codes.CompletionStatus.CONTINUING and row["LEARNACTENDDATE"]:
        row.refuse("LEARNACTENDDATE", "LEARNACTENDDATE_NOT_ALLOWED", "Leave this empty while they learn.")
    if status != codes.CompletionStatus.CONTINUING and not row["LEARNACTENDDATE"]:
        row.refuse("LEARNACTENDDATE", "LEARNACTENDDATE_REQUIRED", "Enter the last day of learning.")
    if status == codes.CompletionStatus.WITHDRAWN and not row["WITHDRAWREASON"]:
        row.refuse("WITHDRAWREASON", "WITHDRAWREASON_REQUIRED", "Enter the code of why they left.")
    if status != codes.CompletionStatus.WITHDRAWN and reason:
        row.refuse("WITHDRAWREASON", "WITHDRAWREASON_NOT_ALLOWED", "Leave this empty unless they left.")
    if achieved_on and result != codes.LearningOutcome.ACHIEVED:
        row.refuse("ACHDATE", "ACHDATE_NOT_ALLOWED", "Leave this empty unless the outcome is 1.")
    state = STATES.get((status, result))
    if state is None and (result or not row["OUTCOME"]):
        allowed = [outcome or "empty" for (code, outcome) in STATES if code == status]
        sentence = f"With CompStatus {status} the outcome must be {' or '.join(allowed)}."
        row.refuse("OUTCOME", "OUTCOME_INVALID", sentence)
    return state


def _outcome(row: Row, today: date) -> Outcome | None:
    kind, code = row["OUTTYPE"].upper(), row["OUTCODE"]
    if not (kind or code or row["OUTSTARTDATE"]):
        return None
    if (kind, code) not in codes.DESTINATIONS:
        row.refuse(
            "OUTCODE", "OUTCODE_INVALID", "Enter a type and code of the national list, like EMP and 1."
        )
    starts_on, collected_on = _day(row, "OUTSTARTDATE", needed=True), _day(row, "OUTCOLLDATE", until=today)
    if starts_on and starts_on > today + A_YEAR:
        row.refuse("OUTSTARTDATE", "OUTSTARTDATE_LATE", "It may start at most a year from now.")
    return Outcome(kind, code, starts_on, collected_on) if starts_on else None


def _uln(row: Row) -> dict[str, str]:
    uln = row["ULN"]
    if uln and not derived.is_uln(uln):
        row.refuse("ULN", "ULN_INVALID", "Check the ten digits of the unique learner number.")
    return {"uln": uln} if uln else {}


def _codes(row: Row, columns: Mapping[str, tuple[str, type[TextChoices]]]) -> dict[str, str]:
    found = {field: _code(row, column, allowed) for column, (field, allowed) in columns.items()}
    return {field: code for field, code in found.items() if code}


def _code(row: Row, column: str, allowed: type[TextChoices]) -> str:
    code = row[column]
    if code and code not in allowed.values:
        row.refuse(column, f"{column}_INVALID", f"Enter one of the codes: {', '.join(allowed.values)}.")
        return ""
    return code


def _day(
    row: Row, column: str, *, needed: bool = False, after: date | None = None, until: date | None = None
) -> date | None:
    """Written as 2027-05-04 or 04/05/2027."""
    text = row[column]
    day = cells.day(text)
    try:
        day = day or (date.fromisoformat(text) if len(text) == 10 else None)
    except ValueError:
        day = None
    if day is None:
        if text or needed:
            row.refuse(column, f"{column}_INVALID", "Enter a real date, like 04/05/2027 or 2027-05-04.")
    elif after and day < after:
        row.refuse(column, f"{column}_EARLY", "This day is before the first day of learning.")
    elif until and day > until:
        row.refuse(column, f"{column}_LATE", "This day is in the future.")
    return day
