"""An employer asks somebody to apply whose name it does not know; they answer. And whom a learner is hidden from."""

from datetime import date, timedelta

from django.db import IntegrityError, transaction
from django.utils import timezone

from district.partners.actor import Actor
from district.partners.models import Organisation, Role
from district.web.errors import NotAllowed, Refused
from employers import access, profile_parts
from employers.models import (
    CandidateInvitation,
    HiddenEmployer,
    InvitationReason,
    JobApplication,
    Vacancy,
)
from employers.services import job_application_letters as letters
from employers.services import job_applications
from learners.models import Learner

State = CandidateInvitation.State
OPEN_FOR = timedelta(days=14)
MOST_WAITING = 20


def is_hidden(learner: Learner, organisation_id: int) -> bool:
    """From this employer: by their own wish, or because they declined an invitation of it."""
    own = HiddenEmployer.objects.filter(learner=learner, organisation=organisation_id)
    declined = CandidateInvitation.objects.filter(
        learner=learner, vacancy__organisation=organisation_id, state=State.DECLINED
    )
    return own.exists() or declined.exists()


@transaction.atomic
def invite(*, vacancy: Vacancy, learner: Learner, by: Actor) -> CandidateInvitation:
    """Asked once for a vacancy; asking again is a success. That they may be seen is for the caller to know."""
    access.require_writing(by, vacancy)
    if sentence := job_applications.obstacle(vacancy):
        raise Refused(sentence, code="closed")
    if is_hidden(learner, vacancy.organisation_id):
        raise Refused("This person can no longer be invited. Choose another.", code="gone")
    known = CandidateInvitation.objects.filter(vacancy=vacancy, learner=learner).first()
    if known:
        return known
    if JobApplication.objects.live().filter(vacancy=vacancy, learner=learner).exists():
        raise Refused("This person is about to apply already.", code="applied")
    if CandidateInvitation.objects.waiting().filter(vacancy=vacancy).count() >= MOST_WAITING:
        raise Refused(
            f"{MOST_WAITING} invitations wait for an answer. Invite more people when some have answered.",
            code="many",
        )
    invitation = CandidateInvitation(
        vacancy=vacancy, learner=learner, sent_by=by.person, expires_at=timezone.now() + OPEN_FOR
    )
    try:
        with transaction.atomic():
            invitation.save()
    except IntegrityError:
        return CandidateInvitation.objects.get(vacancy=vacancy, learner=learner)
    letters.invite(invitation)
    return invitation


@transaction.atomic
def accept(*, invitation: CandidateInvitation, born_on: date | None, by: Actor) -> JobApplication:
    """Be known: it becomes a job application that is shortlisted at once."""
    current = _own(invitation, by)
    if current.state == State.ACCEPTED and current.application:
        return current.application
    _check_open(current)
    if sentence := job_applications.obstacle(current.vacancy):
        raise Refused(sentence, code="closed")
    job_applications.check_born(current.learner, born_on)
    JobApplication.objects.filter(
        learner=current.learner, vacancy=current.vacancy, state=JobApplication.State.DRAFT
    ).delete()
    now = timezone.now()
    application = JobApplication(
        learner=current.learner,
        vacancy=current.vacancy,
        is_invited=True,
        parts=list(profile_parts.LABELS),
        age_checked_at=now,
        answered_at=now,
    )
    try:
        with transaction.atomic():
            application.save()
    except IntegrityError:
        raise Refused("You have applied for this job already. That application counts.") from None
    job_applications.submit(application, by=by)
    application.shortlisted_at = now
    job_applications.move(application, JobApplication.State.SHORTLISTED, by=None)
    current.state, current.answered_at, current.application = State.ACCEPTED, now, application
    current.save()
    letters.tell_answer(current)
    return application


@transaction.atomic
def decline(*, invitation: CandidateInvitation, reason: str, by: Actor) -> CandidateInvitation:
    """Stay unknown, and never be shown to this employer again."""
    current = _own(invitation, by)
    if current.state == State.DECLINED:
        return current
    _check_open(current)
    if reason not in InvitationReason.values:
        raise Refused(
            "Choose why not: it helps employers to ask the right people.", field="reason", code="reason"
        )
    current.state, current.reason, current.answered_at = State.DECLINED, reason, timezone.now()
    current.save()
    letters.tell_answer(current)
    return current


def expire(invitation: CandidateInvitation) -> None:
    """Of one that is locked and past its time."""
    invitation.state = State.EXPIRED
    invitation.save()
    letters.tell_answer(invitation)


@transaction.atomic
def hide_from(*, learner: Learner, organisation: Organisation, by: Actor) -> None:
    _require_own(by, learner)
    if not organisation.roles.filter(role=Role.EMPLOYER).exists() and not organisation.is_imported:
        raise Refused("Choose an employer from the list.", field="employer")
    HiddenEmployer.objects.get_or_create(learner=learner, organisation=organisation)


@transaction.atomic
def show_to(*, learner: Learner, organisation: Organisation, by: Actor) -> None:
    """Be seen again; one that is not hidden from is a success."""
    _require_own(by, learner)
    HiddenEmployer.objects.filter(learner=learner, organisation=organisation).delete()


def _own(invitation: CandidateInvitation, by: Actor) -> CandidateInvitation:
    _require_own(by, invitation.learner)
    rows = CandidateInvitation.objects.select_for_update(of=("self",))
    related = rows.select_related(
        "vacancy__organisation", "learner__user", "learner__postcode__council", "application"
    )
    return related.get(pk=invitation.pk)


def _check_open(invitation: CandidateInvitation) -> None:
    if invitation.state in {State.ACCEPTED, State.DECLINED}:
        raise Refused("You have answered this invitation already.", code="state")
    if not invitation.is_waiting:
        raise Refused("This invitation has run out. You can still apply on the job's page.", code="expired")


def _require_own(by: Actor, learner: Learner) -> None:
    if not by.is_signed_in or learner.user_id != by.user.pk:
        raise NotAllowed("Only the person who was asked can answer.")
