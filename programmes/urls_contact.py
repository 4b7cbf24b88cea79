"""Addresses of what learners, providers and those who help them have to say to each other."""

from django.urls import path

from programmes.views import check_in

urlpatterns = [
    path("me/check-ins/<uuid:public_id>/", check_in.check_in_show, name="check_in_show"),
]
