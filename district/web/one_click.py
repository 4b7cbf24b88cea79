"""The way out of e-mails that people asked for: RFC 8058 and a page, without signing in."""

from collections.abc import Callable

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render


def stop_page(
    request: HttpRequest, *, stop: Callable[[], bool], is_known: Callable[[], bool], template: str
) -> HttpResponse:
    """Looking at the page changes nothing, for e-mail programs open the links they find. Sending the form does.

    `stop` says whether the key of the address is known, whether or not it was stopped before.
    """
    is_stopped = request.method == "POST" and stop()
    if not is_stopped and not is_known():
        raise Http404("There is no such key.")
    return render(request, template, {"is_stopped": is_stopped})
