"""The local mail page: on a developer's machine only, where no e-mail leaves the house."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.csp import CSP
from django.views.decorators.csp import csp_override
from django.views.decorators.http import require_safe

from district.accounts import sink
from district.web.access import public

MAIL_STYLES: dict[str, list[str]] = {
    "default-src": [CSP.NONE],
    "style-src": [CSP.UNSAFE_INLINE],
    "sandbox": ["allow-popups"],
}


@require_safe
@public
def mail_list(request: HttpRequest) -> HttpResponse:
    return render(request, "accounts/mail_list.html", {"letters": sink.newest()})


@require_safe
@public
def mail_show(request: HttpRequest, name: str) -> HttpResponse:
    return render(request, "accounts/mail_show.html", {"letter": _letter(name)})


@require_safe
@public
@csp_override(MAIL_STYLES)
def mail_show_html(request: HttpRequest, name: str) -> HttpResponse:
    return HttpResponse(_letter(name).html)


def _letter(name: str) -> sink.Letter:
    letter = sink.find(name)
    if letter is None:
        raise Http404("There is no such message.")
    return letter
