from django.apps import AppConfig


class PartnersConfig(AppConfig):
    name = "district.partners"
    label = "partners"
