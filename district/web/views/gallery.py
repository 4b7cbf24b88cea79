"""Every component in its states, for those who build pages with them."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from district.web import samples
from district.web.access import public


@public
def component_list(request: HttpRequest) -> HttpResponse:
    return render(request, "web/component_list.html", samples.context(request))
