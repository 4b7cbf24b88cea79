"""Partner reports in the demo world: a point that is over, and one that is open, with a report in every state; and
files of records to mend, one to be decided on and one that was downloaded.
"""

import hashlib
from datetime import date, datetime, time, timedelta
from decimal import Decimal

from django.db import connection
from django.utils import timezone

from district.accounts.models import User
from district.figures import measures
from district.home.demo.load_funding import APPROVER
from district.partners.models import Membership
from district.returns import quality
from district.returns.models import (
    ExtractOpening,
    LearnerExtract,
    Measure,
    PartnerReport,
    ReportLine,
    ReviewPoint,
)
from district.returns.services import reports
from programmes.models import ExportPurpose, ExportRecord

State = PartnerReport.State
OPEN_POINT = (State.OPEN, State.SENT, State.RETURNED, State.SENT, State.OPEN)
SECOND = "nia@authority.example"
CODES = {7: "R12", 10: "R03", 1: "R06", 4: "R09"}  # by the month that ends the days they cover
NUMBERS = """
WITH fronts AS (
    SELECT e.id, (100000000 + e.learner_id * 37 % 800000000)::text AS front
    FROM programmes_enrolment e JOIN partners_organisation o ON o.id = e.organisation_id
    WHERE o.is_fictional AND e.uln = '' AND e.learner_id IS NOT NULL AND e.id % 23 <> 0
), checked AS (
    SELECT id, front, (SELECT sum((11 - place) * substr(front, place, 1)::int) FROM generate_series(1, 9) AS place) % 11
        AS rest FROM fronts
)
UPDATE programmes_enrolment e SET uln = front || (10 - rest + CASE WHEN e.id % 61 = 0 THEN 3 ELSE 0 END) % 10
FROM checked c WHERE c.id = e.id AND c.rest <> 0
"""
CORRECTION = "Two people moved to the evening group; the register of the day group has them still."


def load() -> None:
    """After the money. The point before is final; of the one that is open each report has come another way."""
    with connection.cursor() as cursor:
        cursor.execute(NUMBERS)  # learner numbers, a few of them missing or wrong
    approver = User.objects.get(email=APPROVER)
    before, now = _ends(timezone.localdate())
    points = [_point(day, approver) for day in (before, now)]
    reports.open_due()
    for report in PartnerReport.objects.filter(point=points[0]).order_by("id").select_related("contract"):
        _answer(report, State.FINAL, approver, is_corrected=False)
    current = PartnerReport.objects.filter(point=points[1]).order_by("id").select_related("contract")
    for report, state in zip(current, OPEN_POINT, strict=False):
        _answer(report, state, approver, is_corrected=state != State.OPEN)
    _files(approver, User.objects.get(email=SECOND))


def _files(approver: User, second: User) -> None:
    now = timezone.now()
    LearnerExtract.objects.create(
        issue="uln",
        purpose=ExportPurpose.FUNDING,
        reason="Before the next payment run we look the missing numbers up in the national record.",
        asked_by=second,
        asked_at=now - timedelta(days=1),
    )
    allowed = LearnerExtract.objects.create(
        state=LearnerExtract.State.ALLOWED,
        issue="unfinished",
        purpose=ExportPurpose.QUALITY,
        reason="For the review meeting: which courses have people whose end nobody recorded.",
        asked_by=approver,
        asked_at=now - timedelta(days=2),
        decided_by=second,
        decided_at=now - timedelta(hours=20),
        ends_at=now - timedelta(hours=20) + LearnerExtract.OPEN_FOR,
    )
    record = ExportRecord.objects.create(
        organisation=Membership.objects.get(user=approver).organisation,
        made_by=approver,
        made_at=now - timedelta(hours=18),
        kind="records to mend",
        purpose=allowed.purpose,
        narrowed_by=str(allowed.public_id),
        row_count=quality.listed(None, allowed.issue).count(),
    )
    digest = hashlib.sha256(allowed.public_id.bytes).hexdigest()
    ExtractOpening.objects.create(extract=allowed, record=record, digest=digest)


def _ends(today: date) -> tuple[date, date]:
    """The last two days that review points cover, both past."""
    months = [measures.months_later(today.replace(day=1), -back) for back in range(12)]
    ends = [month - timedelta(days=1) for month in months]
    first, second = [day for day in ends if day.month in CODES][:2]
    return second, first


def _point(until: date, approver: User) -> ReviewPoint:
    due_on = until + timedelta(days=28)
    return ReviewPoint.objects.create(
        code=CODES[until.month],
        year=measures.academic_year(until),
        covers_until=until,
        opens_on=until + timedelta(days=5),
        due_on=due_on,
        source="Performance management of the demo world",
        made_by=approver,
    )


def _answer(report: PartnerReport, state: str, approver: User, *, is_corrected: bool) -> None:
    if state == State.OPEN:
        return
    member = (
        Membership.objects.live().filter(organisation=report.contract.organisation_id).order_by("pk").first()
    )
    sent = min(_at(report.point.due_on - timedelta(days=6)), timezone.now() - timedelta(days=1))
    lines = list(report.lines.order_by("id"))
    for line in lines:
        line.said = ReportLine.Said.CONFIRMED
        if is_corrected and line.measure == Measure.LEARNING:
            line.said, line.corrected = ReportLine.Said.CORRECTED, line.value + Decimal(2)
            line.reason = CORRECTION
            if state == State.RETURNED:
                line.look, line.look_note = ReportLine.Look.FIX, "Which two? The roster shows one."
        elif state != State.SENT:
            line.look = ReportLine.Look.ACCEPTED
    ReportLine.objects.bulk_update(lines, ["said", "corrected", "reason", "look", "look_note"])
    report.state, report.sent_by = state, member.user if member else None
    report.first_sent_at = report.sent_at = sent
    if state != State.SENT:
        report.decided_by, report.decided_at = approver, sent + timedelta(days=3)
        report.answer = "" if state == State.FINAL else "Please look at the people on the course again."
    report.save()


def _at(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time(11)))
