"""Growth and reduction of contracts as described columns, and as a picture of the months before and after."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from django.urls import reverse

from district.funding.models import ContractChange, ProfileMonth
from district.funding.profiles import changed
from district.web.charts import Chart, grouped_bars
from district.web.tables import Column, Table


def change_table(rows: Sequence[ContractChange]) -> Table[ContractChange]:
    columns: list[Column[ContractChange]] = [
        Column(
            "what",
            "Change",
            lambda row: row.kind,
            href=lambda row: (
                reverse("contract_change_decide", args=[row.public_id])
                if row.state == ContractChange.State.PROPOSED
                else ""
            ),
        ),
        Column("amount", "By", lambda row: row.amount, "money"),
        Column("rate", "New rate", lambda row: row.rate, "money"),
        Column("from", "From", lambda row: f"{row.from_month:%B %Y}"),
        Column("why", "Why", lambda row: row.reason),
        Column("state", "State", _decided),
    ]
    return Table("Growth, reduction and new rates", columns, rows)


@dataclass(frozen=True)
class MonthBeside:
    """A month as it is and as it would be."""

    month: date
    amount: Decimal
    starts: int
    amount_after: Decimal
    starts_after: int


def months_beside(change: ContractChange, profile: Sequence[ProfileMonth]) -> list[MonthBeside]:
    """All months of the contract; those before the change stay as they are."""
    after = [(row.amount, row.starts) for row in profile]
    first = next((at for at, row in enumerate(profile) if row.month >= change.from_month), len(profile))
    after[first:] = changed(after[first:], change.amount, change.starts)
    return [
        MonthBeside(row.month, row.amount, row.starts, *then)
        for row, then in zip(profile, after, strict=True)
    ]


def change_chart(change: ContractChange, rows: Sequence[MonthBeside]) -> Chart:
    """The months that would change, now and after; with all months and with starts in the table."""
    columns: list[Column[MonthBeside]] = [
        Column("month", "Month", lambda row: f"{row.month:%B %Y}"),
        Column("amount", "Now", lambda row: row.amount, "money"),
        Column("after", "After", lambda row: row.amount_after, "money"),
        Column("difference", "Difference", lambda row: row.amount_after - row.amount, "money"),
        Column("starts", "Starts now", lambda row: row.starts, "number"),
        Column("starts_after", "Starts after", lambda row: row.starts_after, "number"),
    ]
    drawn = grouped_bars(
        "What each month is to earn, now and after the change",
        ["now", "after"],
        [
            (f"{row.month:%B %Y}", [int(row.amount), int(row.amount_after)])
            for row in rows
            if row.month >= change.from_month
        ],
        unit="money",
        note="Months before that stay as they are, and stand in the table. Whole pounds.",
    )
    return replace(drawn, table=Table(drawn.title, columns, rows))


def people_words(change: ContractChange) -> str:
    """How many more or fewer people start; nothing where that stays."""
    if not change.starts:
        return ""
    count = abs(change.starts)
    return f"{count:,} {'more' if change.starts > 0 else 'fewer'} {'person' if count == 1 else 'people'} to start"


def _decided(row: ContractChange) -> str:
    said = str(row.get_state_display())
    if row.decided_by:
        said += f" by {row.decided_by.name or 'somebody'}"
    return f"{said}: {row.decision_note}" if row.decision_note else said
