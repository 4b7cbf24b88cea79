"""What the portal writes about hires, outcomes, ratings and placements. One act writes to one address once."""

from collections.abc import Iterable
from typing import Any

from django.conf import settings
from django.urls import reverse

from district.accounts.models import User
from district.outbox.services import mail
from district.workplace.models import Hire, OutcomeProposal, Placement, RatingRequest, Side
from employers.services.job_application_letters import staff_of

HIRE_SUBJECTS = {
    "describe": "When does it begin? {job}",
    "describe_soon": "Still to say: when does it begin? {job}",
    "closed": "Closed, as nobody said when it begins: {job}",
    "proposed": "Is this right? Your work at {employer}",
    "agreed": "They agree: {job}",
    "disputed": "They say that something is wrong: {job}",
    "not_started": "Your employer says that you did not begin: {job}",
    "no_agreement": "Closed, as it stayed in dispute: {job}",
}
PROPOSAL_SUBJECTS = {
    "asked": "Somebody you taught has found work: please record it",
    "reminded": "Still to record: somebody you taught has found work",
    "disputed": "An outcome that you recorded is said to be wrong",
    "withdrawn": "An outcome that you recorded did not come about",
}
RATING_SUBJECTS = {
    "asked": "What can they do? {job}, {moment}",
    "reminded": "Still to say: what can they do? {job}, {moment}",
}
PLACEMENT_SUBJECTS = {
    "begun": "Write the placement agreement: {job}",
    "written": "A placement agreement to read and sign: {job}",
    "changed": "The placement agreement has changed, please sign again: {job}",
    "to_sign": "A placement agreement waits for you: {job}",
    "asked": "Somebody would like the placement agreement changed: {job}",
    "signed": "Signed by all: {job}",
    "cancelled": "The placement is called off: {job}",
    "lapsed": "The placement agreement was never signed by all: {job}",
    "hours": "Hours to confirm: {job}",
    "hours_changed": "Your hours were put right: {job}",
    "report": "How did the placement go? {job}",
    "unreported": "The placement ended without a report: {job}",
    "reported": "The placement has ended: {job}",
}


def about_hire_to_person(hire: Hire, act: str) -> None:
    if hire.learner is not None:
        url = _full("own_hire_show", hire.public_id)
        _about_hire(hire, act, [hire.learner.user], "workplace/mail/hire_to_person", url)


def about_hire_to_employer(hire: Hire, act: str) -> None:
    url = _full("hire_show", hire.public_id)
    _about_hire(hire, act, staff_of(hire.organisation_id), "workplace/mail/hire_to_employer", url)


def _about_hire(hire: Hire, act: str, readers: Iterable[User], template: str, url: str) -> None:
    facts = {"act": act, "hire": hire, "employer": hire.organisation, "who": name_of(hire), "url": url}
    subject = HIRE_SUBJECTS[act].format(job=hire.job_title, employer=hire.organisation.name)
    _send(readers, subject, template, facts, key=f"hire {hire.public_id} {act} {hire.version}")


def about_outcome(proposal: OutcomeProposal, act: str) -> None:
    """To the provider. The hire stands on the proposal."""
    facts = {
        "act": act,
        "hire": proposal.hire,
        "employer": proposal.hire.organisation,
        "course": proposal.enrolment.run.course,
        "url": _full("provider_hire_show", proposal.public_id),
    }
    key = f"outcome {proposal.public_id} {act} {proposal.hire.version}"
    readers = staff_of(proposal.enrolment.organisation_id)
    _send(readers, PROPOSAL_SUBJECTS[act], "workplace/mail/outcome", facts, key=key)


def about_rating(request: RatingRequest, act: str) -> None:
    hire = request.hire
    moment = request.get_moment_display()
    facts = {
        "act": act,
        "hire": hire,
        "who": name_of(hire),
        "moment": moment,
        "request": request,
        "url": _full("hire_rate", request.public_id),
    }
    subject = RATING_SUBJECTS[act].format(job=hire.job_title, moment=moment)
    key = f"rating {request.public_id} {act}"
    _send(staff_of(hire.organisation_id), subject, "workplace/mail/rating", facts, key=key)


def about_placement(placement: Placement, act: str, *, to: Iterable[Side], count: str = "") -> None:
    """`count` tells apart acts that can happen again under the same terms."""
    facts = {
        "act": act,
        "placement": placement,
        "employer": placement.organisation,
        "who": name_of(placement),
        "by": Side(placement.ask_by).label.lower() if placement.ask_by else "",
        "url": _full("placement_show", placement.public_id),
    }
    subject = PLACEMENT_SUBJECTS[act].format(job=placement.title)
    key = f"placement {placement.public_id} {act} {placement.terms_number} {count}".strip()
    for side in to:
        _send(
            readers_of(placement, side), subject, "workplace/mail/placement", facts | {"side": side}, key=key
        )


def readers_of(placement: Placement, side: Side) -> list[User]:
    if side == Side.LEARNER:
        return [placement.learner.user] if placement.learner is not None else []
    if side == Side.EMPLOYER:
        return list(staff_of(placement.organisation_id))
    return list(staff_of(placement.enrolment.organisation_id)) if placement.enrolment is not None else []


def name_of(row: Hire | Placement) -> str:
    """Whom it is about, as employer and provider read it."""
    if row.learner is None:
        return "Somebody who has left the portal"
    return row.learner.user.name or row.learner.user.email or "Somebody"


def _send(readers: Iterable[User], subject: str, template: str, facts: dict[str, Any], *, key: str) -> None:
    for reader in readers:
        if reader.email:
            mail.send(
                to=reader.email,
                subject=subject,
                template=template,
                context=facts | {"reader": reader},
                key=key,
            )


def _full(name: str, *args: Any) -> str:
    return settings.SITE_URL.rstrip("/") + reverse(name, args=args)
