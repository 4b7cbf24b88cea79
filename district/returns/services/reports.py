"""Partner reports: opened and filled in by the portal, answered and sent by the provider, looked at by WMCA."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal

from django.db import transaction
from django.utils import timezone

from district.funding import access
from district.funding.models import Contract
from district.outbox.services import tasks
from district.partners.actor import Actor
from district.returns import filling
from district.returns.models import Measure, PartnerReport, ReportLine, ReviewPoint
from district.returns.services import letters
from district.web.errors import Refused

State = PartnerReport.State
Said, Look = ReportLine.Said, ReportLine.Look
REMIND_BEFORE = timedelta(days=5)


@dataclass(frozen=True)
class Answer:
    """What a provider says of a line."""

    said: str
    corrected: Decimal | None = None
    reason: str = ""


# The clock --------------------------------------------------------------------------------------------


def promise_opening() -> None:
    tasks.enqueue(name="returns.open_due", args={}, key="reports of review points")


@transaction.atomic
def open_due() -> int:
    """A report for each contract that had begun by the days of an open review point; how many are new."""
    made = 0
    for point in ReviewPoint.objects.opened().order_by("covers_until", "id"):
        known = PartnerReport.objects.filter(point=point).values("contract")
        contracts = Contract.objects.paying().filter(
            starts_on__lte=point.covers_until, ends_on__gte=point.covers_until.replace(day=1)
        )
        for contract in contracts.exclude(pk__in=known).order_by("pk"):
            report, is_new = PartnerReport.objects.get_or_create(point=point, contract=contract)
            if is_new:
                _fill(report, contract, point)
                letters.promise(report, letters.Act.OPENED)
                made += 1
    return made


def _fill(report: PartnerReport, contract: Contract, point: ReviewPoint) -> None:
    found = filling.figures(contract, point.covers_until)
    ReportLine.objects.bulk_create(
        ReportLine(report=report, measure=measure, value=found[measure]) for measure in Measure
    )


@transaction.atomic
def refresh() -> int:
    """Lines that nobody has answered yet follow the rows; how many changed. Safe to do twice."""
    changed = 0
    rows = PartnerReport.objects.filter(state=State.OPEN).select_for_update(of=("self",), skip_locked=True)
    for report in rows.select_related("point", "contract").order_by("pk"):
        found = filling.figures(report.contract, report.point.covers_until)
        lines = [
            line
            for line in report.lines.filter(said=Said.NOTHING).order_by("id")
            if line.value != found[line.measure]
        ]
        for line in lines:
            line.value = found[line.measure]
        if lines:
            ReportLine.objects.bulk_update(lines, ["value"])
            report.filled_at = timezone.now()
            report.save(update_fields=["filled_at"])
        changed += len(lines)
    return changed


@transaction.atomic
def remind() -> int:
    """Five days before a report is due, and once more when it is late; how many."""
    today = timezone.localdate()
    soon = PartnerReport.objects.with_provider().filter(point__due_on__lte=today + REMIND_BEFORE)
    rows = soon.select_for_update(of=("self",), skip_locked=True).select_related("point").order_by("pk")
    told = 0
    for report in rows:
        is_late = report.point.due_on < today
        if report.reminded_on is None or (is_late and report.reminded_on <= report.point.due_on):
            report.reminded_on = today
            report.save(update_fields=["reminded_on"])
            letters.promise(report, letters.Act.LATE if is_late else letters.Act.REMINDED)
            told += 1
    return told


# The provider's ---------------------------------------------------------------------------------------


@transaction.atomic
def answer(
    *, report: PartnerReport, answers: Mapping[str, Answer], words: str = "", version: int, by: Actor
) -> PartnerReport:
    """Confirm or correct lines, by measure. What is not answered stays open; nothing is sent."""
    current = _held(report)
    access.require_own(by, current.contract)
    _require_with_provider(current)
    _check_version(current, version)
    lines = list(current.lines.order_by("id"))
    for line in lines:
        if said := answers.get(line.measure):
            _answer_line(line, said)
    ReportLine.objects.bulk_update(lines, ["said", "corrected", "reason", "look", "look_note"])
    current.words = words.strip()
    return _save(current, "words")


def _answer_line(line: ReportLine, answer: Answer) -> None:
    """What has changed is looked at again."""
    before = (line.said, line.corrected, line.reason)
    if answer.said == Said.CORRECTED:
        if answer.corrected is None:
            raise Refused("Enter what it should be.", field=f"corrected_{line.measure}")
        if answer.corrected == line.value:
            raise Refused(
                "This is what stands there already. Say that it is right.", field=f"corrected_{line.measure}"
            )
        if not line.is_money and answer.corrected != answer.corrected.to_integral_value():
            raise Refused("Enter a whole number of people.", field=f"corrected_{line.measure}")
        if not answer.reason.strip():
            raise Refused("Say why: WMCA reads it beside both figures.", field=f"reason_{line.measure}")
        line.said, line.corrected, line.reason = Said.CORRECTED, answer.corrected, answer.reason.strip()[:300]
    else:
        line.said = Said.CONFIRMED if answer.said == Said.CONFIRMED else Said.NOTHING
        line.corrected, line.reason = None, ""
    if (line.said, line.corrected, line.reason) != before:
        line.look, line.look_note = Look.NOTHING, ""


@transaction.atomic
def send(*, report: PartnerReport, by: Actor) -> PartnerReport:
    """Once each line is answered. After the day it was due too: then it says that it is late."""
    current = _held(report)
    access.require_own(by, current.contract)
    if current.state == State.SENT:
        return current
    _require_with_provider(current)
    lines = list(current.lines.order_by("id"))
    missing = [line.get_measure_display().lower() for line in lines if line.said == Said.NOTHING]
    if missing:
        raise Refused(f"Confirm or correct these first: {'; '.join(missing)}.", code="missing")
    same = [line.get_measure_display().lower() for line in lines if line.look == Look.FIX]
    if same and not current.words:
        raise Refused(
            f"WMCA asks you to mend: {'; '.join(same)}. Change it, or say in your own words why it is right.",
            field="words",
        )
    current.state, current.sent_by, current.sent_at = State.SENT, by.person, timezone.now()
    current.first_sent_at = current.first_sent_at or current.sent_at
    current.decided_by = None
    return _save(current, "state", "sent_by", "sent_at", "first_sent_at", "decided_by")


# The authority's --------------------------------------------------------------------------------------


@transaction.atomic
def look(
    *, report: PartnerReport, looks: Mapping[str, tuple[str, str]], version: int, by: Actor
) -> PartnerReport:
    """What WMCA thinks of each line, by measure: (accepted or to be mended, why)."""
    access.require_staff(by)
    current = _held(report)
    if current.state != State.SENT:
        raise Refused("This report is not with WMCA now.", code="state")
    _require_other(current, by)
    _check_version(current, version)
    lines = list(current.lines.order_by("id"))
    for line in lines:
        if line.measure in looks:
            wanted, note = looks[line.measure]
            if wanted == Look.FIX and not note.strip():
                raise Refused("Say what is to be mended.", field=f"note_{line.measure}")
            line.look, line.look_note = Look(wanted), note.strip()[:300] if wanted == Look.FIX else ""
    ReportLine.objects.bulk_update(lines, ["look", "look_note"])
    return _save(current)


@transaction.atomic
def send_back(*, report: PartnerReport, answer: str, by: Actor) -> PartnerReport:
    """Ask for fixes: of the lines that say so, or in words."""
    access.require_staff(by)
    current = _held(report)
    if current.state == State.RETURNED:
        return current
    if not answer.strip():
        raise Refused("Say what the provider has to do.", field="answer")
    return _decide(current, State.RETURNED, answer, by, letters.Act.RETURNED)


@transaction.atomic
def finalise(*, report: PartnerReport, answer: str = "", by: Actor) -> PartnerReport:
    """Once every line is accepted. It does not change any more."""
    access.require_deciding(by)
    current = _held(report)
    if current.state == State.FINAL:
        return current
    open_lines = [
        line.get_measure_display().lower()
        for line in current.lines.exclude(look=Look.ACCEPTED).order_by("id")
    ]
    if current.state == State.SENT and open_lines:
        raise Refused(f"Accept these lines first, or ask for fixes: {'; '.join(open_lines)}.", code="lines")
    return _decide(current, State.FINAL, answer, by, letters.Act.FINAL)


def _decide(report: PartnerReport, to: str, answer: str, by: Actor, act: letters.Act) -> PartnerReport:
    if to not in PartnerReport.TRANSITIONS[State(report.state)]:
        raise Refused(
            f"This report stands at “{report.get_state_display().lower()}”. That is not possible from there.",
            code="state",
        )
    _require_other(report, by)
    report.state, report.answer = to, answer.strip()[:1000]
    report.decided_by, report.decided_at = by.person, timezone.now()
    report = _save(report, "state", "answer", "decided_by", "decided_at")
    letters.promise(report, act)
    return report


# What they have in common -----------------------------------------------------------------------------


def _held(report: PartnerReport) -> PartnerReport:
    rows = PartnerReport.objects.select_for_update(of=("self",))
    return rows.select_related("contract", "point").get(pk=report.pk)


def _require_with_provider(report: PartnerReport) -> None:
    if not report.is_with_provider:
        raise Refused(
            f"This report stands at “{report.get_state_display().lower()}”: it cannot be changed.",
            code="state",
        )


def _require_other(report: PartnerReport, by: Actor) -> None:
    access.require_other(
        by, report.sent_by_id, "You sent this report yourself. Somebody else has to look at it."
    )


def _check_version(report: PartnerReport, version: int) -> None:
    if report.version != version:
        raise Refused(
            "Somebody else has changed this report in the meantime. What stands now is shown; save again to "
            "put yours in its place.",
            code="version",
        )


def _save(report: PartnerReport, *names: str) -> PartnerReport:
    report.version += 1
    report.save(update_fields=["version", *names])
    return report


def lines_of(report: PartnerReport) -> Sequence[ReportLine]:
    return list(report.lines.order_by("id"))
