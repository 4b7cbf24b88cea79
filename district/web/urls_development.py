"""Addresses that exist only on a developer's machine."""

from django.urls import path

from district.web.views import gallery

urlpatterns = [path("components/", gallery.component_list, name="component_list")]
