"""Funds, contracts and claims as described columns, and their pictures."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from django.urls import reverse

from district.figures import measures
from district.funding.models import Contract, MilestoneClaim, MilestoneRule
from district.funding.profiles import LIGHTS, Delivery, MonthLine
from district.funding.queries import AGE_WORDS, delivery
from district.web.charts import Chart, bars, grouped_bars, line
from district.web.tables import Column, Table
from district.web.templatetags.district import MINUS, money
from programmes.models import Enrolment

MOST_BARS = 12  # contracts in one picture


def per_cent(value: Decimal | None) -> str:
    """With its sign; nothing where there is nothing to divide by."""
    if value is None:
        return ""
    return f"{measures.with_sign(value)}%".replace("-", MINUS)


def stages(fund: Any, title: str) -> Chart:
    """From what there is to what has gone out; each is a part of the one before."""
    return bars(
        title,
        [
            (label, int(amount))
            for label, amount in (
                ("In the fund", fund.amount),
                ("Allocated", fund.allocated),
                ("Under contract", fund.contracted),
                ("Claimed", fund.claimed),
                ("Paid", fund.paid),
            )
        ],
        unit="money",
        note="Claimed is what providers have asked for and not been refused. Whole pounds.",
    )


def fund_table(rows: Sequence[Any]) -> Table[Any]:
    columns: list[Column[Any]] = [
        Column(
            "name", "Fund", lambda row: row.name, href=lambda row: reverse("fund_show", args=[row.public_id])
        ),
        Column("source", "From", lambda row: row.source),
        Column("until", "Until", lambda row: row.ends_on, "day"),
        Column("amount", "In the fund", lambda row: row.amount, "money"),
        Column("allocated", "Allocated", lambda row: row.allocated, "money"),
        Column("contracted", "Under contract", lambda row: row.contracted, "money"),
        Column("claimed", "Claimed", lambda row: row.claimed, "money"),
        Column("paid", "Paid", lambda row: row.paid, "money"),
    ]
    return Table("Funds", columns, rows)


def allocation_table(rows: Sequence[Any]) -> Table[Any]:
    columns: list[Column[Any]] = [
        Column(
            "programme",
            "Programme",
            lambda row: row.programme.name,
            href=lambda row: reverse("allocation_show", args=[row.public_id]),
        ),
        Column("amount", "Allocated", lambda row: row.amount, "money"),
        Column("contracted", "Under contract", lambda row: row.contracted, "money"),
        Column("left", "Left", lambda row: row.amount - row.contracted, "money"),
        Column("reason", "Why", lambda row: row.reason),
    ]
    return Table("What is set aside", columns, rows)


WORST_FIRST = ("red", "amber", "green", "new")


def worst_first(rows: Sequence[Any]) -> list[Any]:
    """Contracts that are furthest below profile before the others."""

    def place(row: Any) -> tuple[int, Decimal]:
        found = delivery(row)
        return WORST_FIRST.index(found.light), _variance(found) or Decimal(0)

    return sorted(rows, key=place)


def standing_chart(rows: Sequence[Any]) -> Chart | None:
    """What each contract has delivered beside its profile, of those that have a profile to date."""
    told = [(row, delivery(row)) for row in rows]
    bars_of = [
        (f"{row.reference}, {row.organisation.name}", [int(found.profile_to_date), int(found.actual_to_date)])
        for row, found in told
        if found.profile_to_date
    ]
    if not bars_of:
        return None
    return grouped_bars(
        "What contracts have delivered, beside their profile to date",
        ["profile", "delivered"],
        bars_of[:MOST_BARS],
        unit="money",
    )


def contract_table(
    rows: Sequence[Any], *, route: str, caption: str = "Contracts", is_own: bool = False
) -> Table[Any]:
    """Each with how it stands; `route`: where it is opened; `is_own`: for the provider itself."""
    standing = {row.pk: delivery(row) for row in rows}

    def of(row: Any) -> Delivery:
        return standing[row.pk]

    columns: list[Column[Any]] = [
        Column(
            "reference",
            "Contract",
            lambda row: row.reference,
            href=lambda row: reverse(route, args=[row.public_id]),
            tone=lambda _: "dsd-unbroken",
        ),
        *([] if is_own else [Column("provider", "Provider", lambda row: row.organisation.name)]),
        Column("programme", "Programme", lambda row: row.programme.name),
        Column("state", "State", lambda row: (row.state, row.get_state_display()), "state"),
        Column("value", "Worth", lambda row: row.value, "money"),
        Column("profile", "Profile to date", lambda row: of(row).profile_to_date, "money"),
        Column("actual", "Delivered", lambda row: of(row).actual_to_date, "money"),
        Column("variance", "Off profile", lambda row: per_cent(_variance(of(row)))),
        Column("light", "Standing", lambda row: (of(row).light, LIGHTS[of(row).light]), "light"),
    ]
    return Table(caption, columns, rows)


def _variance(found: Delivery) -> Decimal | None:
    return found.variance.percent if found.variance else None


def month_table(found: Delivery) -> Table[MonthLine]:
    columns: list[Column[MonthLine]] = [
        Column("month", "Month", lambda row: f"{row.month:%B %Y}"),
        Column("profile", "Profile", lambda row: row.profile, "money"),
        Column("actual", "Delivered", lambda row: row.actual if row.is_over or row.actual else None, "money"),
        Column("starts", "Starts planned", lambda row: row.profile_starts, "number"),
        Column(
            "came",
            "Starts",
            lambda row: row.actual_starts if row.is_over or row.actual_starts else None,
            "number",
        ),
        Column("to_date", "Profile to date", lambda row: row.profile_to_date, "money"),
        Column("done", "Delivered to date", lambda row: row.actual_to_date if row.is_over else None, "money"),
        Column("off", "Off profile", _off),
    ]
    return Table("Month by month", columns, found.months)


def _off(row: MonthLine) -> str:
    if not row.is_over:
        return ""
    return per_cent(measures.percent(row.actual_to_date - row.profile_to_date, row.profile_to_date))


def profile_chart(found: Delivery) -> Chart | None:
    """Profile and delivery since the beginning, with the tolerance as a band below the profile."""
    if not found.months:
        return None
    profile = [int(row.profile_to_date) for row in found.months]
    actual = [int(row.actual_to_date) if row.is_over else None for row in found.months]
    band = None
    if found.tolerance is not None:
        share = 1 - float(found.tolerance) / 100
        band = ([each * share for each in profile], [float(each) for each in profile])
    series: dict[str, Sequence[float | None]] = {"profile": profile, "delivered": actual}
    if not found.months[-1].is_over and found.outturn:
        series["forecast"] = [None if each is None else int(each) for each in found.outturn]
    return line(
        "Delivered against profile, since the beginning",
        [f"{row.month:%b %y}" for row in found.months],
        series,
        unit="money",
        band=band,
        note="Delivered is what milestones with evidence are worth, by the month whose evidence made them due, whether "
        "claimed yet or not. The band is the tolerance now in force. The forecast goes on as it went so far.",
    )


def rule_table(rows: Sequence[MilestoneRule]) -> Table[MilestoneRule]:
    columns: list[Column[MilestoneRule]] = [
        Column("programme", "Programme", lambda row: row.programme.name),
        Column("from", "For starts from", lambda row: row.applies_from, "day"),
        Column("splits", "M1, M2, M3", lambda row: " / ".join(f"{100 * each:.0f}%" for each in row.splits)),
        Column("start", "A start is", _start_words),
        Column("completion", "A completion needs", _completion_words),
        Column(
            "outcome",
            "An outcome",
            lambda row: f"begins within {row.outcome_months} months and lasts {row.sustained_days} days",
        ),
        Column(
            "tolerance",
            "Tolerance",
            lambda row: ", ".join(f"{t.code} {t.percent:f}%" for t in row.tolerances),
        ),
        Column("source", "Laid down in", _source),
    ]
    return Table("Versions, the newest first", columns, rows)


def _start_words(row: MilestoneRule) -> str:
    hours = f" and {row.qualifying_hours} taught hours" if row.qualifying_hours else ""
    return f"{row.qualifying_days} days{hours}"


def _completion_words(row: MilestoneRule) -> str:
    return "an interview offer, a new role or a plan" if row.needs_interview else "nothing more"


def _source(row: MilestoneRule) -> str:
    return row.source if row.is_confirmed else f"{row.source} (to be confirmed)"


def age_table(rows: Sequence[tuple[str, int, Decimal]]) -> Table[Any]:
    columns: list[Column[Any]] = [
        Column(
            "age",
            "Claimed",
            lambda row: f"{AGE_WORDS[row[0]]} ago",
            href=lambda row: (
                f"{reverse('authority_claim_list')}?state=claimed&age={row[0].replace('+', '%2B')}"
            ),
        ),
        Column("count", "Claims", lambda row: row[1], "number"),
        Column("sum", "Worth", lambda row: row[2], "money"),
    ]
    return Table("Claims that wait, by how long", columns, rows)


def claim_table(rows: Sequence[MilestoneClaim], caption: str) -> Table[MilestoneClaim]:
    """For a last look before something is done with all of them."""
    columns: list[Column[MilestoneClaim]] = [
        Column("who", "Learner", learner_of),
        Column("milestone", "Milestone", lambda row: row.get_number_display()),
        Column("contract", "Contract", lambda row: row.contract.reference),
        Column("amount", "Amount", lambda row: row.payable or row.amount, "money"),
        Column("state", "Stands at", lambda row: (row.tone, row.stands_at), "state"),
    ]
    return Table(caption, columns, rows)


def own_claim_table(rows: Sequence[MilestoneClaim]) -> Table[MilestoneClaim]:
    """The provider's: by name."""
    columns: list[Column[MilestoneClaim]] = [
        Column("who", "Learner", person_of),
        Column("course", "Course", lambda row: row.enrolment.run.course.title),
        Column("milestone", "Milestone", lambda row: row.get_number_display()),
        Column("due", "Evidence of", lambda row: row.due_on, "day"),
        Column("amount", "Amount", lambda row: row.amount, "money"),
    ]
    return Table("What you claim", columns, rows)


def learner_of(row: MilestoneClaim) -> str:
    """By reference: money needs no name."""
    return row.enrolment.learner_reference or f"Without a reference ({str(row.enrolment.public_id)[:8]})"


def person_of(row: MilestoneClaim) -> str:
    """By name, for the provider who teaches them."""
    return learner_name(row.enrolment)


def learner_name(enrolment: Enrolment) -> str:
    learner = enrolment.learner
    if learner is None:
        return f"Somebody who has left the portal ({enrolment.learner_reference or 'no reference'})"
    return learner.user.name or learner.user.email or "Somebody"


def how_it_goes(found: Delivery) -> dict[str, Any]:
    """What every page about one contract says of it: where it stands, how it would end, and both drawn."""
    return {
        "light": (found.light, LIGHTS[found.light]) if found.variance else None,
        "standing": standing_words(found),
        "forecast": forecast_words(found),
        "chart": profile_chart(found),
    }


def forecast_words(found: Delivery) -> str:
    """One sentence on how it would end."""
    if found.forecast is None:
        return "Too new for a forecast: no month with money in its profile is over yet."
    return (
        f"If it goes on like this it ends at {money(found.forecast)} of {money(found.value)} "
        f"({found.forecast_share}%)."
    )


def standing_words(found: Delivery) -> str:
    if found.variance is None or found.last is None:
        return "No month with money in its profile is over yet."
    return (
        f"{money(found.actual_to_date)} delivered of {money(found.profile_to_date)} planned "
        f"to the end of {found.last.month:%B %Y}: {per_cent(found.variance.percent)} off profile; up to "
        f"{found.tolerance:f}% below is tolerated ({found.tolerance_code})."
    )


NEXT_MOVES: dict[str, tuple[str, str]] = {
    Contract.State.DRAFT: (Contract.State.SUBMITTED, "Send for approval"),
    Contract.State.SUBMITTED: (Contract.State.APPROVED, "Approve"),
    Contract.State.APPROVED: (Contract.State.LIVE, "Let it begin"),
    Contract.State.PAUSED: (Contract.State.LIVE, "Let it go on"),
}
OTHER_MOVES: dict[str, list[tuple[str, str]]] = {
    Contract.State.DRAFT: [(Contract.State.WITHDRAWN, "Withdraw it: its money is free again")],
    Contract.State.SUBMITTED: [
        (Contract.State.DRAFT, "Send it back to be changed"),
        (Contract.State.WITHDRAWN, "Withdraw it: its money is free again"),
    ],
    Contract.State.LIVE: [
        (Contract.State.PAUSED, "Pause it: nothing new is claimed until it goes on"),
        (Contract.State.CLOSED, "Close it: claims can still be made for some months"),
    ],
    Contract.State.PAUSED: [(Contract.State.CLOSED, "Close it: claims can still be made for some months")],
    Contract.State.CLOSED: [(Contract.State.ARCHIVED, "Archive it: everything is settled")],
}
