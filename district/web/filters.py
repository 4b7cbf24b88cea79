"""The filters of a list: their form, and what a list remembers of those that were asked for."""

from collections.abc import Callable
from copy import deepcopy
from dataclasses import dataclass
from functools import cache
from typing import Any, cast

import django_filters
from django import forms
from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from district.web import reads


class FilterSet(django_filters.FilterSet):
    """django-filter's, whose form class is put together once and not for every request. What differs from one request
    to the next, like choices out of the database, is set on the fields of `form`.
    """

    @property
    def active_count(self) -> int:
        """How many are on. The order of a list is none."""
        data = self.form.cleaned_data if self.form.is_valid() else {}
        return sum(1 for name, value in data.items() if name != "order" and value not in {None, ""})

    def draw(self) -> SafeString:
        context = {"form": self.form, "active": self.active_count, "kept": None}
        return render_to_string("components/filter_panel.html", context)

    def get_form_class(self) -> type[forms.Form]:
        return _form_class(cast(Any, type(self)))


@cache
def _form_class(filters: Any) -> type[forms.Form]:
    fields = {name: each.field for name, each in deepcopy(filters.base_filters).items()}
    return type(f"{filters.__name__}Form", (filters._meta.form,), fields)


@dataclass(frozen=True)
class Narrowed:
    """A list as somebody asked for it: its filters, drawn; how many are on; the ids of what they leave."""

    panel: SafeString
    active: int
    numbered: Callable[..., list[tuple[int, int]]]


def remembered(chosen: FilterSet) -> Narrowed:
    """For a cache, by all that the filters were made of: the ids are read anew each time, by the same statement."""
    return Narrowed(chosen.draw(), chosen.active_count, reads.numbered_as_it_is(chosen.qs))


def once(chosen: FilterSet) -> Narrowed:
    """Where something typed is asked for, or the time of day is in it."""
    return Narrowed(chosen.draw(), chosen.active_count, reads.numbered_once(chosen.qs))
