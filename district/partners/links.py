"""Everything in the portal that hangs on an organisation, found in the models themselves so that none is forgotten."""

import re
from dataclasses import dataclass
from functools import cache
from typing import Any

from django.apps import apps
from django.db.models import ForeignKey, Model
from pghistory.models import Event

from district.partners.models import DifferentOrganisations, Organisation, OrganisationMerge

# What tells of merging, and what the database wrote down: both stay as they were written.
LEFT_ALONE: tuple[type[Model], ...] = (OrganisationMerge, DifferentOrganisations, Event)

WORDS = {
    "partners.membership": ("person who acts for it", "people who act for it"),
    "partners.organisationrole": ("role", "roles"),
    "partners.joinrequest": ("request to join", "requests to join"),
    "partners.organisationdraft": ("sign-up", "sign-ups"),
    "partners.employerfacts": ("set of employer details", "sets of employer details"),
}


@dataclass(frozen=True)
class Link:
    """A field of some model that says to which organisation a row belongs."""

    model: type[Model]
    field: ForeignKey[Any, Any]

    @property
    def label(self) -> str:
        return self.model._meta.label_lower

    @property
    def name(self) -> str:
        return str(self.field.attname)

    def rows(self, organisation_id: int) -> Any:
        return self.model._base_manager.filter(**{self.name: organisation_id})


@cache
def of_organisations() -> tuple[Link, ...]:
    """Every foreign key to an organisation, of every model that is there: also of those that come later."""
    models = apps.get_models(include_auto_created=True)
    found = (
        Link(model, field)
        for model in models
        if model._meta.managed and not issubclass(model, LEFT_ALONE)
        for field in model._meta.local_concrete_fields
        if isinstance(field, ForeignKey) and field.related_model is Organisation
    )
    return tuple(sorted(found, key=lambda link: (link.label, link.name)))


def words(label: str, count: int) -> str:
    """ "3 vacancies", from the model's name: as people call it where that differs."""
    one, many = WORDS.get(label) or _from_name(label)
    return f"{count:,} {one if count == 1 else many}"


def _from_name(label: str) -> tuple[str, str]:
    model = apps.get_model(label)
    one = str(model._meta.verbose_name).lower()
    if not one.endswith("s") and str(model._meta.verbose_name_plural).lower() != f"{one}s":
        return one, str(model._meta.verbose_name_plural).lower()
    return one, re.sub(r"([^aeiou])y$", r"\1ie", one) + "s"
