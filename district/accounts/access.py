"""The access rule of a person's own account pages; rules about organisations are in district.partners.access."""

from collections.abc import Callable

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse

type View = Callable[..., HttpResponse]


def own_account(view: View) -> View:
    guarded = login_required(view)
    guarded.access_rule = "signed in, own account"  # type: ignore[attr-defined]
    return guarded
