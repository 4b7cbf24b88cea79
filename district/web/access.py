"""The access rule of pages that everybody may see; rules about people are in district.partners.access."""

from collections.abc import Callable
from functools import wraps
from typing import Concatenate

from django.http import HttpRequest, HttpResponseBase

PUBLIC = "public"


def public[**P](
    view: Callable[Concatenate[HttpRequest, P], HttpResponseBase],
) -> Callable[Concatenate[HttpRequest, P], HttpResponseBase]:
    """Anybody may see this page. The mark is what the access tests read."""

    @wraps(view)
    def checked(request: HttpRequest, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        return view(request, *args, **kwargs)

    checked.access_rule = PUBLIC  # type: ignore[attr-defined]
    return checked
