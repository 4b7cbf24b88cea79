"""What the portal knows of the learners of a contract, gathered for `milestones.judge`.

Counted is every enrolment of the provider on a course of the programme that began between the contract's first and last
day; one that goes on after a break counts with the one it goes on from; each person once a contract.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Q
from django.utils import timezone

from district.funding.milestones import Facts, Outcome, Spell
from district.funding.models import Contract, EmployerShare, Evidence
from district.interviews.models import InterviewOffer
from programmes import codes
from programmes.models import Attendance, AttendanceMark, Destination, Enrolment

Stage = Enrolment.State
PRESENT = (Attendance.PRESENT, Attendance.LATE)
POSITIVE = Q(kind=codes.DestinationType.EMPLOYED) | Q(kind=codes.DestinationType.EDUCATION, code="2")
READ = (
    *("id", "learner_id", "starts_on", "ended_on", "state", "restart_of_id", "full_funding"),
    *("run__course__programme_id", "organisation_id"),
)

type Row = dict[str, Any]


@dataclass
class Chain:
    """An enrolment, with those that went on from it after a break."""

    parts: list[Row]

    @property
    def root(self) -> int:
        return int(self.parts[0]["id"])

    @property
    def starts_on(self) -> date:
        return self.parts[0]["starts_on"]

    @property
    def state(self) -> str:
        return str(self.parts[-1]["state"])

    @property
    def learner_id(self) -> int | None:
        return self.parts[0]["learner_id"]

    @property
    def is_co_funded(self) -> bool:
        return self.parts[0]["full_funding"] == codes.FullFunding.PART

    @property
    def spells(self) -> list[Spell]:
        return [Spell(each["starts_on"], each["ended_on"]) for each in self.parts]


def counted(contract: Contract, only: Iterable[int] | None = None) -> list[Chain]:
    """Those that count under a contract, the earliest first. `only`: these roots, and all others of the same people."""
    own = Enrolment.objects.filter(
        organisation=contract.organisation_id, run__course__programme=contract.programme_id
    )
    roots = (
        own.filter(restart_of=None, starts_on__range=(contract.starts_on, contract.ends_on))
        .exclude(state__in=Enrolment.NEVER_BEGAN)
        .exclude(fund_model=codes.FundModel.NONE)
    )
    if only is not None:
        people = Enrolment.objects.filter(pk__in=set(only), learner__isnull=False).values("learner")
        roots = roots.filter(Q(pk__in=set(only)) | Q(learner__in=people))
    chains = {row["id"]: Chain([row]) for row in roots.order_by("starts_on", "id").values(*READ)}
    after: dict[int, Row] = {
        row["restart_of_id"]: row
        for row in Enrolment.objects.filter(
            organisation=contract.organisation_id,
            restart_of__isnull=False,
            starts_on__gte=contract.starts_on,
        ).values(*READ)
    }
    for chain in chains.values():
        while chain.parts[-1]["id"] in after:
            chain.parts.append(after[chain.parts[-1]["id"]])
    return list(chains.values())


def facts_of(chains: Sequence[Chain], *, hours_for: set[int]) -> dict[int, Facts]:
    """By root. `hours_for`: roots whose registers are to be read."""
    root_of = {part["id"]: chain.root for chain in chains for part in chain.parts}
    attended = _attended({part: root for part, root in root_of.items() if root in hours_for})
    shown, mocks = _interviews(root_of)
    outcomes, other = _destinations(root_of)
    for kind, root, began, ended, is_mock in _written(root_of):
        if is_mock:
            mocks[root] += 1
            continue
        if kind in Evidence.COMPLETION:
            shown[root].append(began)
        if kind in Evidence.OUTCOME:
            outcomes[root].append(Outcome(began, ended))
    return {
        chain.root: Facts(
            spells=chain.spells,
            is_completed=chain.state in Enrolment.COMPLETERS,
            has_left=chain.state == Stage.WITHDRAWN,
            attended=attended[chain.root],
            shown_on=shown[chain.root],
            mock_count=mocks[chain.root],
            outcomes=outcomes[chain.root],
            other_destination=other.get(chain.root, ""),
        )
        for chain in chains
    }


def _attended(root_of: dict[int, int]) -> dict[int, list[tuple[date, int]]]:
    found: dict[int, list[tuple[date, int]]] = defaultdict(list)
    marks = AttendanceMark.objects.filter(
        enrolment__in=list(root_of), mark__in=PRESENT, session__cancelled_at=None
    ).order_by("session__starts_at")
    for enrolment, starts, ends in marks.values_list("enrolment", "session__starts_at", "session__ends_at"):
        minutes = int((ends - starts).total_seconds()) // 60
        found[root_of[enrolment]].append((timezone.localdate(starts), minutes))
    return found


def _interviews(root_of: dict[int, int]) -> tuple[dict[int, list[date]], dict[int, int]]:
    """Real ones that were offered and not called off; how many were for practice."""
    shown: dict[int, list[date]] = defaultdict(list)
    mocks: dict[int, int] = defaultdict(int)
    offers = InterviewOffer.objects.filter(enrolment__in=list(root_of))
    for enrolment, offered in offers.counting().values_list("enrolment", "offered_at"):
        shown[root_of[enrolment]].append(timezone.localdate(offered))
    for enrolment in offers.filter(is_mock=True).values_list("enrolment", flat=True):
        mocks[root_of[enrolment]] += 1
    return shown, mocks


def _destinations(root_of: dict[int, int]) -> tuple[dict[int, list[Outcome]], dict[int, str]]:
    """Positive ones, and in words the latest of the others."""
    positive: dict[int, list[Outcome]] = defaultdict(list)
    rows = Destination.objects.filter(enrolment__in=list(root_of))
    for enrolment, starts, ends in rows.filter(POSITIVE).values_list("enrolment", "starts_on", "ends_on"):
        positive[root_of[enrolment]].append(Outcome(starts, ends))
    others = rows.exclude(POSITIVE).order_by("starts_on", "id").values_list("enrolment", "kind", "code")
    words = {root_of[enrolment]: codes.DESTINATIONS.get((kind, code), "") for enrolment, kind, code in others}
    return positive, {root: said[:1].lower() + said[1:] for root, said in words.items()}


def _written(root_of: dict[int, int]) -> Iterable[tuple[str, int, date, date | None, bool]]:
    rows = Evidence.objects.standing().filter(enrolment__in=list(root_of)).order_by("happened_on", "id")
    for enrolment, kind, began, ended, is_mock in rows.values_list(
        "enrolment", "kind", "happened_on", "ended_on", "is_mock"
    ):
        yield kind, root_of[enrolment], began, ended, is_mock


def shares(chains: Sequence[Chain]) -> dict[int, EmployerShare]:
    """Who said how large the employer is that pays a part."""
    rows = EmployerShare.objects.filter(enrolment__in=[chain.root for chain in chains if chain.is_co_funded])
    return {row.enrolment_id: row for row in rows}
