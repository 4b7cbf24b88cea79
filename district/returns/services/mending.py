"""Asking a provider to mend rows, and taking the counts of what is wrong out of the portal."""

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from district.funding import access
from district.outbox.services import mail, tasks
from district.partners.actor import Actor
from district.partners.models import Membership, Organisation
from district.returns import quality
from district.returns.services.letters import MOST_READERS
from district.web.errors import Refused
from programmes.models import ExportRecord


@transaction.atomic
def ask(*, provider: Organisation, code: str, by: Actor) -> None:
    """Once a day for each rule: pressed again it changes nothing."""
    access.require_deciding(by)
    if not quality.with_issue(provider.pk, code).exists():
        raise Refused("There is nothing of this kind to mend any more.", code="none")
    key = f"mend {provider.pk} {code} {timezone.localdate()}"
    args = {"organisation_id": provider.pk, "code": code, "key": key}
    tasks.enqueue(name="returns.ask_to_mend", args=args, key=key)


def write(*, organisation_id: int, code: str, key: str) -> None:
    provider = Organisation.objects.filter(pk=organisation_id, is_active=True).first()
    count = quality.with_issue(organisation_id, code).count()
    if provider is None or not count:
        return
    readers = Membership.objects.live().filter(organisation=provider, user__is_active=True)
    for membership in readers.select_related("user").order_by("pk")[:MOST_READERS]:
        mail.send(
            to=membership.user.email,
            subject="Please mend enrolments in your record",
            template="returns/mail/mend",
            context={
                "reader": membership.user,
                "provider": provider,
                "issue": quality.BY_CODE[code],
                "count": count,
                "url": f"{settings.SITE_URL.rstrip('/')}/provider/returns/quality/?issue={code}",
            },
            key=key,
        )


@transaction.atomic
def record_export(*, purpose: str, rows: int, by: Actor) -> ExportRecord:
    """Written down before the first byte leaves."""
    access.require_staff(by)
    return ExportRecord.objects.create(
        organisation=by.own_organisation,
        made_by=by.person,
        kind="data quality",
        purpose=purpose,
        row_count=rows,
    )
