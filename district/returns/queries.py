"""What the pages about partner reports read."""

from typing import Any
from uuid import UUID

from django.db.models import Case, Count, Q, QuerySet, When
from django.db.models.functions import Lower
from django.http import Http404
from django.utils import timezone

from district.funding import queries as funding
from district.funding.profiles import Delivery
from district.partners.actor import Actor
from district.partners.models import Organisation
from district.returns import quality
from district.returns.models import PartnerReport, ReviewPoint

State = PartnerReport.State


def reports(actor: Actor) -> QuerySet[PartnerReport]:
    """Those that WMCA has to look at before the others, the latest point first."""
    return (
        PartnerReport.objects.visible_to(actor)
        .annotate(
            unanswered=Count("lines", filter=Q(lines__said="")),
            corrected=Count("lines", filter=Q(lines__said="corrected")),
        )
        .for_list()
        .order_by(
            Case(When(state=State.SENT, then=0), default=1),
            *("-point__covers_until", Lower("contract__organisation__name"), "contract__reference"),
        )
    )


def report(actor: Actor, public_id: UUID) -> PartnerReport:
    found = PartnerReport.objects.visible_to(actor).select_related(
        "point", "contract__organisation", "contract__programme", "sent_by", "decided_by"
    )
    row = found.filter(public_id=public_id).first()
    if row is None:
        raise Http404("There is no such report.")
    return row


def delivery(actor: Actor, report: PartnerReport) -> Delivery:
    """The contract at the point: profile against what was delivered by its last day."""
    contract = funding.contracts(actor).get(pk=report.contract_id)
    return funding.delivery(contract, until=report.point.covers_until)


def points() -> QuerySet[ReviewPoint]:
    """With how many reports stand where."""
    return ReviewPoint.objects.annotate(
        all_count=Count("reports"),
        sent_count=Count("reports", filter=Q(reports__state=State.SENT)),
        final_count=Count("reports", filter=Q(reports__state=State.FINAL)),
        late_count=Count(
            "reports",
            filter=Q(
                reports__state__in=PartnerReport.WITH_PROVIDER,
                reports__first_sent_at=None,
                due_on__lt=timezone.localdate(),
            ),
        ),
    ).order_by("-covers_until", "id")


def providers_with_issues() -> list[tuple[Organisation, dict[str, int]]]:
    """Every provider with enrolments, and how many of these have each thing wrong; most first."""
    counted = quality.counts()
    names = Organisation.objects.filter(pk__in=counted, is_active=True).only("name", "public_id")
    found = [(each, counted[each.pk]) for each in names]
    return sorted(found, key=lambda pair: (-sum(pair[1][code] for code in quality.BY_CODE), pair[0].name))


def totals(found: Any) -> dict[str, int]:
    """What all providers have together."""
    return {name: sum(counts[name] for _, counts in found) for name in quality.NONE}
