"""Who may open a learner's own pages."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from district.partners.access import signed_in
from learners.models import Learner


def learner_only(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Passes on the signed-in person's own record as `request.learner`; those without one are led to make it."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        learner = (
            Learner.objects.select_related("user", "postcode__council").filter(user=request.user).first()
        )
        if learner is None:
            return redirect("profile_start")
        request.learner = learner  # type: ignore[attr-defined]
        return view(request, *args, **kwargs)

    guarded = signed_in(guarded)
    guarded.access_rule = "learner, own record"  # type: ignore[attr-defined]
    return guarded
