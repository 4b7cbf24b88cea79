from django.urls import include, path

from district.accounts.views import names

urlpatterns = [
    path("account/name/", names.name_change, name="name_change"),
    path("account/", include("allauth.urls")),
]
