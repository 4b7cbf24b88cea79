from django.apps import AppConfig


class CertificatesConfig(AppConfig):
    name = "district.certificates"
    label = "certificates"
