"""R1: what providers deliver of each programme. R8: who leaves, when and why."""

from collections.abc import Mapping

from district.reports.definitions import dimensions, measures
from district.reports.parts import Count, Definition, Dimension, Figure, Picture, Table, Told
from programmes import codes

MOST_BARS = 12

DELIVERY = Table(
    "delivery",
    "Delivery by provider and programme",
    (dimensions.PROVIDER, dimensions.PROGRAMME),
    (
        *(measures.STARTS, measures.CONTINUING, measures.BREAKS, measures.WITHDRAWN, measures.LEFT_EARLY),
        *(measures.COMPLETED, measures.OUTCOMES, measures.COMPLETION),
        *(measures.OUTCOME_OF_STARTS, measures.OUTCOME_OF_COMPLETED),
    ),
    measures.CHAIN,
)
RATES = Table(
    "rates",
    "Achievement and retention by provider and programme",
    (dimensions.PROVIDER, dimensions.PROGRAMME),
    (
        *(measures.LEAVERS, measures.COMPLETERS, measures.ACHIEVERS, measures.QUALIFYING, measures.STAYED),
        *(measures.ACHIEVEMENT, measures.RETENTION, measures.PASS, measures.IN_YEAR),
    ),
    (),
    is_published=False,
)
MILESTONES = Table(
    "milestones",
    "Interviews and milestones by provider and programme",
    (dimensions.PROVIDER, dimensions.PROGRAMME),
    (
        *(measures.COMPLETED, measures.INTERVIEWED, measures.SECOND, measures.OUTCOMES),
        *(measures.INTERVIEWS, measures.SECOND_OF_COMPLETED, measures.OUTCOME_OF_COMPLETED),
    ),
    (),
    is_published=False,
)


def _pictures(told: Mapping[str, Told]) -> list[Picture]:
    table = told["delivery"]
    providers = [row for row in table.rows if row["codes"][0] != "Total" and row["codes"][1] == "Total"]
    found = [(row["cells"][0], [table.figure(row, key) for key in measures.CHAIN]) for row in providers]
    figures = [(label, group) for label, group in found if all(isinstance(each, int) for each in group)]
    figures.sort(key=lambda each: -int(each[1][0] or 0))
    title = "How many started, completed and reached a positive outcome with each provider"
    series = ["started", "completed", "positive outcome"]
    return [Picture("grouped", title, figures[:MOST_BARS], series)] if figures else []


def _headline(told: Mapping[str, Told]) -> list[tuple[str, Figure]]:
    table = told["delivery"]
    names = ("starts", "completed", "outcomes", "outcome_of_starts")
    labels = {column["key"]: column["label"] for column in table.columns}
    return [(labels[name], table.figure(table.total, name)) for name in names] if table.total else []


R1 = Definition(
    "R1",
    "Delivery by provider and programme",
    "What each provider delivers of each programme: who started, who completed, and what came of it.",
    "Enrolments: somebody on two courses counts twice.",
    "each month",
    ("period", "programme", "provider", "council", "cohort"),
    (DELIVERY, RATES, MILESTONES),
    _pictures,
    _headline,
    notes=(
        "Achievement and retention follow the enrolments whose last day of all falls in the period; starts follow the "
        "enrolments that began in it.",
    ),
)

WEEKS = Dimension(
    "weeks",
    "When they left",
    "CASE WHEN weeks < 2 THEN '0' WHEN weeks < 4 THEN '2' WHEN weeks < 8 THEN '4' WHEN weeks < 12 THEN '8' "
    "ELSE '12' END",
    {
        "0": "In the first two weeks",
        "2": "In weeks 3 and 4",
        "4": "In weeks 5 to 8",
        "8": "In weeks 9 to 12",
        "12": "After week 12",
    },
)
REASON = Dimension("reason", "Why they left", "withdrawal_reason", dict(codes.WithdrawalReason.choices))
LEFT = Count(
    "left",
    "Left",
    "Enrolments that began in the period and were left, early or later; moves are no leaving.",
    "standing IN ('withdrawn', 'left_early') AND {started}",
)
BY_WEEK = Table(
    "weeks", "When people left", (WEEKS,), (LEFT,), ("left",), "standing IN ('withdrawn', 'left_early')"
)
BY_REASON = Table(
    "reasons",
    "Why people left",
    (REASON,),
    (LEFT,),
    ("left",),
    "standing IN ('withdrawn', 'left_early')",
)
STAYING = Table(
    "staying",
    "Who stayed, by programme",
    (dimensions.PROGRAMME,),
    (measures.QUALIFYING, measures.STAYED, measures.IN_YEAR),
    ("qualifying", "stayed"),
)


def _pictures_of_leaving(told: Mapping[str, Told]) -> list[Picture]:
    found = []
    for key, title in (
        ("weeks", "When people left, in weeks from the start"),
        ("reasons", "Why people left"),
    ):
        table = told[key]
        left = [(row["cells"][0], table.figure(row, "left")) for row in table.parts()]
        figures = [(label, count) for label, count in left if isinstance(count, int)]
        if figures:
            found.append(Picture("bars", title, figures))
    return found


def _headline_of_leaving(told: Mapping[str, Told]) -> list[tuple[str, Figure]]:
    staying, weeks = told["staying"], told["weeks"]
    if staying.total is None or weeks.total is None:
        return []
    return [
        ("In learning", staying.figure(staying.total, "qualifying")),
        ("Left", weeks.figure(weeks.total, "left")),
        ("In-year retention", staying.figure(staying.total, "in_year")),
    ]


R8 = Definition(
    "R8",
    "Retention",
    "When people leave their course, and why: where support would have to come earlier.",
    "Enrolments: somebody on two courses counts twice.",
    "each month",
    ("period", "programme", "provider", "council", "cohort"),
    (BY_WEEK, BY_REASON, STAYING),
    _pictures_of_leaving,
    _headline_of_leaving,
)
