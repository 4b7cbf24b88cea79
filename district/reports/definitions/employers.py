"""R9: what employers do for the district. R11: what is asked beside what is taught and held."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping

from district.figures import measures as formulae
from district.partners.models.employer_facts import SizeBand
from district.reports.models import Fact, Snapshot
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

COUNCILS = ("Birmingham", "Coventry", "Dudley", "Sandwell", "Solihull", "Walsall", "Wolverhampton")
DONE = ("vacancies", "openings", "placements", "needs", "promised", "interviews", "hires")
ACTIVE = ("vacancies", "needs", "promised", "interviews")
MOST_SKILLS = 15
type Employers = dict[int, tuple[dict[str, str], Counter[str]]]


def _employers(snapshot: Snapshot, scope: Scope) -> Employers:
    """What each did in the months of the period."""
    facts = Fact.objects.filter(snapshot=snapshot, subject="employer", month__range=scope.days)
    found: Employers = {}
    for keys, counts in facts.order_by("id").values_list("keys", "counts"):
        _, done = found.setdefault(keys["organisation"], (keys, Counter()))
        done.update(counts)
    return found


def _by(name: str, snapshot: Snapshot, scope: Scope) -> Rows:
    groups: dict[str, Counts] = defaultdict(lambda: dict.fromkeys(("active", *DONE), 0))
    for keys, done in _employers(snapshot, scope).values():
        for code in (keys[name] or "unknown", TOTAL):
            groups[code]["active"] += any(done[each] for each in ACTIVE)
            for each in DONE:
                groups[code][each] += done[each]
    return [((code,), counts) for code, counts in groups.items()]


def _by_size(snapshot: Snapshot, scope: Scope) -> Rows:
    return _by("size", snapshot, scope)


def _by_council(snapshot: Snapshot, scope: Scope) -> Rows:
    return _by("council", snapshot, scope)


MEASURES = (
    Count(
        "active",
        "Active employers",
        "Approved employers who posted a vacancy, told a skills need, promised or offered an interview in the period.",
    ),
    Count("vacancies", "Vacancies", "Vacancies that they posted here."),
    Count("openings", "Openings", "People wanted in those vacancies."),
    Count("placements", "Placements", "Openings of T Level placements and work experience among them."),
    Count("needs", "Skills needs", "Skills needs that they told of."),
    Count(
        "promised",
        "Interviews promised",
        "Interviews that they promised to completers; practice does not count.",
    ),
    Count(
        "interviews",
        "Interviews offered",
        "Interviews that were offered to completers; practice does not count.",
    ),
    Count("hires", "Hires", "Job applications on this portal that ended with a job."),
    Derived(
        "kept",
        "Offered of promised",
        "Interviews offered, of interviews promised in the same period.",
        "F18",
        ("interviews", "promised"),
        lambda counts: formulae.fulfilment(counts["interviews"], counts["promised"]),
        "percent",
    ),
)
COUNCIL = Dimension(
    "council",
    "Where they are",
    "",
    {name: name for name in (*COUNCILS, "Outside the seven councils")},
)
SIZE = Dimension("size", "How large they are", "", {**dict(SizeBand.choices), "unknown": "Not told"})
BY_COUNCIL = Table("council", "By council", (COUNCIL,), MEASURES, ("active",), opens="", rows=_by_council)
BY_SIZE = Table("size", "By size", (SIZE,), MEASURES, ("active",), opens="", rows=_by_size)


def _pictures(told: Mapping[str, Told]) -> list[Picture]:
    table = told["council"]
    shown = [(row["cells"][0], table.figure(row, "active")) for row in table.parts()]
    numbers = [(label, number) for label, number in shown if isinstance(number, int)]
    return [Picture("bars", "Active employers by council", numbers)] if numbers else []


def _headline(told: Mapping[str, Told]) -> list[tuple[str, Figure]]:
    return _first(told["council"], ("active", "openings", "promised", "interviews", "hires"))


def _first(table: Told, names: Iterable[str]) -> list[tuple[str, Figure]]:
    labels = {column["key"]: column["label"] for column in table.columns}
    if table.total is None:
        return []
    return [(labels[name], table.figure(table.total, name)) for name in names if name in labels]


R9 = Definition(
    "R9",
    "Employer engagement",
    "What employers do for the district: vacancies, skills needs, interviews promised and offered, placements, hires.",
    "Employers approved by WMCA staff, each once, and their own acts on this portal; adverts read elsewhere do not "
    "count.",
    "each quarter",
    ("period",),
    (BY_COUNCIL, BY_SIZE),
    _pictures,
    _headline,
)


def _demand(name: str, snapshot: Snapshot, scope: Scope) -> Rows:
    facts = Fact.objects.filter(snapshot=snapshot, subject="demand")
    if scope.council:
        facts = facts.filter(keys__council=scope.council)
    groups: dict[str, Counter[str]] = defaultdict(Counter)
    for keys, counts in facts.order_by("id").values_list("keys", "counts"):
        groups[keys[name]].update(counts)
        groups[TOTAL].update(counts)
    whole = groups.pop(TOTAL, Counter())
    if name == "label":
        groups = dict(sorted(groups.items(), key=_gap, reverse=True)[:MOST_SKILLS])
    rows = [((code,), _named(counts)) for code, counts in groups.items()]
    return [*rows, ((TOTAL,), _named(whole))]


def _gap(group: tuple[str, Counter[str]]) -> int:
    return group[1]["asked"] - group[1]["held"]


def _named(counts: Counter[str]) -> Counts:
    return {name: counts[name] for name in ("asked", "needs", "places", "held")}


def _by_skill(snapshot: Snapshot, scope: Scope) -> Rows:
    return _demand("label", snapshot, scope)


def _demand_by_place(snapshot: Snapshot, scope: Scope) -> Rows:
    return _demand("place", snapshot, scope)


ASKED = (
    Count(
        "asked",
        "Asked for",
        "Openings that ask for the skill as essential, and people of open skills needs; one opening asks for several "
        "skills.",
        is_public=True,
    ),
    Count("needs", "Of them skills needs", "People of open skills needs, for whom there is no vacancy yet."),
    Count("places", "Places", "Places left on course runs that teach it.", is_public=True),
    Count("held", "Held", "Learners with matching on who have the skill at the level."),
    Derived(
        "gap",
        "Gap beside places",
        "Asked for, less places.",
        "F19",
        ("asked", "places"),
        lambda counts: formulae.balance(counts["asked"], counts["places"]).gap,
        "number",
        0,
    ),
    Derived(
        "ratio",
        "Asked for a place",
        "Asked for, divided by places.",
        "F19",
        ("asked", "places"),
        lambda counts: formulae.balance(counts["asked"], counts["places"]).ratio,
        "ratio",
        2,
    ),
)
BY_SKILL = Table(
    "skill",
    "Skills with the widest gap",
    (Dimension("label", "Skill", "", {}),),
    ASKED,
    (),
    opens="",
    rows=_by_skill,
    note=f"The {MOST_SKILLS} skills that are asked for most beyond who holds them. The total is of all skills.",
)
PLACE = Dimension(
    "place",
    "Place",
    "",
    {name: name for name in (*COUNCILS, "From home", "Elsewhere")},
)
BY_PLACE = Table("place", "By place", (PLACE,), ASKED, (), opens="", rows=_demand_by_place)


def _pictures_of_demand(told: Mapping[str, Told]) -> list[Picture]:
    table = told["skill"]
    figures = [
        (row["codes"][0], [table.figure(row, "asked"), table.figure(row, "places")]) for row in table.parts()
    ]
    numbers = [(label, pair) for label, pair in figures if all(isinstance(each, int) for each in pair)]
    title = "What is asked of the skills with the widest gap, and the places that teach them"
    return [Picture("grouped", title, numbers[:10], ["asked for", "places"])] if numbers else []


def _headline_of_demand(told: Mapping[str, Told]) -> list[tuple[str, Figure]]:
    return _first(told["skill"], ("asked", "places", "held"))


R11 = Definition(
    "R11",
    "Demand and supply",
    "What employers ask for beside what is taught and held, by skill and place.",
    "Skills asked for, as the gap board counted them on the last day before the snapshot; the period does not matter.",
    "each term",
    ("council",),
    (BY_SKILL, BY_PLACE),
    _pictures_of_demand,
    _headline_of_demand,
)
