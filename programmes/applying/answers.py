"""The questions of an application: the fields that hold each answer, and what is wrong with one."""

from collections.abc import Callable

from django.utils import timezone

from district.web.errors import Refused
from programmes.codes import EmploymentStatus
from programmes.models import Application, ContactBy

ANSWERS: dict[str, tuple[str, ...]] = {
    "born": ("born_on",),
    "work": (
        *("employment_status", "weekly_hours", "is_self_employed", "wants_more_hours"),
        *("is_at_risk", "unemployed_for", "benefit"),
    ),
    "earnings": ("earnings",),
    "prior": ("prior_level",),
    "why": ("why",),
    "contact": ("contact_by", "phone"),
    "choice": ("choice",),
}
"""The questions, each with the fields that its answer is kept in."""

NEEDED = {
    "born": "Tell us your date of birth: some courses are for certain ages.",
    "work": "Tell us whether you are in work: it decides who pays for the course.",
    "prior": "Tell us the highest qualification you have.",
    "why": "Tell the provider in a few words why you would like this course.",
    "contact": "Tell us how the provider can reach you.",
}
KEPT_FOR_NEXT = ("born", "work", "prior", "contact")
AGES = range(14, 111)
OUT_OF_WORK = {EmploymentStatus.LOOKING, EmploymentStatus.NOT_LOOKING}


def check(application: Application, question: str) -> None:
    """Refuses an answer that cannot be, and empties what does not go with it."""
    if found := CHECKS.get(question):
        found(application)


def _born(application: Application) -> None:
    if application.age_on(timezone.localdate()) not in AGES:
        raise Refused("Enter your date of birth, for example 27 3 1984.", field="born_on")


def _work(application: Application) -> None:
    if not application.employment_status:
        raise Refused("Say whether you are in paid work.", field="employment_status")
    if application.employment_status != EmploymentStatus.PAID:
        application.weekly_hours = ""
        application.is_self_employed = application.wants_more_hours = application.is_at_risk = False
    if application.employment_status not in OUT_OF_WORK:
        application.unemployed_for = ""


def _prior(application: Application) -> None:
    if not application.prior_level:
        raise Refused("Choose the highest qualification you have.", field="prior_level")


def _why(application: Application) -> None:
    if not application.why.strip():
        raise Refused("Write a few words about why you would like this course.", field="why")


def _contact(application: Application) -> None:
    if not application.contact_by:
        raise Refused("Choose how the provider can reach you.", field="contact_by")
    if application.contact_by == ContactBy.EMAIL and application.learner.user.email is None:
        raise Refused("They have no e-mail address here. Choose another way.", field="contact_by")
    if application.contact_by == ContactBy.HELPER and application.applied_for_id is None:
        raise Refused("Choose how the provider can reach you.", field="contact_by")
    if application.contact_by in {ContactBy.PHONE, ContactBy.TEXT} and not application.phone:
        raise Refused("Enter your phone number, so that the provider can reach you.", field="phone")


def _choice(application: Application) -> None:
    if not application.choice:
        raise Refused("Enter 1 for the course run you would like best.", field="choice")
    others = Application.objects.live().filter(
        learner=application.learner_id, run__intake=application.run.intake_id, choice=application.choice
    )
    if others.exclude(pk=application.pk).exists():
        raise Refused("You have given another course run this place already.", field="choice")


CHECKS: dict[str, Callable[[Application], None]] = {
    "born": _born,
    "work": _work,
    "prior": _prior,
    "why": _why,
    "contact": _contact,
    "choice": _choice,
}
