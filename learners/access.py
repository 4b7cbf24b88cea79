"""Who may open a learner's own pages."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect

from district.partners.access import signed_in
from learners.models import Learner
from learners.requests import LearnerRequest


def learner_only(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponseBase]:
    """Passes on the signed-in person's own record as `request.learner`; those without one are led to make it."""

    @wraps(view)
    def guarded(request: LearnerRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        learner = (
            Learner.objects.select_related("user", "postcode__council").filter(user=request.user).first()
        )
        if learner is None:
            return redirect("profile_start")
        request.learner = learner
        return view(request, *args, **kwargs)

    ruled = signed_in(guarded)
    ruled.access_rule = "learner, own record"  # type: ignore[attr-defined]
    return ruled
