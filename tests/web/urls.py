"""The portal's addresses, the gallery, and views that fail in each way."""

from django.db import OperationalError
from django.http import HttpRequest, HttpResponse
from django.urls import include, path
from django.views.decorators.http import require_POST

from district.urls import handler400, handler403, handler404, handler500
from district.urls import urlpatterns as portal
from district.web.errors import NotAllowed

__all__ = ["handler400", "handler403", "handler404", "handler500", "urlpatterns"]


def break_down(request: HttpRequest) -> HttpResponse:
    raise ValueError("secret detail")


def lose_database(request: HttpRequest) -> HttpResponse:
    raise OperationalError("could not connect to server at secret-host")


def refuse(request: HttpRequest) -> HttpResponse:
    raise NotAllowed("Only an administrator can invite people.")


@require_POST
def only_post(request: HttpRequest) -> HttpResponse:
    return HttpResponse(str(len(request.POST)))


urlpatterns = [
    path("break-down/", break_down),
    path("lose-database/", lose_database),
    path("refuse/", refuse),
    path("only-post/", only_post),
    path("", include("district.web.urls_development")),
    *portal,
]
