"""The portal's addresses with the local mail page, as on a developer's machine."""

from django.urls import include, path

from district.urls import handler400, handler403, handler404, handler500
from district.urls import urlpatterns as portal

__all__ = ["handler400", "handler403", "handler404", "handler500", "urlpatterns"]

urlpatterns = [path("", include("district.accounts.urls_development")), *portal]
