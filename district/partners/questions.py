"""The questions of signing an organisation up: which there are, which apply, and which comes next."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from district.partners import employer_forms, forms
from district.partners.models import OrganisationDraft, Role
from district.web.forms import Form


@dataclass(frozen=True)
class Question:
    """One page. `field` is the draft's field and the form's; `also` are further ones on the same page."""

    slug: str
    field: str
    key: str  # as the check page says it
    form: type[Form]
    applies: Callable[[OrganisationDraft], bool] = lambda draft: True
    also: tuple[str, ...] = ()

    def is_answered(self, draft: OrganisationDraft) -> bool:
        return self.slug in draft.answered

    @property
    def fields(self) -> tuple[str, ...]:
        return (self.field, *self.also)

    def values(self, draft: OrganisationDraft) -> dict[str, Any]:
        return {field: getattr(draft, field) for field in self.fields}

    def words(self, draft: OrganisationDraft) -> str:
        if self.field == "roles":
            return "\n".join(draft.get_role_labels())
        if self.field == "without_number":
            return "\n".join([draft.get_without_number_display(), draft.without_number_note])
        return str(getattr(draft, self.field) or "")


def _says_why_no_number(draft: OrganisationDraft) -> bool:
    """Employers are looked up by their company number; who has none says why."""
    return Role.EMPLOYER in draft.roles and not draft.company_number


QUESTIONS = (
    Question("name", "name", "Name", forms.NameForm),
    Question("roles", "roles", "In the district", forms.RolesForm),
    Question("company-number", "company_number", "Company number", forms.CompanyNumberForm),
    Question(
        "without-number",
        "without_number",
        "Without a company number",
        employer_forms.WithoutNumberForm,
        _says_why_no_number,
        also=("without_number_note",),
    ),
    Question("ukprn", "ukprn", "UKPRN", forms.UkprnForm, lambda draft: Role.PROVIDER in draft.roles),
    Question("urn", "urn", "URN", forms.UrnForm, lambda draft: Role.SCHOOL in draft.roles),
    Question("website", "website", "Website", forms.WebsiteForm),
    Question("place", "postcode", "Main site", forms.PlaceForm),
    Question("description", "description", "About it", forms.DescriptionForm),
)


def asked_of(draft: OrganisationDraft) -> list[Question]:
    return [question for question in QUESTIONS if question.applies(draft)]


def next_open(draft: OrganisationDraft) -> Question | None:
    """The first question without an answer; None when all are answered."""
    return next((question for question in asked_of(draft) if not question.is_answered(draft)), None)


def by_slug(draft: OrganisationDraft, slug: str) -> Question | None:
    return next((question for question in asked_of(draft) if question.slug == slug), None)


def before(draft: OrganisationDraft, question: Question) -> Question | None:
    asked = asked_of(draft)
    place = asked.index(question)
    return asked[place - 1] if place else None
