"""What a provider writes down to show a milestone, where the portal cannot know it by itself."""

from datetime import date

from django.db import IntegrityError, transaction
from django.utils import timezone

from district.funding import access, locks
from district.funding.models import EmployerShare, Evidence, MilestoneClaim
from district.funding.services import milestones
from district.partners.actor import Actor
from district.web.errors import Refused


@transaction.atomic
def record(
    *,
    claim: MilestoneClaim,
    kind: str,
    happened_on: date,
    note: str,
    ended_on: date | None = None,
    is_mock: bool = False,
    employer: str = "",
    by: Actor,
) -> Evidence:
    """`claim`: any of the learner's milestones. What it changes is worked out at once."""
    access.require_own(by, claim.contract)
    locks.hold_enrolments([claim.enrolment_id])
    if happened_on > timezone.localdate():
        raise Refused("It cannot be in the future. Write it down once it has happened.", field="happened_on")
    if happened_on < claim.enrolment.starts_on:
        raise Refused("It is before the first day of the course.", field="happened_on")
    if ended_on is not None and ended_on < happened_on:
        raise Refused("The end is before the start. Change one of them.", field="ended_on")
    if is_mock and kind != Evidence.Kind.INTERVIEW:
        raise Refused("Only an interview can be for practice.", field="is_mock")
    try:
        with transaction.atomic():
            made = Evidence.objects.create(
                enrolment=claim.enrolment,
                kind=kind,
                happened_on=happened_on,
                ended_on=ended_on,
                is_mock=is_mock,
                employer=" ".join(employer.split()),
                note=note.strip(),
                recorded_by=by.person,
            )
    except IntegrityError as fault:
        if "funding_evidence_once" not in str(fault):
            raise
        raise Refused("This is written down already.", field="happened_on") from fault
    _work_out(claim)
    return made


@transaction.atomic
def withdraw(*, evidence: Evidence, claim: MilestoneClaim, by: Actor) -> Evidence:
    """Written down by mistake. It stays in the history."""
    access.require_own(by, claim.contract)
    locks.hold_enrolments([claim.enrolment_id])
    current = Evidence.objects.select_for_update().get(pk=evidence.pk)
    if current.withdrawn_at is None:
        current.withdrawn_at = timezone.now()
        current.save(update_fields=["withdrawn_at"])
        _work_out(claim)
    return current


@transaction.atomic
def say_size(*, claim: MilestoneClaim, size: str, by: Actor) -> EmployerShare:
    """How large the employer is who pays a part; the public part of the rate follows from it."""
    access.require_own(by, claim.contract)
    if size not in EmployerShare.Size.values:
        raise Refused("Choose how large the employer is.", field="size")
    locks.hold_enrolments([claim.enrolment_id])
    past = MilestoneClaim.objects.filter(enrolment=claim.enrolment_id).exclude(state__in=milestones.OPEN)
    if past.exists():
        raise Refused(
            "A milestone of this learner is claimed already. Ask WMCA to change it.", code="claimed"
        )
    made, _ = EmployerShare.objects.update_or_create(
        enrolment=claim.enrolment,
        defaults={"size": size, "said_by": by.person, "said_at": timezone.now()},
    )
    _work_out(claim)
    return made


def _work_out(claim: MilestoneClaim) -> None:
    milestones.work_out(contract_id=claim.contract_id, only=[claim.enrolment_id])
