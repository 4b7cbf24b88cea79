"""Nothing that hangs on an organisation is forgotten when two become one."""

from django.apps import apps
from django.db import models
from pghistory.models import Event

from district.partners import links
from district.partners.models import Membership, Organisation
from district.reports.models.snapshot import Row


def test_every_key_to_an_organisation_is_a_link_or_is_left_alone_by_name() -> None:
    found = {(link.model, link.name) for link in links.of_organisations()}
    for model in apps.get_models(include_auto_created=True):
        for field in model._meta.get_fields():
            if field.concrete and field.related_model is Organisation and field in model._meta.local_fields:
                is_known = (model, field.attname) in found or issubclass(model, links.LEFT_ALONE)
                assert is_known, f"{model._meta.label}.{field.name} would not move with a merge"


def test_only_the_record_of_merges_and_history_are_left_alone() -> None:
    left = [model for model in links.LEFT_ALONE if model is not Event]
    assert {model.__name__ for model in left} == {"OrganisationMerge", "DifferentOrganisations"}
    labels = {link.label for link in links.of_organisations()}
    assert {"partners.membership", "partners.site", "employers.vacancy", "programmes.course"} <= labels


def test_rows_are_known_by_whole_numbers() -> None:
    """The record of a merge keeps them as such."""
    for link in links.of_organisations():
        assert isinstance(link.model._meta.pk, models.BigAutoField), link.label


def test_no_model_points_at_an_organisation_without_a_key() -> None:
    """A bare number or a generic relation would escape the search. Rows frozen for reports say who somebody was on that
    day, and stay as they are.
    """
    for model in apps.get_models():
        if issubclass(model, Event | Row):
            continue
        for field in model._meta.local_concrete_fields:
            is_named = field.name.removesuffix("_id") in {"organisation", "employer", "provider", "funder"}
            if is_named and not field.is_relation:
                assert not isinstance(field, models.IntegerField | models.UUIDField), f"{model}.{field.name}"


def test_kinds_are_named_as_people_say_them() -> None:
    assert links.words("partners.membership", 2) == "2 people who act for it"
    assert links.words("employers.vacancy", 1) == "1 vacancy"
    assert links.words("employers.vacancy", 1200) == "1,200 vacancies"
    assert links.words("programmes.course", 2) == "2 courses"
    assert links.words("programmes.exportrecord", 2) == "2 export records"
    assert Membership._meta.label_lower in links.WORDS
