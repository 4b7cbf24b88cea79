"""What the portal writes to a provider about its claims. An act promises its letter; a worker words and sends it."""

from collections.abc import Sequence
from decimal import Decimal

from django.conf import settings
from django.db.models import TextChoices

from district.funding.models import MilestoneClaim
from district.outbox.services import mail, tasks
from district.partners.models import Membership

MOST_READERS = 20
MOST_NAMED = 30


class Act(TextChoices):
    APPROVED = "approved"
    QUERIED = "queried"
    REJECTED = "rejected"
    PAID = "paid"
    RECOVERED = "recovered"


LETTERS = {  # template, subject
    Act.APPROVED: ("funding/mail/approved", "Claims approved: {reference}"),
    Act.QUERIED: ("funding/mail/queried", "A question about your claims: {reference}"),
    Act.REJECTED: ("funding/mail/rejected", "Claims turned down: {reference}"),
    Act.PAID: ("funding/mail/paid", "Claims paid: {reference}"),
    Act.RECOVERED: ("funding/mail/recovered", "Payments asked back: {reference}"),
}


def promise(rows: Sequence[MilestoneClaim], act: Act) -> None:
    """Of one contract. The first row and its version say which act it was."""
    key = f"claim {rows[0].pk} {rows[0].version} {act.value}"
    args = {"claim_ids": sorted(row.pk for row in rows), "act": act.value, "key": key}
    tasks.enqueue(name="funding.write", args=args, key=key)


def write(*, claim_ids: Sequence[int], act: Act, key: str) -> None:
    rows = list(
        MilestoneClaim.objects.filter(pk__in=claim_ids)
        .select_related("contract__organisation", "contract__programme", "enrolment")
        .order_by("number", "pk")
    )
    if not rows:
        return
    contract = rows[0].contract
    template, subject = LETTERS[act]
    readers = Membership.objects.live().filter(organisation=contract.organisation, user__is_active=True)
    for membership in readers.select_related("user").order_by("pk")[:MOST_READERS]:
        mail.send(
            to=membership.user.email,
            subject=subject.format(reference=contract.reference),
            template=template,
            context={
                "reader": membership.user,
                "contract": contract,
                "claims": rows[:MOST_NAMED],
                "more": max(0, len(rows) - MOST_NAMED),
                "count": len(rows),
                "sum": sum((row.payable or row.amount for row in rows), Decimal(0)),
                "paid_on": rows[0].paid_on,
                "answer": rows[0].answer,
                "url": f"{settings.SITE_URL.rstrip('/')}/provider/funding/{contract.public_id}/",
            },
            key=key,
        )
