"""The floor that pages are measured against: a bare view that renders 20 rows, under the same server and settings."""

from django.http import HttpRequest, HttpResponse
from django.template import Context, Engine
from django.urls import include, path

from district.web.access import public
from employers.models import Vacancy

TEMPLATE = Engine().from_string(
    "<!doctype html><title>Floor</title>"
    "<ul>{% for row in rows %}<li>{{ row.title }} {{ row.place_text }}</li>{% endfor %}</ul>"
)


@public
def floor_show(request: HttpRequest) -> HttpResponse:
    rows = Vacancy.objects.order_by("-id").only("title", "place_text")[:20]
    return HttpResponse(TEMPLATE.render(Context({"rows": rows})))


urlpatterns = [
    path("bench/floor/", floor_show, name="floor_show"),
    path("", include("district.urls")),
]
