"""The pages of an application in their order: what each asks, when it is asked, and its answer in words."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from django.http import Http404
from django.urls import reverse

from district.web.templatetags.district import day, money
from programmes.applying import forms
from programmes.applying.forms import StepForm
from programmes.codes import EmploymentStatus
from programmes.models import Admission, Application, SupportNeed

OUT_OF_WORK = {EmploymentStatus.LOOKING, EmploymentStatus.NOT_LOOKING}


@dataclass(frozen=True)
class Step:
    """`question` is what the service calls it; two pages may belong to one question.

    `told` is the answer in words, empty while there is none; a step that `may_stay_open` need not be answered.
    """

    name: str
    title: str
    question: str
    form: type[StepForm]
    fields: tuple[str, ...]
    told: Callable[[Application], str]
    is_asked: Callable[[Application], bool] = lambda application: True
    may_stay_open: bool = False
    open_words: str = ""

    def answer_of(self, application: Application) -> str:
        said = self.told(application)
        return said or (self.open_words if self.question in application.answered else "")

    def is_answered(self, application: Application) -> bool:
        return bool(self.answer_of(application))

    def href(self, application: Application) -> str:
        return reverse("application_question", args=[application.public_id, self.name])


def _hours(application: Application) -> str:
    if not application.weekly_hours:
        return ""
    ticked = [
        words
        for is_so, words in (
            (application.is_self_employed, "I work for myself"),
            (application.wants_more_hours, "I would like more hours"),
            (application.is_at_risk, "I may lose my job soon"),
        )
        if is_so
    ]
    return "\n".join([application.get_weekly_hours_display(), *ticked])


def _out(application: Application) -> str:
    if not application.unemployed_for:
        return ""
    benefit = application.get_benefit_display() if application.benefit else ""
    return "\n".join(filter(None, (application.get_unemployed_for_display(), benefit)))


def _earnings(application: Application) -> str:
    return "" if application.earnings is None else f"{money(application.earnings)} a year"


def _contact(application: Application) -> str:
    by = application.get_contact_by_display() if application.contact_by else ""
    return "\n".join(filter(None, (by, application.phone)))


def _choice(application: Application) -> str:
    return "" if application.choice is None else f"Number {application.choice} of those I apply for"


def is_in_work(application: Application) -> bool:
    return application.employment_status == EmploymentStatus.PAID


STEPS: Sequence[Step] = (
    Step("born", "Date of birth", "born", forms.BornForm, ("born_on",), lambda it: day(it.born_on)),
    Step(
        "work",
        "Paid work",
        "work",
        forms.WorkForm,
        ("employment_status",),
        lambda it: it.get_employment_status_display() if it.employment_status else "",
    ),
    Step(
        "hours",
        "Hours of work",
        "work",
        forms.HoursForm,
        ("weekly_hours", "is_self_employed", "wants_more_hours", "is_at_risk"),
        _hours,
        is_in_work,
    ),
    Step(
        "out-of-work",
        "Time out of work",
        "work",
        forms.OutOfWorkForm,
        ("unemployed_for", "benefit"),
        _out,
        lambda it: it.employment_status in OUT_OF_WORK,
    ),
    Step(
        "earnings",
        "Earnings",
        "earnings",
        forms.EarningsForm,
        ("earnings",),
        _earnings,
        is_in_work,
        may_stay_open=True,
        open_words="Not said",
    ),
    Step(
        "prior",
        "Highest qualification",
        "prior",
        forms.PriorForm,
        ("prior_level",),
        lambda it: it.get_prior_level_display() if it.prior_level else "",
    ),
    Step("why", "Why this course", "why", forms.WhyForm, ("why",), lambda it: it.why),
    Step("contact", "How to reach you", "contact", forms.ContactForm, ("contact_by", "phone"), _contact),
    Step(
        "choice",
        "Order of your choices",
        "choice",
        forms.ChoiceForm,
        ("choice",),
        _choice,
        lambda it: it.run.admission == Admission.INTAKE,
    ),
)
BY_NAME = {step.name: step for step in STEPS}
SUPPORT = "support"


def called(name: str, application: Application) -> Step:
    step = BY_NAME.get(name)
    if step is None or not step.is_asked(application):
        raise Http404("There is no such question.")
    return step


def asked(application: Application) -> list[Step]:
    return [step for step in STEPS if step.is_asked(application)]


def standing(application: Application, step: Step) -> dict[str, Any]:
    """What stands now, as forms and marks read it."""
    return {field: getattr(application, field) for field in step.fields}


def following(application: Application, after: Step | None = None) -> str:
    """Where to go on: the next page without an answer, then support, then the check."""
    steps = asked(application)
    place = steps.index(after) + 1 if after in steps else 0
    rest = [step for step in [*steps[place:], *steps[:place]] if not step.is_answered(application)]
    if rest:
        return rest[0].href(application)
    if SUPPORT not in application.answered:
        return reverse("application_support", args=[application.public_id])
    return reverse("application_check", args=[application.public_id])


def before(application: Application, step: Step) -> str:
    """The page in front of this one; before the first, where the whole begins."""
    steps = asked(application)
    place = steps.index(step)
    if place:
        return steps[place - 1].href(application)
    return reverse("application_start", args=[application.run.public_id])


def last(application: Application) -> str:
    return asked(application)[-1].href(application)


def in_place(application: Application, name: str) -> tuple[int, int]:
    """This page and all of them, as "Question 3 of 9"."""
    names = [step.name for step in asked(application)] + [SUPPORT]
    return names.index(name) + 1, len(names)


def support_told(needs: Sequence[SupportNeed]) -> str:
    return "\n".join(
        f"{need.get_kind_display()}{f': {need.details}' if need.details else ''}" for need in needs
    )
