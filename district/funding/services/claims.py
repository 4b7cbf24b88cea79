"""Claims: made by the provider, decided on by somebody else, paid, asked back and recovered. Many at once or none."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal

from django.db import IntegrityError, transaction
from django.db.models import Q, Sum
from django.utils import timezone

from district.figures import measures
from district.funding import access, locks
from district.funding.models import Contract, MilestoneClaim
from district.funding.services import letters, milestones
from district.partners.actor import Actor
from district.web.errors import Refused
from district.web.templatetags.district import day, money

State = MilestoneClaim.State
MOST = 500  # at once
PAST_APPROVAL = {State.APPROVED, State.PAID, State.RECOVERED}
ASKED_BACK = ("recovery_asked_by", "recovery_asked_at", "recovery_reason")
GONE = "The evidence for this has gone since it was claimed, so it is not paid."


def spent(contract: Contract) -> Decimal:
    """Promised and paid."""
    return contract.claims.counting().aggregate(sum=Sum("payable"))["sum"] or Decimal(0)


# The provider's ---------------------------------------------------------------------------------------


@transaction.atomic
def claim(*, claims: Sequence[MilestoneClaim], words: str = "", by: Actor) -> list[MilestoneClaim]:
    """For the first time, or again: with an answer to a query, or once with new evidence after a no."""
    contracts, rows = _hold(claims)
    for contract in contracts.values():
        access.require_own(by, contract)
        _require_open(contract, rows)
    done = []
    for row in rows:
        if row.state == State.CLAIMED:
            continue
        _require_claimable(row, words)
        row.claim_count += 0 if row.state == State.QUERIED else 1
        row.state = State.CLAIMED
        row.claimed_by, row.claimed_at, row.words = by.person, timezone.now(), words.strip()[:500]
        row.decided_by = None
        done.append(row)
    _save(done, "claim_count", "claimed_by", "claimed_at", "words", "decided_by")
    return done


def _require_open(contract: Contract, rows: Sequence[MilestoneClaim]) -> None:
    if contract.state == Contract.State.PAUSED:
        raise Refused("This contract is paused. Claims can be made once it goes on.", code="paused")
    if contract.state not in Contract.PAYING:
        raise Refused("This contract takes no claims.", code="state")
    months = max((row.rule.claim_months for row in rows if row.rule), default=0)
    last = measures.months_later(contract.ends_on, months)
    if timezone.localdate() > last:
        raise Refused(f"Claims under this contract could be made until {day(last)}.", code="over")


def _require_claimable(row: MilestoneClaim, words: str) -> None:
    if row.state not in {State.DUE, State.QUERIED, State.REJECTED}:
        raise Refused(
            f"{row.short} stands at “{row.get_state_display().lower()}”: it cannot be claimed.", code="state"
        )
    if not row.is_shown:
        raise Refused(f"{row.short} cannot be claimed: {' '.join(row.reasons)}", code="evidence")
    if not row.is_next:
        raise Refused(f"M{row.number - 1} has to be approved before {row.short} is claimed.", code="order")
    if row.state == State.REJECTED and not row.may_claim_again:
        raise Refused(f"{row.short} was turned down twice. It cannot be claimed again.", code="twice")
    if row.state != State.DUE and not words.strip():
        raise Refused("Say what is new: whoever decides reads it.", field="words")


# The authority's --------------------------------------------------------------------------------------


@transaction.atomic
def approve(*, claims: Sequence[MilestoneClaim], by: Actor) -> list[MilestoneClaim]:
    """By somebody who did not claim. Never more in all than the contract is worth: the last gets what is left."""
    access.require_deciding(by)
    contracts, rows = _hold(claims)
    left = {pk: contract.value - spent(contract) for pk, contract in contracts.items()}
    done = []
    for row in rows:
        if row.state in PAST_APPROVAL:
            continue
        _require_other(row, by)
        _to(row, State.APPROVED)
        if not row.is_shown:
            raise Refused(
                f"The evidence for {row.short} of {name_of(row)} has gone: {' '.join(row.reasons)} Query it instead.",
                code="evidence",
            )
        if not row.is_next:
            raise Refused(f"Approve M{row.number - 1} of {name_of(row)} before {row.short}.", code="order")
        if left[row.contract_id] <= 0:
            raise Refused(
                f"All of {contracts[row.contract_id].reference} is used up: {money(contracts[row.contract_id].value)}. "
                "Delivery beyond it is paid only after an approved growth.",
                code="spent",
            )
        row.payable = min(row.amount, left[row.contract_id])
        left[row.contract_id] -= row.payable
        row.decided_by, row.decided_at, row.answer = by.person, timezone.now(), ""
        done.append(row)
    _save(done, "payable", "decided_by", "decided_at", "answer")
    _write(done, letters.Act.APPROVED)
    return done


@transaction.atomic
def query(*, claims: Sequence[MilestoneClaim], answer: str, by: Actor) -> list[MilestoneClaim]:
    """Ask the provider something about them."""
    return _say_no(claims, State.QUERIED, letters.Act.QUERIED, answer, by)


@transaction.atomic
def reject(*, claims: Sequence[MilestoneClaim], answer: str, by: Actor) -> list[MilestoneClaim]:
    return _say_no(claims, State.REJECTED, letters.Act.REJECTED, answer, by)


def _say_no(
    claims: Sequence[MilestoneClaim], to: str, act: letters.Act, answer: str, by: Actor
) -> list[MilestoneClaim]:
    access.require_deciding(by)
    if not answer.strip():
        raise Refused("Say why: the provider reads it.", field="answer")
    _, rows = _hold(claims)
    done = []
    for row in rows:
        if row.state == to:
            continue
        _require_other(row, by)
        if row.state == State.APPROVED:
            raise Refused(
                f"{row.short} of {name_of(row)} is approved. If its evidence has gone it is not paid: record the "
                "payment, and the portal asks the provider.",
                code="state",
            )
        _to(row, to)
        row.decided_by, row.decided_at, row.answer = by.person, timezone.now(), answer.strip()[:500]
        done.append(row)
    _save(done, "decided_by", "decided_at", "answer")
    _write(done, act)
    return done


@transaction.atomic
def pay(*, claims: Sequence[MilestoneClaim], paid_on: date, by: Actor) -> list[MilestoneClaim]:
    """That the money goes out. The evidence is looked at once more, and nobody can change it meanwhile: what is not
    shown any more is not paid but goes back to the provider. Returns both kinds, each as it stands now.
    """
    access.require_deciding(by)
    if paid_on > timezone.localdate():
        raise Refused("The day of payment cannot be in the future.", field="paid_on")
    chosen = list(claims)
    locks.hold_enrolments(row.enrolment_id for row in chosen)
    _, rows = _hold(chosen)
    rows = _looked_at_again(rows)
    done, gone = [], []
    for row in rows:
        if row.state == State.PAID:
            continue
        _require_other(row, by)
        _may(row, State.PAID)
        if not row.is_shown:
            gone.append(row)
            continue
        if row.decided_at is not None and paid_on < timezone.localdate(row.decided_at):
            raise Refused("The day of payment is before the approval. Change it.", field="paid_on")
        row.state, row.paid_on, row.paid_by = State.PAID, paid_on, by.person
        done.append(row)
    _save(done, "paid_on", "paid_by")
    _write(done, letters.Act.PAID)
    return done + _stop(gone)


def _looked_at_again(rows: Sequence[MilestoneClaim]) -> list[MilestoneClaim]:
    roots: dict[int, set[int]] = defaultdict(set)
    for row in rows:
        if row.state == State.APPROVED:
            roots[row.contract_id].add(row.enrolment_id)
    for contract_id, enrolment_ids in sorted(roots.items()):
        milestones.work_out(contract_id=contract_id, only=enrolment_ids)
    return locks.hold_claims(row.pk for row in rows)


def _stop(rows: Sequence[MilestoneClaim]) -> list[MilestoneClaim]:
    """Approved, and not shown any more: back to the provider with the question why, and with it what stands on it."""
    later = Q(pk__in=[])
    for row in rows:
        later |= Q(contract=row.contract_id, enrolment=row.enrolment_id, number__gt=row.number)
    standing = MilestoneClaim.objects.filter(later, state__in=[State.CLAIMED, State.APPROVED])
    ids = {row.pk for row in rows} | set(standing.values_list("pk", flat=True))
    stopped = locks.hold_claims(ids)
    for row in stopped:
        row.answer = f"{GONE} {' '.join(row.reasons)}"[:500]
        row.state, row.payable = State.QUERIED, Decimal(0)
        row.decided_by, row.decided_at = None, timezone.now()  # nobody decided: the portal found it
    _save(stopped, "payable", "decided_by", "decided_at", "answer")
    _write(stopped, letters.Act.QUERIED)
    return stopped


# Asked back -------------------------------------------------------------------------------------------


@transaction.atomic
def ask_back(*, claims: Sequence[MilestoneClaim], answer: str, by: Actor) -> list[MilestoneClaim]:
    """The first of two people, any of the staff, says why money that was paid has to come back. Nothing moves yet."""
    access.require_staff(by)
    if not answer.strip():
        raise Refused("Say why: whoever decides reads it, and then the provider.", field="answer")
    _, rows = _hold(claims)
    done = []
    for row in rows:
        if row.state == State.RECOVERED or row.is_asked_back:
            continue
        _may(row, State.RECOVERED)
        row.recovery_asked_by, row.recovery_asked_at = by.person, timezone.now()
        row.recovery_reason = answer.strip()[:500]
        done.append(row)
    _save(done, *ASKED_BACK)
    return done


@transaction.atomic
def let_stand(*, claims: Sequence[MilestoneClaim], by: Actor) -> list[MilestoneClaim]:
    """It is not asked back after all, say who asked or who was to decide."""
    access.require_staff(by)
    _, rows = _hold(claims)
    if any(row.is_asked_back and row.recovery_asked_by_id != by.person.pk for row in rows):
        access.require_deciding(by)
    done = []
    for row in rows:
        if row.state == State.RECOVERED:
            raise Refused(f"{row.short} of {name_of(row)} is recovered already.", code="state")
        if row.is_asked_back:
            row.recovery_asked_by, row.recovery_asked_at, row.recovery_reason = None, None, ""
            done.append(row)
    _save(done, *ASKED_BACK)
    return done


@transaction.atomic
def recover(*, claims: Sequence[MilestoneClaim], by: Actor) -> list[MilestoneClaim]:
    """The second person agrees: the contract has the money again. The last milestone of a person first."""
    access.require_deciding(by)
    _, rows = _hold(claims)
    done = []
    for row in reversed(rows):
        if row.state == State.RECOVERED:
            continue
        _to(row, State.RECOVERED)
        if row.recovery_asked_at is None:
            raise Refused(
                f"Nobody has asked {row.short} of {name_of(row)} back yet. Ask it back; somebody else then decides.",
                code="not asked",
            )
        access.require_other(
            by,
            row.recovery_asked_by_id,
            "You asked for this money back yourself. Somebody else has to decide on it.",
        )
        row.recovered_on, row.recovered_by = timezone.localdate(), by.person
        row.answer = row.recovery_reason
        try:
            _save([row], "recovered_on", "recovered_by", "answer")
        except IntegrityError as fault:
            raise Refused(
                f"A later milestone of {name_of(row)} stands on {row.short}. Recover or reject that one first.",
                code="order",
            ) from fault
        done.append(row)
    _write(done, letters.Act.RECOVERED)
    return done


# What they have in common -----------------------------------------------------------------------------


def name_of(row: MilestoneClaim) -> str:
    """As the desk knows a learner: by reference, never by name."""
    return f"learner {row.enrolment.learner_reference or str(row.enrolment.public_id)[:8]}"


def _hold(claims: Iterable[MilestoneClaim]) -> tuple[dict[int, Contract], list[MilestoneClaim]]:
    """Contracts first, by number, then their claims, as both stand now."""
    chosen = list(claims)
    if len(chosen) > MOST:
        raise Refused(f"Choose up to {MOST} at once.", code="many")
    contracts = {pk: locks.hold_contract(pk) for pk in sorted({row.contract_id for row in chosen})}
    return contracts, locks.hold_claims(row.pk for row in chosen)


def _to(row: MilestoneClaim, to: str) -> None:
    _may(row, to)
    row.state = to


def _may(row: MilestoneClaim, to: str) -> None:
    if to not in MilestoneClaim.TRANSITIONS[State(row.state)]:
        raise Refused(
            f"{row.short} of {name_of(row)} stands at “{row.get_state_display().lower()}”. That is not possible "
            "from there.",
            code="state",
        )


def _require_other(row: MilestoneClaim, by: Actor) -> None:
    access.require_other(
        by, row.claimed_by_id, "You claimed this yourself. Somebody else has to decide on it."
    )


def _save(rows: Sequence[MilestoneClaim], *names: str) -> None:
    for row in rows:
        row.version += 1
        with transaction.atomic():
            row.save(update_fields=["state", "version", *names])


def _write(rows: Sequence[MilestoneClaim], act: letters.Act) -> None:
    """One letter a contract and answer, however many were decided on."""
    alike: dict[tuple[int, str], list[MilestoneClaim]] = defaultdict(list)
    for row in rows:
        alike[row.contract_id, row.answer].append(row)
    for group in alike.values():
        letters.promise(group, act)
