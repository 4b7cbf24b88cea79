"""Certificates shown to others: a link made, opened and taken back by the learner whose certificate it is."""

import secrets

from django.db import transaction
from django.utils import timezone

from district.certificates.models import CertificateLink, CertificateOpening
from district.partners.actor import Actor
from district.web.errors import NotAllowed, Refused
from learners.models import Learner
from programmes.models import Enrolment

KEY_BYTES = 32
MOST_LINKS = 20


@transaction.atomic
def share(*, enrolment: Enrolment, label: str = "", by: Actor) -> CertificateLink:
    """An address that opens the certificate. One of the same name that still works is the same one."""
    learner = _own(enrolment, by)
    if not enrolment.earns_certificate:
        raise Refused("There is no certificate for this course yet.", code="not_earned")
    live = CertificateLink.objects.live().filter(enrolment=enrolment)
    known = live.filter(label=label).first()
    if known is not None:
        return known
    if live.count() >= MOST_LINKS:
        raise Refused(f"You have {MOST_LINKS} links that work. Stop one of them first.", field="label")
    return CertificateLink.objects.create(
        enrolment=enrolment, learner=learner, label=label, key=secrets.token_urlsafe(KEY_BYTES)
    )


@transaction.atomic
def stop(*, link: CertificateLink, by: Actor) -> CertificateLink:
    """It opens nothing any more. Stopping twice is no error."""
    current = (
        CertificateLink.objects.select_for_update(of=("self",)).select_related("learner").get(pk=link.pk)
    )
    if current.learner.user_id != by.user.pk:
        raise NotAllowed("Only the person whose certificate it is can do this.")
    if current.revoked_at is None:
        current.revoked_at = timezone.now()
        current.save(update_fields=["revoked_at"])
    return current


def note_opening(*, link: CertificateLink, kind: str) -> None:
    """Time and kind, nothing else."""
    CertificateOpening.objects.create(link=link, kind=kind)


def _own(enrolment: Enrolment, by: Actor) -> Learner:
    """Locked, so that two clicks make one link."""
    if enrolment.learner_id is None:
        raise NotAllowed("Only the person whose certificate it is can do this.")
    learner = Learner.objects.select_for_update().filter(pk=enrolment.learner_id).first()
    if learner is None or learner.user_id != by.user.pk:
        raise NotAllowed("Only the person whose certificate it is can do this.")
    return learner
