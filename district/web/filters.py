"""The filters of a list."""

from copy import deepcopy
from functools import cache
from typing import Any, cast

import django_filters
from django import forms


class FilterSet(django_filters.FilterSet):
    """django-filter's, whose form class is put together once and not for every request. What differs from one request
    to the next, like choices out of the database, is set on the fields of `form`.
    """

    def get_form_class(self) -> type[forms.Form]:
        return _form_class(cast(Any, type(self)))


@cache
def _form_class(filters: Any) -> type[forms.Form]:
    fields = {name: each.field for name, each in deepcopy(filters.base_filters).items()}
    return type(f"{filters.__name__}Form", (filters._meta.form,), fields)
