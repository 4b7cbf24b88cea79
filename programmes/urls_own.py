"""Addresses of a learner's own pages about courses, and of what they let others see."""

from django.urls import path, register_converter

from programmes.views import applications, apply, learning, shared


class SecretConverter:
    """A secret that cannot be guessed: 32 random bytes in letters."""

    regex = "[A-Za-z0-9_-]{43}"

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value


class ThumbprintConverter(SecretConverter):
    """Of a key: as long, and known to everybody."""


register_converter(SecretConverter, "secret")
register_converter(ThumbprintConverter, "thumbprint")

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
    path("me/learning/calendar/", learning.feed_make, name="feed_make"),
    path("me/learning/calendar/stop/", learning.feed_stop, name="feed_stop"),
    path("me/learning/links/<uuid:public_id>/stop/", learning.certificate_stop, name="certificate_stop"),
    path(f"{LEARNING}/", learning.learning_show, name="learning_show"),
    path(f"{LEARNING}/cancel/", learning.enrolment_cancel, name="enrolment_cancel"),
    path(f"{LEARNING}/sessions.ics", learning.calendar_download, name="calendar_download"),
    path(f"{LEARNING}/certificate/", learning.certificate_show, name="certificate_show"),
    path(f"{LEARNING}/certificate/badge.json", learning.certificate_badge, name="certificate_badge"),
    path(f"{LEARNING}/certificate/badge.jwt", learning.certificate_signed, name="certificate_signed"),
    path("certificates/check/", shared.certificate_check, name="certificate_check"),
    path("certificates/keys/", shared.badge_key_list, name="badge_key_list"),
    path("certificates/keys/<thumbprint:thumbprint>/", shared.badge_key_show, name="badge_key_show"),
    path("calendar/<secret:key>.ics", shared.calendar_feed, name="calendar_feed"),
    path("certificates/<secret:key>/", shared.certificate_open, name="certificate_open"),
    path(
        "certificates/<secret:key>/badge.json", shared.certificate_open_badge, name="certificate_open_badge"
    ),
    path(
        "certificates/<secret:key>/badge.jwt", shared.certificate_open_signed, name="certificate_open_signed"
    ),
]
