"""R2: what contracts earn beside what they were to earn. R3: how far the claims for milestones are."""

from collections import Counter, defaultdict
from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from district.figures import measures as formulae
from district.reports.models import Fact, Snapshot, month_of
from district.reports.parts import (
    TOTAL,
    Count,
    Counts,
    Definition,
    Derived,
    Dimension,
    Figure,
    Picture,
    Rows,
    Table,
    Told,
)
from district.reports.scope import Scope

PENCE = Decimal(100)
SHORT = {formulae.Standing.BREACH: "Red", formulae.Standing.WITHIN: "Amber", formulae.Standing.OVER: "Green"}


def _contracts(snapshot: Snapshot, scope: Scope) -> dict[int, Fact]:
    facts = Fact.objects.filter(snapshot=snapshot, subject="contract")
    for name in ("programme", "provider"):
        if value := getattr(scope, name):
            facts = facts.filter(**{f"keys__{name}": value})
    return {fact.keys["contract"]: fact for fact in facts.order_by("id")}


def _months(snapshot: Snapshot, scope: Scope) -> list[tuple[int, date, Counts]]:
    """Of the contracts and the period, by month."""
    wanted = _contracts(snapshot, scope)
    facts = Fact.objects.filter(snapshot=snapshot, subject="money", month__range=scope.days).order_by(
        "month", "id"
    )
    return [
        (fact.keys["contract"], fact.month, fact.counts)
        for fact in facts
        if fact.month and fact.keys["contract"] in wanted
    ]


def _by_contract(snapshot: Snapshot, scope: Scope) -> Rows:
    """To date is up to the last month that is over."""
    contracts, now = _contracts(snapshot, scope), month_of(snapshot.as_at)
    sums: dict[str, Counter[str]] = defaultdict(Counter)
    for contract, month, counts in _months(snapshot, scope):
        for key in (contracts[contract].keys["reference"], TOTAL):
            when = "to_date" if month < now else "rest"
            sums[key][f"profile_{when}"] += counts.get("profile", 0)
            sums[key][f"earned_{when}"] += counts.get("earned", 0)
            if when == "to_date":
                sums[key].update(starts=counts.get("starts", 0), people=counts.get("people", 0))
    rows: Rows = []
    for fact in contracts.values():
        found = _plain(sums[fact.keys["reference"]]) | {"value": fact.counts["value"]}
        rows.append(((fact.keys["reference"],), found | {"tolerance": fact.keys["tolerance"]}))
    whole = _plain(sums[TOTAL]) | {"value": sum(fact.counts["value"] for fact in contracts.values())}
    return [*rows, ((TOTAL,), whole | {"tolerance": ""})]


def _plain(sums: Mapping[str, int]) -> dict[str, Any]:
    names = ("profile_to_date", "profile_rest", "earned_to_date", "earned_rest", "starts", "people")
    return {name: sums.get(name, 0) for name in names}


def _by_month(snapshot: Snapshot, scope: Scope) -> Rows:
    sums: dict[date, Counter[str]] = defaultdict(Counter)
    for _, month, counts in _months(snapshot, scope):
        sums[month].update({name: counts.get(name, 0) for name in ("profile", "earned", "starts", "people")})
    rows: Rows = []
    planned = earned = 0
    for month in sorted(sums):
        planned, earned = planned + sums[month]["profile"], earned + sums[month]["earned"]
        is_known = month <= snapshot.as_at
        rows.append(
            (
                (f"{month:%Y-%m}",),
                {
                    **{name: sums[month][name] for name in ("starts", "people", "profile", "earned")},
                    "planned": planned,
                    "came": earned if is_known else None,  # type: ignore[dict-item]
                },
            )
        )
    return rows


def _pounds(name: str) -> Callable[[Mapping[str, Any]], Decimal | None]:
    return lambda counts: None if counts.get(name) is None else formulae.pence(Decimal(counts[name]) / PENCE)


def _money(key: str, label: str, meaning: str, formula: str = "F9") -> Derived:
    return Derived(key, label, meaning, formula, (key,), _pounds(key), "money", 2)


def _variance(counts: Mapping[str, Any]) -> formulae.Variance | None:
    profile, tolerance = counts.get("profile_to_date", 0), counts.get("tolerance")
    if not profile or not tolerance:
        return None
    return formulae.variance(counts["earned_to_date"], profile, Decimal(tolerance))


def _percent(counts: Mapping[str, Any]) -> Decimal | None:
    profile = counts.get("profile_to_date", 0)
    return formulae.percent(counts.get("earned_to_date", 0) - profile, profile)


def _colour(counts: Mapping[str, Any]) -> Any:
    found = _variance(counts)
    if found is None:
        return None
    if counts["earned_to_date"] == counts["profile_to_date"]:
        return "Green: on profile"
    return f"{SHORT[found.standing]}: {found.standing}"


def _forecast(counts: Mapping[str, Any]) -> Decimal | None:
    found = formulae.forecast_outturn(
        actual_to_date=counts.get("earned_to_date", 0),
        profile_to_date=counts.get("profile_to_date", 0),
        profile_remaining=counts.get("profile_rest", 0),
        contract_value=counts.get("value", 0),
    )
    return None if found is None else formulae.pence(found / PENCE)


BY_CONTRACT = Table(
    "contracts",
    "Profile and actual by contract",
    (Dimension("contract", "Contract", "", {}),),
    (
        Count("starts", "Starts profiled", "Starts that the profile has up to the last month that is over."),
        Count("people", "Starts", "Starts earned up to the last month that is over."),
        _money(
            "profile_to_date", "Profile to date", "What was to be earned up to the last month that is over."
        ),
        _money(
            "earned_to_date",
            "Earned to date",
            "Milestones shown by evidence up to then, turned down or not paid ones left out.",
        ),
        Derived(
            "variance",
            "Variance",
            "Earned less profile, of profile.",
            "F10",
            ("earned_to_date",),
            _percent,
            "percent",
        ),
        Derived(
            "tolerance",
            "Tolerance",
            "How far below profile a contract may be at this return.",
            "F10",
            ("tolerance",),
            lambda counts: Decimal(counts["tolerance"]) if counts.get("tolerance") else None,
            "percent",
            0,
        ),
        Derived(
            "standing",
            "Standing",
            "Red beyond the tolerance, amber within it, green on profile or above; compared before rounding.",
            "F10",
            ("tolerance",),
            _colour,
            "word",
        ),
        Derived(
            "forecast",
            "Forecast outturn",
            "What the contract comes to when the rest goes as it went so far; never above its value.",
            "F11",
            ("value",),
            _forecast,
            "money",
            2,
        ),
        _money("value", "Contract value", "What the contract is worth at most."),
    ),
    (),
    opens="",
    rows=_by_contract,
    is_published=False,
)
BY_MONTH = Table(
    "months",
    "Profile and actual by month",
    (Dimension("month", "Month", "", {}),),
    (
        Count("starts", "Starts profiled", "Starts that the profile has in the month."),
        Count("people", "Starts", "Starts earned in the month."),
        _money("profile", "Profile", "What was to be earned in the month."),
        _money("earned", "Earned", "What was earned in the month."),
        _money("planned", "Profile, added up", "What was to be earned up to its end."),
        _money("came", "Earned, added up", "What was earned up to its end."),
    ),
    (),
    opens="",
    rows=_by_month,
    is_published=False,
    has_total=False,
)


def _pictures(told: Mapping[str, Told]) -> list[Picture]:
    table = told["months"]
    figures = [
        (_month(row["codes"][0]), [_number(table.figure(row, name)) for name in ("planned", "came")])
        for row in table.rows
    ]
    if len(figures) < 2:
        return []
    title = "What was to be earned, and what was earned, added up month by month"
    return [Picture("line", title, figures, ["profile", "earned"], unit="money")]


def _month(code: str) -> str:
    return f"{date.fromisoformat(f'{code}-01'):%b %y}"


def _number(figure: Figure) -> float | None:
    return float(figure) if isinstance(figure, str) and figure[0].isdigit() else None


def _headline(told: Mapping[str, Told]) -> list[tuple[str, Figure]]:
    table = told["contracts"]
    if table.total is None:
        return []
    red = sum(str(table.figure(row, "standing")).startswith("Red") for row in table.parts())
    names = ("profile_to_date", "earned_to_date", "forecast")
    labels = {column["key"]: column["label"] for column in table.columns}
    return [
        *((labels[name], table.figure(table.total, name)) for name in names),
        ("Contracts beyond tolerance", red),
    ]


R2 = Definition(
    "R2",
    "Profile and actual",
    "What each contract has earned beside what it was to earn, how far below it may be, and where the year will end.",
    "Money of contracts that are agreed, by the day whose evidence earned it.",
    "each month",
    ("period", "programme", "provider"),
    (BY_CONTRACT, BY_MONTH),
    _pictures,
    _headline,
    notes=("Contracts are for WMCA staff and the provider: this report is not published.",),
)

STATES = {
    "due": "Due, not claimed",
    "claimed": "Claimed",
    "queried": "Queried",
    "approved": "Approved",
    "paid": "Paid",
    "rejected": "Turned down",
    "recovered": "Taken back",
}
MILESTONES = {"1": "1 Start", "2": "2 Completion", "3": "3 Outcome"}
WAITS = {"0": "Up to 30 days", "31": "31 to 60 days", "61": "61 to 90 days", "91": "Over 90 days"}


def _claims(snapshot: Snapshot, scope: Scope) -> list[tuple[dict[str, Any], Counts]]:
    wanted = _contracts(snapshot, scope)
    facts = Fact.objects.filter(snapshot=snapshot, subject="claims").order_by("id")
    return [(fact.keys, fact.counts) for fact in facts if fact.keys["contract"] in wanted]


def _by_milestone(snapshot: Snapshot, scope: Scope) -> Rows:
    names = [*STATES, "unevidenced", *(f"{state}_amount" for state in STATES)]
    groups: dict[str, Counts] = defaultdict(lambda: dict.fromkeys(names, 0))
    for keys, counts in _claims(snapshot, scope):
        for code in (str(keys["milestone"]), TOTAL):
            groups[code][keys["state"]] += counts["claims"]
            groups[code][f"{keys['state']}_amount"] += counts["amount"]
            groups[code]["unevidenced"] += 0 if keys["is_shown"] else counts["claims"]
    groups.setdefault(TOTAL, dict.fromkeys(names, 0))
    return [((code,), counts) for code, counts in groups.items()]


def _by_wait(snapshot: Snapshot, scope: Scope) -> Rows:
    groups: dict[str, Counts] = defaultdict(lambda: {"claims": 0, "amount": 0})
    for keys, counts in _claims(snapshot, scope):
        for code in (keys["age"], TOTAL) if keys["age"] else ():
            groups[code]["claims"] += counts["claims"]
            groups[code]["amount"] += counts["amount"]
    groups.setdefault(TOTAL, {"claims": 0, "amount": 0})
    return [((code,), counts) for code, counts in groups.items()]


BY_MILESTONE = Table(
    "milestones",
    "Claims by milestone",
    (Dimension("milestone", "Milestone", "", MILESTONES),),
    (
        *(
            Count(state, label, f"Milestones that are in this state: {label.lower()}.")
            for state, label in STATES.items()
        ),
        Count("unevidenced", "Unevidenced", "Milestones whose evidence does not stand today."),
    ),
    (),
    opens="",
    rows=_by_milestone,
    is_published=False,
)
AMOUNTS = Table(
    "amounts",
    "Money by milestone",
    (Dimension("milestone", "Milestone", "", MILESTONES),),
    (
        _money("claimed_amount", "Claimed", "Pounds of the claims that wait for a decision."),
        _money("approved_amount", "Approved", "Pounds of the claims that are approved and not paid yet."),
        _money("paid_amount", "Paid", "Pounds that have gone out."),
    ),
    (),
    opens="",
    rows=_by_milestone,
    is_published=False,
)
BY_WAIT = Table(
    "waits",
    "How long claims have waited",
    (Dimension("wait", "Waiting", "", WAITS),),
    (
        Count("claims", "Claims", "Claims that wait for a decision or an answer."),
        _money("amount", "Amount", "Pounds of these claims."),
    ),
    (),
    opens="",
    rows=_by_wait,
    is_published=False,
)


def _pictures_of_claims(told: Mapping[str, Told]) -> list[Picture]:
    table, waits = told["milestones"], told["waits"]
    found = []
    if table.total:
        states = [(label, table.figure(table.total, state)) for state, label in STATES.items()]
        numbers = [(label, number) for label, number in states if isinstance(number, int)]
        found.append(Picture("bars", "How many milestones are in each state", numbers))
    waiting = [(row["cells"][0], waits.figure(row, "claims")) for row in waits.parts()]
    known = [(label, number) for label, number in waiting if isinstance(number, int)]
    return [*found, Picture("bars", "How long claims have waited for an answer", known)] if known else found


def _headline_of_claims(told: Mapping[str, Told]) -> list[tuple[str, Figure]]:
    table = told["milestones"]
    if table.total is None:
        return []
    labels = {column["key"]: column["label"] for column in table.columns}
    return [
        (labels[name], table.figure(table.total, name)) for name in ("due", "claimed", "approved", "paid")
    ]


R3 = Definition(
    "R3",
    "Milestone claims",
    "Which milestones are due, claimed, approved, paid or queried, and how long claims have waited.",
    "Milestones of contracts that are agreed, each once, as they stood when the month was frozen; the period does not "
    "matter.",
    "each month",
    ("programme", "provider"),
    (BY_MILESTONE, AMOUNTS, BY_WAIT),
    _pictures_of_claims,
    _headline_of_claims,
    notes=("Contracts are for WMCA staff and the provider: this report is not published.",),
)
