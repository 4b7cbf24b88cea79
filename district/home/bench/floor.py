"""The floors that pages are measured against, under the same server and settings: bare views that render 20 rows, or as
many as the page shows; one for everybody, and one for somebody signed in, whose session, account and role are read.
"""

from django.http import HttpRequest, HttpResponse
from django.template import Context, Engine
from django.urls import include, path

from district.partners.access import member_only, staff_only
from district.web.access import public
from employers.models import Vacancy

TEMPLATE = Engine().from_string(
    "<!doctype html><title>Floor</title>"
    "<ul>{% for row in rows %}<li>{{ row.title }} {{ row.place_text }}</li>{% endfor %}</ul>"
)


@public
def floor_show(request: HttpRequest) -> HttpResponse:
    return _bare(20)


@member_only
def floor_own(request: HttpRequest, count: int) -> HttpResponse:
    return _bare(count)


@staff_only
def floor_staff(request: HttpRequest) -> HttpResponse:
    return _bare(20)


def _bare(count: int) -> HttpResponse:
    rows = Vacancy.objects.order_by("-id").only("title", "place_text")[:count]
    return HttpResponse(TEMPLATE.render(Context({"rows": rows})))


urlpatterns = [
    path("bench/floor/", floor_show, name="floor_show"),
    path("bench/floor/staff/", floor_staff, name="floor_staff"),
    path("bench/floor/<int:count>/", floor_own, name="floor_own"),
    path("", include("district.urls")),
]
