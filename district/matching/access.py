"""Who may open the pages of matching: the learner their own, WMCA staff the counts."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase

from learners.access import learner_only


def learner_or_nothing(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponseBase]:
    """Like learner_only; but a page of a job or a course that asks for its fragment gets an empty answer where
    there is no learner, instead of being led away.
    """
    guarded = learner_only(view)

    @wraps(guarded)
    def quiet(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        response = guarded(request, *args, **kwargs)
        if request.headers.get("HX-Request") == "true" and 300 <= response.status_code < 400:
            return HttpResponse(status=204)
        return response

    return quiet
