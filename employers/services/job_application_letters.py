"""What the portal writes about job applications and invitations. Each act writes once to each address."""

from collections.abc import Iterable
from typing import Any

from django.conf import settings

from district.accounts.models import User
from district.outbox.services import mail
from district.partners.models import Membership
from employers import message_words
from employers.models import CandidateInvitation, CvFile, JobApplication

MOST_READERS = 20
SUBJECTS = {
    "sent": "We have sent your job application: {job}",
    "shortlisted": "You are shortlisted: {job}",
    "interviewing": "About an interview: {job}",
    "offered": "You are offered the job: {job}",
    "hired": "You are hired: {job}",
    "unsuccessful": "About your job application: {job}",
    "closed": "Your job application has closed: {job}",
    "withdrawn": "You have withdrawn your job application: {job}",
    "declined": "You have said no to the job: {job}",
}
TO_EMPLOYER = {
    "sent": "A new application: {job}",
    "closed": "An application closed unanswered: {job}",
    "withdrawn": "An application was withdrawn: {job}",
    "declined": "Your offer was declined: {job}",
}


def to_learner(application: JobApplication, act: str, *, words: str = "") -> None:
    missing = application.missing_skills.select_related("skill").order_by("skill__label")
    facts = _facts(application) | {
        "act": act,
        "words": message_words.filled(words, application, is_own=True),
        "missing": [row.skill.label for row in missing],
        "url": _full(f"/me/job-applications/{application.public_id}/"),
    }
    _send(application.learner.user, "employers/mail/to_learner", SUBJECTS[act], facts)


def to_employer(application: JobApplication, act: str) -> None:
    """Without who it is from: that is for the page, once they are known."""
    url = _full(f"/employer/applications/{application.public_id}/")
    facts = _facts(application) | {"act": act, "url": url}
    for reader in staff_of(application.vacancy.organisation_id):
        _send(reader, "employers/mail/to_employer", TO_EMPLOYER[act], facts)


def about_cv(file: CvFile) -> None:
    """To its owner: it is harmful, and gone."""
    application = file.application
    key = f"cv {application.public_id} {file.added_at:%Y%m%d%H%M%S}"
    url = _full(f"/me/job-applications/{application.public_id}/")
    facts = _facts(application) | {"url": url, "key": key}
    _send(application.learner.user, "employers/mail/cv_harmful", "We could not keep your CV: {job}", facts)


def invite(invitation: CandidateInvitation) -> None:
    _about_invitation(invitation, invitation.learner.user, "sent", "An employer asks you to apply: {job}")


def tell_answer(invitation: CandidateInvitation) -> None:
    """To the employer: accepted, declined with the reason, or not answered."""
    subject = {
        "accepted": "Your invitation is accepted: {job}",
        "declined": "Your invitation is declined: {job}",
        "expired": "Your invitation was not answered: {job}",
    }[invitation.state]
    for reader in staff_of(invitation.vacancy.organisation_id):
        _about_invitation(invitation, reader, invitation.state, subject)


def _about_invitation(invitation: CandidateInvitation, reader: User, act: str, subject: str) -> None:
    own = f"/me/job-invitations/{invitation.public_id}/"
    vacancy = invitation.vacancy
    facts = {
        "act": act,
        "invitation": invitation,
        "vacancy": vacancy,
        "employer": vacancy.organisation,
        "url": _full(own if act == "sent" else f"/employer/vacancies/{vacancy.public_id}/applications/"),
        "key": f"candidate invitation {invitation.public_id} {act}",
    }
    _send(reader, "employers/mail/invitation", subject, facts)


def _facts(application: JobApplication) -> dict[str, Any]:
    return {
        "application": application,
        "vacancy": application.vacancy,
        "employer": application.vacancy.organisation,
        "key": f"job application {application.public_id} {application.version}",
    }


def _send(reader: User, template: str, subject: str, facts: dict[str, Any]) -> None:
    if not reader.email:
        return
    mail.send(
        to=reader.email,
        subject=subject.format(job=facts["vacancy"].title),
        template=template,
        context=facts | {"reader": reader},
        key=facts["key"],
    )


def _full(path: str) -> str:
    return settings.SITE_URL.rstrip("/") + path


def staff_of(organisation_id: int) -> Iterable[User]:
    members = Membership.objects.live().filter(organisation=organisation_id).select_related("user")
    return [membership.user for membership in members.order_by("joined_at", "id")[:MOST_READERS]]
