"""Addresses of a learner's own pages about courses, and of what they let others see."""

from django.urls import path, register_converter

from programmes.views import applications, apply, calendar, learning


class SecretConverter:
    """A secret that cannot be guessed: 32 random bytes in letters."""

    regex = "[A-Za-z0-9_-]{43}"

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value


register_converter(SecretConverter, "secret")

OWN, RUNS = "me/applications/<uuid:public_id>", "courses/runs/<uuid:public_id>"
LEARNING = "me/learning/<uuid:public_id>"

urlpatterns = [
    path(f"{RUNS}/apply/", apply.application_start, name="application_start"),
    path("me/applications/", applications.application_list, name="application_list"),
    path(f"{OWN}/", applications.application_show, name="application_show"),
    path(f"{OWN}/support/", apply.application_support, name="application_support"),
    path(f"{OWN}/sharing/", apply.application_sharing, name="application_sharing"),
    path(f"{OWN}/check/", apply.application_check, name="application_check"),
    path(f"{OWN}/sent/", apply.application_sent, name="application_sent"),
    path(f"{OWN}/accept/", applications.offer_accept, name="offer_accept"),
    path(f"{OWN}/decline/", applications.offer_decline, name="offer_decline"),
    path(f"{OWN}/withdraw/", applications.application_withdraw, name="application_withdraw"),
    path(f"{OWN}/appeal/", applications.application_appeal, name="application_appeal"),
    path(f"{OWN}/questions/<slug:name>/", apply.application_question, name="application_question"),
    path("me/learning/", learning.learning_list, name="learning_list"),
    path("me/learning/calendar/", calendar.feed_make, name="feed_make"),
    path("me/learning/calendar/stop/", calendar.feed_stop, name="feed_stop"),
    path(f"{LEARNING}/", learning.learning_show, name="learning_show"),
    path(f"{LEARNING}/cancel/", learning.enrolment_cancel, name="enrolment_cancel"),
    path(f"{LEARNING}/sessions.ics", calendar.calendar_download, name="calendar_download"),
    path("calendar/<secret:key>.ics", calendar.calendar_feed, name="calendar_feed"),
]
