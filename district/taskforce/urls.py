from django.urls import path

from district.taskforce.views import challenges

urlpatterns = [
    path("authority/challenges/", challenges.authority_challenge_list, name="authority_challenge_list"),
    path(
        "authority/challenges/new/", challenges.authority_challenge_create, name="authority_challenge_create"
    ),
    path(
        "authority/challenges/<uuid:public_id>/",
        challenges.authority_challenge_show,
        name="authority_challenge_show",
    ),
    path(
        "authority/challenges/<uuid:public_id>/change/",
        challenges.authority_challenge_change,
        name="authority_challenge_change",
    ),
    path(
        "authority/challenges/<uuid:public_id>/open/",
        challenges.authority_challenge_open,
        name="authority_challenge_open",
    ),
    path(
        "authority/challenges/<uuid:public_id>/<slug:move>/",
        challenges.authority_challenge_move,
        name="authority_challenge_move",
    ),
]
