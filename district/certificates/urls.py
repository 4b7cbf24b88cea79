"""Addresses of certificates: a learner's own, those shown to others, and the keys that sign badges."""

from django.urls import path, register_converter

from district.certificates.views import certificate, shared
from programmes.urls_own import LEARNING, SecretConverter


class ThumbprintConverter(SecretConverter):
    """Of a key: as long, and known to everybody."""


register_converter(ThumbprintConverter, "thumbprint")

urlpatterns = [
    path("me/learning/links/<uuid:public_id>/stop/", certificate.certificate_stop, name="certificate_stop"),
    path(f"{LEARNING}/certificate/", certificate.certificate_show, name="certificate_show"),
    path(f"{LEARNING}/certificate/badge.json", certificate.certificate_badge, name="certificate_badge"),
    path(f"{LEARNING}/certificate/badge.jwt", certificate.certificate_signed, name="certificate_signed"),
    path("certificates/check/", shared.certificate_check, name="certificate_check"),
    path("certificates/keys/", shared.badge_key_list, name="badge_key_list"),
    path("certificates/keys/<thumbprint:thumbprint>/", shared.badge_key_show, name="badge_key_show"),
    path("certificates/<secret:key>/", shared.certificate_open, name="certificate_open"),
    path(
        "certificates/<secret:key>/badge.json", shared.certificate_open_badge, name="certificate_open_badge"
    ),
    path(
        "certificates/<secret:key>/badge.jwt", shared.certificate_open_signed, name="certificate_open_signed"
    ),
]
