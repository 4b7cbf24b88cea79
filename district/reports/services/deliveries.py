"""Reports that come by themselves: over each new snapshot, as a link by e-mail for one person and one day."""

import hashlib
import secrets

from django.conf import settings
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from district.accounts.models import User
from district.outbox.services import mail
from district.partners.actor import Actor
from district.partners.models import Membership, Role
from district.reports.definitions import DEFINITIONS
from district.reports.models import Delivery, Label, ReportRun, Snapshot, StandingOrder
from district.reports.scope import Scope
from district.reports.services import runs
from district.web.errors import NotAllowed


@transaction.atomic
def order(*, run: ReportRun, by: Actor) -> StandingOrder:
    """The same report of the same scope, each month. Ordered already: that order."""
    if not by.is_staff:
        raise NotAllowed("Reports are for WMCA staff. What is published is open to everybody.")
    same = {"person": by.person, "code": run.definition.code, "scope_words": run.scope_words}
    found = StandingOrder.objects.live().filter(**same).first()
    if found:
        return found
    try:
        with transaction.atomic():
            return StandingOrder.objects.create(**same, scope=run.scope)
    except IntegrityError:
        return StandingOrder.objects.live().get(**same)


@transaction.atomic
def end(*, order: StandingOrder, by: Actor) -> StandingOrder:
    order = StandingOrder.objects.select_for_update().get(pk=order.pk)
    if order.person_id != by.person.pk:
        raise NotAllowed("Everybody ends their own orders.")
    if order.ended_at is None:
        order.ended_at = timezone.now()
        order.save(update_fields=["ended_at"])
    return order


def run_orders(*, snapshot_id: int) -> int:
    """One report for each order that stands, of people who may still read it."""
    snapshot = Snapshot.objects.get(pk=snapshot_id)
    begun = 0
    for each in StandingOrder.objects.live().select_related("person").order_by("id"):
        definition = DEFINITIONS.get(each.code)
        scope = Scope.read_back(each.scope)
        is_begun = each.deliveries.filter(run__snapshot=snapshot).exists()
        if is_begun or definition is None or not is_staff(each.person) or not _is_known(scope, snapshot):
            continue
        run = runs.begin(definition=definition, snapshot=snapshot, scope=scope, person_id=each.person_id)
        Delivery.objects.get_or_create(order=each, run=run)
        begun += 1
    return begun


def deliver(*, run_id: int) -> int:
    """Writes to everybody who waits for this report; the e-mail is tried for a day by the outbox."""
    run = ReportRun.objects.select_related("definition").get(pk=run_id)
    waiting = Delivery.objects.select_for_update(of=("self",)).filter(run=run, sent_at=None)
    sent = 0
    for each in waiting.select_related("order__person").order_by("id"):
        if each.order.ended_at is not None or not is_staff(each.order.person):
            continue
        token = secrets.token_urlsafe(32)
        each.token_digest = digest(token)
        each.file_digest = run.checksum
        each.sent_at = timezone.now()
        each.ends_at = each.sent_at + Delivery.KEPT_FOR
        each.save(update_fields=["token_digest", "file_digest", "sent_at", "ends_at"])
        mail.send(
            to=each.order.person.email,
            subject=f"{run.definition.title}: {run.scope_words}",
            template="reports/mail/delivery",
            context={
                "run": run,
                "link": f"{settings.SITE_URL.rstrip('/')}{reverse('report_delivered', args=[token])}",
                "ends_at": each.ends_at,
            },
            key=f"report delivery {each.pk}",
            is_secret=True,
        )
        sent += 1
    return sent


def opened(*, token: str, by: Actor) -> Delivery | None:
    """What a link leads to: for the one it was sent to, until a day later."""
    found = (
        Delivery.objects.filter(
            token_digest=digest(token), ends_at__gt=timezone.now(), order__person=by.person
        )
        .select_related("run")
        .first()
    )
    if found is None or not by.is_staff:
        return None
    if found.opened_at is None:
        Delivery.objects.filter(pk=found.pk, opened_at=None).update(opened_at=timezone.now())
    return found


def digest(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def is_staff(person: User) -> bool:
    """A live member of an organisation with the approved role of combined authority."""
    members = Membership.objects.live().filter(user=person, organisation__is_active=True)
    return (
        person.is_active
        and members.filter(
            organisation__roles__role=Role.AUTHORITY, organisation__roles__state="approved"
        ).exists()
    )


def _is_known(scope: Scope, snapshot: Snapshot) -> bool:
    """A programme that is gone from the new month cannot be narrowed to."""
    wanted = {(kind, getattr(scope, kind)) for kind in ("programme", "provider", "council")}
    labels = Label.objects.filter(snapshot=snapshot).values_list("kind", "key")
    return all(not key or labels.filter(kind=kind, key=key).exists() for kind, key in wanted)
