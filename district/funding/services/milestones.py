"""Milestones fall due by evidence. Worked out from rows, as often as one likes: a second time changes nothing."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from decimal import Decimal

from django.db import transaction
from django.utils import timezone

from district.figures import measures
from district.funding import evidence_of, locks
from district.funding.evidence_of import Chain
from district.funding.milestones import Facts, Verdict, judge
from district.funding.models import (
    Contract,
    ContractChange,
    EmployerShare,
    Milestone,
    MilestoneClaim,
    MilestoneRule,
)
from district.outbox.services import tasks

State = MilestoneClaim.State
OPEN = {State.NOT_DUE, State.DUE}
WRITTEN = ["rule", "state", "due_on", "is_shown", "reasons", "rate", "public_share", "amount", "version"]
NO_RULE = "No rule is laid down for people who started on this day."
NO_SIZE = "Say how large the employer is who pays a part of it."
ONCE = "This person counts once under this contract, on the course they began first."
NO_MORE = "Does not count under this contract any more: look at the course, the days and the state of the enrolment."


def promise(contract_id: int) -> None:
    """Work it out behind the scene, once this transaction is done."""
    tasks.enqueue(
        name="funding.work_out", args={"contract_id": contract_id}, key=f"milestones of {contract_id}"
    )


def promise_programme(programme_id: int) -> None:
    for contract_id in Contract.objects.paying().filter(programme=programme_id).values_list("pk", flat=True):
        promise(contract_id)


def promise_all() -> int:
    """Each night; how many contracts."""
    ids = list(Contract.objects.paying().order_by("pk").values_list("pk", flat=True))
    for contract_id in ids:
        promise(contract_id)
    return len(ids)


@transaction.atomic
def work_out(*, contract_id: int, only: Iterable[int] | None = None) -> int:
    """Make what is missing, move what has become due or is not any more; how many rows changed. `only`: enrolments.

    What is claimed, approved or paid keeps its amount and rule; if its evidence has gone, that is marked.
    """
    contract = locks.hold_contract(contract_id)
    if contract.state not in Contract.PAYING:
        return 0
    chains = evidence_of.counted(contract, only)
    rules = list(MilestoneRule.objects.of_programme(contract.programme_id))
    changes = list(ContractChange.objects.approved().filter(contract=contract, rate__isnull=False))
    known = _known(contract, chains, only)
    elsewhere = {root for (root, _), row in known.items() if row.contract_id != contract.pk}
    asked = {chain.root for chain in chains if (rule := _rule_on(rules, chain)) and rule.qualifying_hours}
    facts, sizes = evidence_of.facts_of(chains, hours_for=asked), evidence_of.shares(chains)
    begun: set[int | None] = set()  # people who are paid for on an earlier course
    made, moved = [], []
    for chain in chains:
        if chain.root in elsewhere:
            continue
        rule, size = _rule_on(rules, chain), sizes.get(chain.root)
        obstacles = _obstacles(chain, rule, size, begun)
        verdicts = _verdicts(replace(facts[chain.root], obstacles=obstacles), rule)
        if chain.learner_id is not None and verdicts[0].is_due:
            begun.add(chain.learner_id)
        share, rate = _share(size, rule), contract.rate_on(chain.starts_on, changes)
        amounts = measures.milestone_amounts(rate, rule.splits, share) if rule else [Decimal(0)] * 3
        for number, verdict, amount in zip(Milestone, verdicts, amounts, strict=True):
            row = known.pop((chain.root, number), None)
            is_new = row is None
            row = row or MilestoneClaim(contract=contract, enrolment_id=chain.root, number=number)
            was = _told(row)
            _judge(row, verdict, rule=rule, rate=rate, share=share, amount=amount)
            if is_new:
                made.append(row)
            elif _told(row) != was:
                moved.append(row)
    moved += [row for row in known.values() if row.contract_id == contract.pk and _no_more(row)]
    for row in moved:
        row.version += 1
    MilestoneClaim.objects.bulk_create(made)
    MilestoneClaim.objects.bulk_update(moved, WRITTEN)
    return len(made) + len(moved)


def _known(
    contract: Contract, chains: Sequence[Chain], only: Iterable[int] | None
) -> dict[tuple[int, int], MilestoneClaim]:
    """Rows of this contract, and those that the same enrolments have under another one."""
    roots = {chain.root for chain in chains}
    rows = MilestoneClaim.objects.filter(contract=contract)
    if only is not None:
        rows = rows.filter(enrolment__in=roots | set(only))
    elsewhere = MilestoneClaim.objects.filter(enrolment__in=roots).exclude(contract=contract)
    held = rows.select_for_update(of=("self",), no_key=True).order_by("pk")
    return {(row.enrolment_id, row.number): row for row in [*held, *elsewhere]}


def _obstacles(
    chain: Chain, rule: MilestoneRule | None, size: EmployerShare | None, begun: set[int | None]
) -> list[str]:
    """What keeps somebody from being paid for at all."""
    found = []
    if chain.learner_id in begun:
        found.append(ONCE)
    if rule is None:
        found.append(NO_RULE)
    if chain.is_co_funded and size is None:
        found.append(NO_SIZE)
    return found


def _rule_on(rules: Sequence[MilestoneRule], chain: Chain) -> MilestoneRule | None:
    return next((rule for rule in rules if rule.applies_from <= chain.starts_on), None)


def _share(size: EmployerShare | None, rule: MilestoneRule | None) -> Decimal:
    return Decimal(1) if size is None or rule is None else size.public_share(rule)


def _verdicts(facts: Facts, rule: MilestoneRule | None) -> tuple[Verdict, Verdict, Verdict]:
    if rule is None:
        none = Verdict(reasons=facts.obstacles)
        return none, none, none
    return judge(facts, rule, timezone.localdate())


def _judge(
    row: MilestoneClaim,
    verdict: Verdict,
    *,
    rule: MilestoneRule | None,
    rate: Decimal,
    share: Decimal,
    amount: Decimal,
) -> None:
    row.is_shown, row.reasons = verdict.is_due, list(verdict.reasons)
    if row.state in OPEN:
        row.state = State.DUE if verdict.is_due else State.NOT_DUE
        row.due_on, row.rule = verdict.due_on, rule
        row.rate, row.public_share, row.amount = rate, share, amount


def _no_more(row: MilestoneClaim) -> bool:
    """Of somebody who counted; whether that is new."""
    was = _told(row)
    row.is_shown, row.reasons = False, [NO_MORE]
    if row.state in OPEN:
        row.state, row.due_on = State.NOT_DUE, None
    return _told(row) != was


def _told(row: MilestoneClaim) -> tuple[object, ...]:
    return (
        *(row.state, row.due_on, row.is_shown, tuple(row.reasons), row.rule_id),
        *(row.rate, row.public_share, row.amount),
    )
