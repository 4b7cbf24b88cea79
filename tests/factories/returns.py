"""Review points and partner reports."""

from datetime import timedelta
from decimal import Decimal
from itertools import count
from typing import Any

from django.utils import timezone

from district.figures import measures
from district.funding.models import Contract
from district.returns.models import LearnerExtract, Measure, PartnerReport, ReportLine, ReviewPoint
from tests.factories.accounts import make_user
from tests.factories.contracts import make_contract

_numbers = count(1)


def make_review_point(**fields: Any) -> ReviewPoint:
    """Covers all until ten days ago, has been open for five, and is due in ten."""
    today = timezone.localdate()
    until = fields.pop("covers_until", today - timedelta(days=10))
    usual = {
        "code": f"R{next(_numbers)}",
        "year": measures.academic_year(until),
        "covers_until": until,
        "opens_on": until + timedelta(days=5),
        "due_on": until + timedelta(days=20),
        "source": "The contract",
    }
    return ReviewPoint.objects.create(**usual | fields)


def make_report(
    *,
    contract: Contract | None = None,
    point: ReviewPoint | None = None,
    state: str = PartnerReport.State.OPEN,
    answered: bool = False,
    **fields: Any,
) -> PartnerReport:
    """With a line for each figure: three starts, and so on. Confirmed where `answered`, or once it was sent."""
    usual: dict[str, Any] = {}
    if state != PartnerReport.State.OPEN:
        now = timezone.now()
        usual = {"first_sent_at": now, "sent_at": now, "sent_by": make_user()}
        answered = True
    report = PartnerReport.objects.create(
        contract=contract or make_contract(),
        point=point or make_review_point(),
        state=state,
        **usual | fields,
    )
    ReportLine.objects.bulk_create(
        ReportLine(report=report, measure=measure, value=Decimal(3), said="confirmed" if answered else "")
        for measure in Measure
    )
    return report


def make_extract(*, state: str = LearnerExtract.State.ASKED, **fields: Any) -> LearnerExtract:
    """Asked for by somebody; decided on by somebody else, where it stands further."""
    usual: dict[str, Any] = {"purpose": "quality", "reason": "To prepare the review."}
    if state in {LearnerExtract.State.ALLOWED, LearnerExtract.State.REFUSED}:
        usual |= {"decided_by": make_user(), "decided_at": timezone.now(), "note": "As agreed."}
    if "asked_by" not in fields:
        fields["asked_by"] = make_user()
    return LearnerExtract.objects.create(state=state, **usual | fields)
