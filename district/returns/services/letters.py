"""What the portal writes to a provider about its reports. An act promises its letter; a worker words and sends it."""

from django.conf import settings
from django.db.models import TextChoices

from district.outbox.services import mail, tasks
from district.partners.models import Membership
from district.returns.models import PartnerReport

MOST_READERS = 20


class Act(TextChoices):
    OPENED = "opened"
    REMINDED = "reminded"
    LATE = "late"
    RETURNED = "returned"
    FINAL = "final"


LETTERS = {  # template, subject
    Act.OPENED: ("returns/mail/opened", "Your report is ready to be looked at: {reference}, {point}"),
    Act.REMINDED: ("returns/mail/reminded", "Your report is due soon: {reference}, {point}"),
    Act.LATE: ("returns/mail/late", "Your report is late: {reference}, {point}"),
    Act.RETURNED: ("returns/mail/returned", "Please mend your report: {reference}, {point}"),
    Act.FINAL: ("returns/mail/final", "Your report is final: {reference}, {point}"),
}


def promise(report: PartnerReport, act: Act) -> None:
    key = f"report {report.pk} {act.value} {report.version}"
    tasks.enqueue(name="returns.write", args={"report_id": report.pk, "act": act.value, "key": key}, key=key)


def write(*, report_id: int, act: Act, key: str) -> None:
    found = PartnerReport.objects.select_related("point", "contract__organisation", "contract__programme")
    report = found.filter(pk=report_id).first()
    if report is None:
        return
    template, subject = LETTERS[act]
    readers = Membership.objects.live().filter(
        organisation=report.contract.organisation, user__is_active=True
    )
    for membership in readers.select_related("user").order_by("pk")[:MOST_READERS]:
        mail.send(
            to=membership.user.email,
            subject=subject.format(reference=report.contract.reference, point=report.point),
            template=template,
            context={
                "reader": membership.user,
                "report": report,
                "contract": report.contract,
                "point": report.point,
                "fixes": list(report.lines.filter(look="fix").order_by("id")),
                "url": f"{settings.SITE_URL.rstrip('/')}/provider/returns/{report.public_id}/",
            },
            key=key,
        )
